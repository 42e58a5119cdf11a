/**
 * The endpoint: responds 204 at once, never to `/hang`, after that many milliseconds to `/delay/50`. `/capacity/10/50` works on
 * 10 requests at a time, for 50 ms each, and lets the others wait. `/gate` responds when its gate is opened, or after 10 s.
 * Counts requests and records their times.
 */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { argument, serve, sharedNow } from "./process.ts";

export interface SinkArgument {
  /** The address to listen on. @default "127.0.0.1" */
  readonly address?: string;
  /**
   * Reads the ids of events from the bodies, and counts each event once: for servers whose headers have ids of their own.
   *
   * @default false
   */
  readonly idsFromBodies?: boolean;
}

export type SinkMessage =
  /** Resets the count. */
  | { readonly reset: true }
  /** Replies after this many requests with their rate, the first `skip` of them not counted. */
  | { readonly rateOf: number; readonly skip: number }
  /** Replies with the milliseconds from the time in the ids (`evt_<microseconds>_…`) to receipt, ascending. */
  | { readonly latencies: true }
  /** Closes or opens the gate. */
  | { readonly gate: "closed" | "open" }
  /** Replies with the count and the time of the last request so far. */
  | { readonly progress: true };

export interface SinkResponse {
  readonly perSecond: number;
  readonly latencies: readonly number[];
  readonly count: number;
  /** When the last request was received, by `sharedNow`; 0 before the first one. */
  readonly lastAt: number;
  /** Mean milliseconds from the receipt of a request to `/capacity/…` to its response. */
  readonly capacityMs: number;
}

const { address = "127.0.0.1", idsFromBodies = false } = argument<SinkArgument>();
const longestAtGateMs = 10_000;

let times: number[] = [];
let latencies: number[] = [];
let waiting: (() => void) | undefined;

/** Requests to `/capacity/…`: that wait, that are worked on, and the times of those that were responded to. */
const queued: (() => void)[] = [];
let working = 0;
let responseTimes: number[] = [];

function workOn(response: ServerResponse, { atATime, workMs }: { atATime: number; workMs: number }): void {
  const receivedAt = performance.now();
  const work = () => {
    working++;
    setTimeout(() => {
      response.writeHead(204).end();
      responseTimes.push(performance.now() - receivedAt);
      working--;
      queued.shift()?.();
    }, workMs);
  };
  if (working < atATime) work();
  else queued.push(work);
}

let isGateOpen = true;
/** Responds to the requests that wait at the gate. */
const atGate = new Set<() => void>();

function waitAtGate(response: ServerResponse): void {
  const release = () => {
    clearTimeout(timer);
    atGate.delete(release);
    response.writeHead(204).end();
  };
  const timer = setTimeout(release, longestAtGateMs);
  atGate.add(release);
  if (isGateOpen) release();
}

function respond(path: string, response: ServerResponse): void {
  const [, kind, ...numbers] = path.split("/");
  const [first = 0, second = 0] = numbers.map(Number);
  if (kind === "capacity") workOn(response, { atATime: first, workMs: second });
  else if (kind === "gate") waitAtGate(response);
  else if (kind === "delay") setTimeout(() => response.writeHead(204).end(), first);
  else response.writeHead(204).end();
}

function count(eventId: string, receivedAt: number): void {
  times.push(receivedAt);
  const [, sent] = /^evt_(\d{16})_/.exec(eventId) ?? [];
  if (sent !== undefined) latencies.push(receivedAt - Number(sent) / 1000);
  waiting?.();
}

/** Ids that were read from bodies. */
const counted = new Set<string>();

function countOnce(body: string, receivedAt: number): void {
  const [, eventId] = /"event_id":\s*"([^"]+)"/.exec(body) ?? [];
  if (eventId === undefined || counted.has(eventId)) return;
  counted.add(eventId);
  count(eventId, receivedAt);
}

const server = createServer((request, response) => {
  if (request.url === "/hang") return;
  const now = sharedNow();
  if (idsFromBodies) {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.once("end", () => countOnce(Buffer.concat(chunks).toString("latin1"), now));
  } else {
    request.resume();
    count(String(request.headers["webhook-id"]), now);
  }
  request.once("end", () => respond(request.url ?? "", response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, address);
await once(server, "listening");

serve<SinkMessage>({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, async (message) => {
  if ("reset" in message) {
    times = [];
    latencies = [];
    responseTimes = [];
  }
  if ("gate" in message) {
    isGateOpen = message.gate === "open";
    if (isGateOpen) for (const release of atGate) release();
  }
  let perSecond = 0;
  if ("rateOf" in message) {
    const { rateOf, skip } = message;
    await new Promise<void>((resolve) => {
      waiting = () => {
        if (times.length >= rateOf) resolve();
      };
      waiting();
    });
    waiting = undefined;
    const seconds = ((times[rateOf - 1] ?? 0) - (times[skip] ?? 0)) / 1000;
    perSecond = (rateOf - 1 - skip) / seconds;
  }
  return {
    perSecond,
    count: times.length,
    lastAt: times.at(-1) ?? 0,
    capacityMs: responseTimes.reduce((sum, ms) => sum + ms, 0) / responseTimes.length,
    latencies: "latencies" in message ? latencies.toSorted((a, b) => a - b) : [],
  } satisfies SinkResponse;
});
