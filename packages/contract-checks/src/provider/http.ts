import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { type Dispatcher, Pool } from "undici";

/** A request as it goes over the wire: nothing is escaped, completed or refused, whatever is wrong with it. */
export interface WireRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Send the body without saying how long it is. */
  readonly chunked?: boolean;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends a request. Rejects when no answer came: the connection failed, or `signal` was aborted. */
export type Wire = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

/** What a body is cut into, so that an answer that comes before its end is seen, and not lost with the connection. */
const pieceBytes = 64 * 1024;

/** Requests over HTTP to one origin. Close it to close the connections. */
export function httpWire(origin: string): { wire: Wire; close: () => Promise<void> } {
  // A connection that waited for a while may be closed by the other side just as it is used again.
  const pool = new Pool(origin, { connections: 32, keepAliveTimeout: 1000, headersTimeout: 0, bodyTimeout: 0 });
  const wire: Wire = async ({ method, path, headers, body, chunked = false }, signal) => {
    const bytes = body === undefined ? null : Buffer.from(body);
    const inPieces = bytes !== null && (chunked || bytes.length > pieceBytes);
    const response = await pool.request({
      method: method as Dispatcher.HttpMethod,
      path,
      headers: { ...headers, ...(inPieces && !chunked && { "content-length": String(bytes.length) }) },
      body: inPieces ? Readable.from(pieces(bytes)) : bytes,
      signal,
    });
    const received = new Headers();
    for (const [name, value] of Object.entries(response.headers)) {
      for (const one of [value ?? []].flat()) received.append(name, one);
    }
    return { status: response.statusCode, headers: received, body: await response.body.text() };
  };
  return { wire, close: () => pool.destroy() };
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
    await delay(1);
  }
}
