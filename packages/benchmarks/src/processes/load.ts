/** Load generator: sends requests over a number of connections, and counts them. */
import { setImmediate, setTimeout } from "node:timers/promises";
import { Pool } from "undici";
import { eventText, idMark, inboxMark, inboxOf } from "../support/events.ts";
import { argument, serve, sharedNow } from "./process.ts";

export interface LoadTarget {
  readonly url: string;
  readonly token: string;
}

export interface LoadRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** JSON; `EVENT_ID` is replaced by a new id in each request. */
  readonly body?: string;
  /** Publishes `count` events a request, for the inboxes of `webhooks` webhooks in turn. */
  readonly events?: { readonly count: number; readonly webhooks: number };
}

/** Requests that take turns. */
export interface LoadInTurn {
  readonly inTurn: readonly LoadRequest[];
}

export type LoadMessage = (LoadRequest | LoadInTurn) &
  (
    | { readonly connections: number; readonly ms: number }
    /** This many requests. */
    | { readonly connections: number; readonly count: number }
    /**
     * At a fixed rate, however long the responses take. Ids contain the time at which the request was to be sent, by
     * `sharedNow`: `evt_<microseconds>_…`. So a request that waits for one of the connections counts from then on, too.
     */
    | { readonly perSecond: number; readonly ms: number }
  );

export interface LoadResult {
  /** Requests per second. */
  readonly perSecond: number;
}

/**
 * Connections at a fixed rate. They are open before the first request: a busy Node process accepts one in each turn of its
 * event loop, so that requests that open connections may wait for seconds while all others are responded to.
 */
const openConnections = 512;
const keepAliveMs = 60_000;

const { url, token } = argument<LoadTarget>();
const authorization = `Bearer ${token}`;
const run = process.pid.toString(36) + Date.now().toString(36);
let serial = 0;

serve<LoadMessage>({}, async (message) => {
  const isEven = !("connections" in message);
  const connections = isEven ? openConnections : message.connections;
  const pool = new Pool(url, { connections, keepAliveTimeout: keepAliveMs });
  try {
    if (!isEven) return await asFastAsItGoes(pool, message);
    await Promise.all(Array.from({ length: connections }, () => connect(pool)));
    return await evenly(pool, message);
  } finally {
    await pool.close();
  }
});

async function asFastAsItGoes(
  pool: Pool,
  message: Extract<LoadMessage, { readonly connections: number }>,
): Promise<LoadResult> {
  const start = performance.now();
  let begun = 0;
  let count = 0;
  const isMore = "count" in message ? () => begun < message.count : () => performance.now() < start + message.ms;
  const ask = async () => {
    while (isMore()) {
      await send(pool, requestOf(message, begun++), nextId);
      count++;
    }
  };
  await Promise.all(Array.from({ length: message.connections }, ask));
  return { perSecond: count / ((performance.now() - start) / 1000) };
}

async function evenly(pool: Pool, message: Extract<LoadMessage, { readonly perSecond: number }>): Promise<LoadResult> {
  const start = sharedNow();
  const sent: Promise<void>[] = [];
  let failure: unknown;
  const note = (error: unknown) => {
    failure ??= error;
  };
  const count = Math.round((message.ms / 1000) * message.perSecond);
  while (sent.length < count && failure === undefined) {
    const dueAt = start + (sent.length / message.perSecond) * 1000;
    const waitMs = dueAt - sharedNow();
    if (waitMs > timerMs) await setTimeout(waitMs - timerMs);
    else if (waitMs > 0) block(waitMs);
    else {
      const request = requestOf(message, sent.length);
      sent.push(send(pool, request, () => timedId(dueAt)).catch(note));
      await setImmediate();
    }
  }
  await Promise.all(sent);
  if (failure !== undefined) throw failure;
  return { perSecond: sent.length / ((sharedNow() - start) / 1000) };
}

/** Opens a connection, if it is called for all of them at once. */
async function connect(pool: Pool): Promise<void> {
  const response = await pool.request({ method: "GET", path: "/" });
  await response.body.dump();
}

/** Timers may be late by this. */
const timerMs = 2;
const never = new Int32Array(new SharedArrayBuffer(4));

/** Waits more precisely than a timer, without using the processor. */
function block(ms: number): void {
  Atomics.wait(never, 0, 0, ms);
}

const requestOf = (message: LoadMessage, turn: number): LoadRequest =>
  "inTurn" in message ? (message.inTurn[turn % message.inTurn.length] as LoadRequest) : message;

const nextId = () => `evt_${run}_${serial++}`;
const timedId = (dueAt: number) => `evt_${String(Math.round(dueAt * 1000)).padStart(16, "0")}_${serial++}`;

async function send(pool: Pool, request: LoadRequest, newId: () => string): Promise<void> {
  const { method, path } = request;
  const body = bodyOf(request, newId);
  const response = await pool.request({
    method,
    path,
    headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body }),
  });
  const text = await response.body.text();
  if (response.statusCode > 299) throw new Error(`${method} ${path} returned ${response.statusCode}: ${text}`);
}

function bodyOf({ body, events }: LoadRequest, newId: () => string): string | undefined {
  if (events === undefined) return body?.replaceAll(idMark, newId);
  const event = () => {
    const id = newId();
    const inbox = inboxOf(serial % events.webhooks);
    return `{"event":${eventText.replace(idMark, id).replace(inboxMark, inbox)}}`;
  };
  if (events.count === 1) return event();
  return `{"events":[${Array.from({ length: events.count }, event).join()}]}`;
}
