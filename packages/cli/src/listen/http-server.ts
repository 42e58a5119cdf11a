import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CommandError } from "../errors.ts";

/** A POST request. */
export interface HttpRequest {
  readonly headers: IncomingMessage["headers"];
  /** Names and values alternate, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Aborts when the client disconnects before the response is sent. */
  readonly disconnected: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly rawHeaders?: readonly string[];
  readonly body?: Uint8Array;
}

/** A running server. */
export interface HttpServer {
  readonly url: string;
  /** Stops accepting requests; those in progress have {@link closeTimeoutMs} to complete. */
  close(): Promise<void>;
}

/** Events have at most 1 MiB. Larger requests get 413. */
const maxBodyBytes = 2 * 1024 * 1024;
const closeTimeoutMs = 3_000;

/**
 * Starts a server that passes POST requests to a handler.
 *
 * @throws CommandError when it cannot listen on the address
 */
export async function startHttpServer(
  { host, port }: { readonly host: string; readonly port: number },
  handle: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    respond(request, response, handle).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) => {
      const reason = code === "EADDRINUSE" ? "the port is in use" : code;
      reject(new CommandError(`Cannot listen on ${host}:${port}: ${reason}. Pass another --host or --port.`));
    });
    server.listen(port, host, resolve);
  });
  const { address, family, port: actualPort } = server.address() as AddressInfo;
  // A server on all interfaces is reachable on loopback.
  const reachable = { "0.0.0.0": "127.0.0.1", "::": "::1" }[address] ?? address;
  return {
    url: `http://${family === "IPv6" ? `[${reachable}]` : reachable}:${actualPort}/`,
    async close() {
      const timer = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
      await new Promise((resolve) => server.close(resolve));
      clearTimeout(timer);
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<void> {
  const disconnect = new AbortController();
  response.once("close", () => disconnect.abort());
  const send = ({ status, rawHeaders = [], body = new Uint8Array() }: HttpResponse) => {
    // These have no body, and a length of 0 would be wrong (RFC 9110, 8.6).
    if (status === 204 || status === 304) response.writeHead(status, [...rawHeaders]).end();
    else response.writeHead(status, [...rawHeaders, "content-length", String(body.byteLength)]).end(body);
  };
  if (request.method !== "POST") return send({ status: 405, rawHeaders: ["allow", "POST"] });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) return send({ status: 413, rawHeaders: ["connection", "close"] });
    chunks.push(chunk);
  }
  const { headers, rawHeaders } = request;
  send(await handle({ headers, rawHeaders, body: Buffer.concat(chunks), disconnected: disconnect.signal }));
}
