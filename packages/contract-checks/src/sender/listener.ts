import http, {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { errorMessage, SetupError } from "../run/errors.ts";

/** A request that delivers an event. */
export interface DeliveryRequest {
  /** When its body was complete: milliseconds since 1970, monotonic. */
  readonly at: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly body: Buffer;
}

/** A request as it arrived, with its whole body. */
export interface ReceivedRequest extends DeliveryRequest {
  readonly socket: Socket;
  /** The status of the response, once it is decided; `undefined` if there is none. */
  status: number | undefined;
  /** When the response was written; `undefined` before, if there is none, and if the sender closed the connection earlier. */
  respondedAt: number | undefined;
}

/**
 * A way to fail an attempt without a response: `silent` never responds, `drip` sends its headers one byte at a time without an
 * end, `reset` and `close` end the connection, `garbage` sends what is not HTTP.
 */
export type BrokenResponse = "silent" | "drip" | "reset" | "close" | "garbage";

/** What an endpoint responds. */
export type Reply =
  | BrokenResponse
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Milliseconds before the response. @default 0 */
      readonly delayMs?: number;
      /** @default an empty body */
      readonly body?: string | Buffer;
      /** Sends a body that never ends: a byte now and then, or 64 KiB each time. */
      readonly endlessBody?: "slow" | "fast";
    };

/** Handles a request: decides what is responded. */
export type HandleRequest = (request: ReceivedRequest) => Reply;

export interface ListenerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly handle: HandleRequest;
  /** Called with the path and query of each request, when its headers have arrived. Its body may never be complete. */
  readonly onStart?: (url: string) => void;
  /** Serve https with this certificate. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A server that records requests and responds, or does not, as it is told. */
export interface Listener {
  readonly port: number;
  /** Connections, including those whose TLS handshake failed. */
  connections(): { readonly total: number; readonly open: number };
  close(): Promise<void>;
}

/** Events have at most 1 MiB; more than this is not read. */
const maxBodyBytes = 8 * 1024 * 1024;
/** Between two parts of a response that never ends. */
const dripMs = 100;

/** @throws SetupError when it cannot listen there */
export async function startListener({ host, port, handle, onStart, tls }: ListenerOptions): Promise<Listener> {
  const listener: RequestListener = (message, response) => {
    const { url = "", socket } = message;
    onStart?.(url);
    receive(message).then(
      (request) => respond(handle(request), request, response),
      // The body is too large, or the sender closed the connection before its end. The message has no socket any more.
      () => socket.destroy(),
    );
  };
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);
  // A sender could reuse a connection just as it is closed, and lose an attempt.
  server.keepAliveTimeout = 0;
  let total = 0;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    total++;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new SetupError(`cannot listen on ${host}:${port}: ${errorMessage(error)}`)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => ({ total, open: sockets.size }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Also those whose TLS handshake has not ended, which are no connections of HTTP yet.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function now(): number {
  return performance.timeOrigin + performance.now();
}

async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error("the body is too large");
    chunks.push(chunk);
  }
  const { method = "", url = "", headers, socket } = message;
  return {
    at: now(),
    method,
    url,
    headers,
    body: Buffer.concat(chunks),
    socket,
    status: undefined,
    respondedAt: undefined,
  };
}

function respond(reply: Reply, request: ReceivedRequest, response: ServerResponse): void {
  if (typeof reply === "string") {
    misbehave[reply](request.socket, response);
    return;
  }
  const { status, headers = {}, delayMs = 0, body, endlessBody } = reply;
  const send = () => {
    if (response.destroyed) return;
    request.respondedAt = now();
    response.writeHead(status, headers);
    if (endlessBody === undefined) {
      response.end(body);
      return;
    }
    const part = Buffer.alloc(endlessBody === "slow" ? 1 : 64 * 1024, " ");
    response.write(part);
    repeat(() => response.writableNeedDrain || response.write(part), response);
  };
  if (delayMs === 0) send();
  else setTimeout(send, delayMs);
}

const misbehave: Readonly<Record<BrokenResponse, (socket: Socket, response: ServerResponse) => void>> = {
  silent: () => {},
  drip(socket, response) {
    socket.write("HTTP/1.1 200 OK\r\nx-slow: ");
    repeat(() => socket.write("x"), response);
  },
  reset: (socket) => void socket.resetAndDestroy(),
  close: (socket) => void socket.destroy(),
  garbage: (socket) => void socket.end("SMTP/1.0 250 What?\r\n\r\n"),
};

/** Writes until the connection ends. */
function repeat(write: () => void, response: ServerResponse): void {
  const timer = setInterval(write, dripMs);
  response.once("close", () => clearInterval(timer));
}
