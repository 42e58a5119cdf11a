import { once } from "node:events";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { setTimeout as delay, setImmediate as immediate } from "node:timers/promises";
import { urlToHttpOptions } from "node:url";
import { decodeContent } from "../content-coding.ts";

/** A request as it is sent: nothing in it is escaped, completed or rejected. */
export interface HttpRequest {
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Send the body without `content-length`. */
  readonly chunked?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Longest response body that is read. The largest responses of the contract have an event of a mebibyte or so. */
const maxBodyBytes = 32 * 1024 * 1024;

/** The body of a response is too large to be read. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";

  constructor() {
    super(`the body of the response has more than ${maxBodyBytes / 1024 / 1024} MiB`);
  }
}

/**
 * Sends a request, whose headers may have names in any case. Rejects when there is no response: the connection failed, or
 * `signal` was aborted. Calls `onProgress` for each part of a long body that was written.
 */
export type Transport = (request: HttpRequest, signal: AbortSignal, onProgress?: () => void) => Promise<HttpResponse>;

/**
 * A longer body is sent in chunks, with pauses in which the response is read. A target may respond and close the
 * connection before it has read the body; writing to the closed connection then fails, and the response is lost.
 */
const chunkBytes = 64 * 1024;
/** Most pauses in a body: a busy process makes each longer. */
const maxPauses = 32;
/** Milliseconds before the first chunk, in which a target can reject the headers, and before each of the others. */
const pauseMs = { headers: 20, chunk: 1 };

/** Milliseconds for each address of the target's name but the last. Node's default, 250, is too short for some. */
const addressTimeoutMs = 2_000;

/**
 * Opens a connection pool to one origin, unless a transport is given. It is made of `node:http`, because undici rejects a
 * response after an unexpected `100 Continue` (RFC 9110, 15.2).
 */
export function openTransport(
  origin: string,
  given: Transport | undefined,
): { transport: Transport; close: () => Promise<void> } {
  if (given !== undefined) return { transport: given, close: async () => {} };
  const url = new URL(origin);
  const { Agent, request } = url.protocol === "https:" ? https : http;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 32,
    // Of an idle connection: the other side may close it just as it is reused.
    timeout: 1000,
    autoSelectFamilyAttemptTimeout: addressTimeoutMs,
  });
  const transport: Transport = async (
    { method, path, headers, body, chunked = false },
    signal,
    onProgress = () => {},
  ) => {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const framing = chunked ? { "transfer-encoding": "chunked" } : bytes && { "content-length": String(bytes.length) };
    const options = { ...urlToHttpOptions(url), agent, method, path, headers: { ...headers, ...framing }, signal };
    const outgoing = request(options);
    // Rejects `responded`, or comes after it, when the target does not read the whole body.
    outgoing.on("error", () => {});
    const responded = once(outgoing, "response", { signal }) as Promise<[IncomingMessage]>;
    responded.catch(() => {});
    await writeBody(outgoing, bytes, responded, onProgress);
    const [response] = await responded;
    const received = new Headers();
    const { rawHeaders } = response;
    for (let at = 0; at < rawHeaders.length; at += 2) received.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
    const content = await decodeContent(await readBody(response), received.get("content-encoding"));
    // A body that is not sent to its end would occupy the connection for ever.
    if (!outgoing.writableEnded) outgoing.destroy();
    return { status: response.statusCode ?? 0, headers: received, body: new TextDecoder().decode(content) };
  };
  return { transport, close: async () => agent.destroy() };
}

/** @throws BodyTooLargeError. The connection is then closed. */
async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Writes the body, in chunks if it is long, until there is a response. */
async function writeBody(
  outgoing: ClientRequest,
  bytes: Buffer | undefined,
  response: Promise<unknown>,
  onProgress: () => void,
): Promise<void> {
  if (bytes === undefined || bytes.length <= chunkBytes) {
    outgoing.end(bytes);
    return;
  }
  let isSettled = false;
  const settled = response
    .catch(() => {})
    .then(() => {
      isSettled = true;
    });
  const pause = async (ms: number) => {
    await Promise.race([settled, delay(ms)]);
    // Timers run before sockets are read, immediates after.
    if (!isSettled) await immediate();
  };
  outgoing.flushHeaders();
  await pause(pauseMs.headers);
  const pauseBytes = Math.max(chunkBytes, Math.ceil(bytes.length / maxPauses));
  for (let start = 0, written = 0; start < bytes.length && !isSettled; start += chunkBytes) {
    const chunk = bytes.subarray(start, start + chunkBytes);
    await Promise.race([settled, new Promise<void>((resolve) => outgoing.write(chunk, () => resolve()))]);
    if (!isSettled) onProgress();
    written += chunk.length;
    if (written < pauseBytes) continue;
    written = 0;
    await pause(pauseMs.chunk);
  }
  if (!isSettled) outgoing.end();
}
