import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { type Dispatcher, Pool } from "undici";

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

/** Sends a request. Rejects when there is no response: the connection failed, or `signal` was aborted. */
export type Transport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

/** A longer body is sent in chunks, so that a response that comes before its end is not lost with the connection. */
const chunkBytes = 64 * 1024;

/** Opens a connection pool to one origin, unless a transport is given. */
export function openTransport(
  origin: string,
  given: Transport | undefined,
): { transport: Transport; close: () => Promise<void> } {
  if (given !== undefined) return { transport: given, close: async () => {} };
  // The other side may close an idle connection just as it is reused.
  const pool = new Pool(origin, { connections: 32, keepAliveTimeout: 1000, headersTimeout: 0, bodyTimeout: 0 });
  const transport: Transport = async ({ method, path, headers, body, chunked = false }, signal) => {
    const bytes = body === undefined ? null : Buffer.from(body);
    const isChunked = bytes !== null && (chunked || bytes.length > chunkBytes);
    const response = await pool.request({
      method: method as Dispatcher.HttpMethod,
      path,
      headers: { ...headers, ...(isChunked && !chunked && { "content-length": String(bytes.length) }) },
      body: isChunked ? Readable.from(toChunks(bytes)) : bytes,
      signal,
    });
    const received = new Headers();
    for (const [name, value] of Object.entries(response.headers)) {
      for (const item of [value ?? []].flat()) received.append(name, item);
    }
    return { status: response.statusCode, headers: received, body: await response.body.text() };
  };
  return { transport, close: () => pool.destroy() };
}

async function* toChunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    yield bytes.subarray(start, start + chunkBytes);
    await delay(1);
  }
}
