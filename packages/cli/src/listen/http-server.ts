import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Failure } from "../errors.ts";

/** A request as it came. */
export interface Incoming {
  readonly headers: IncomingMessage["headers"];
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Aborts when the sender hangs up before it is answered. */
  readonly hungUp: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly rawHeaders?: readonly string[];
  readonly body?: Uint8Array;
}

/** A server that hands each POST to a function and answers what that answers. */
export interface HttpServer {
  readonly url: string;
  /** Takes no more requests; those that run get a moment to finish. */
  close(): Promise<void>;
}

/** Larger ones are refused; events have up to 1 MiB. */
const maxBodyBytes = 2 * 1024 * 1024;
const closeTimeoutMs = 3_000;

/**
 * Starts it.
 *
 * @throws Failure when it cannot listen there
 */
export async function startHttpServer(
  { host, port }: { readonly host: string; readonly port: number },
  handle: (incoming: Incoming) => Promise<Answer>,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    respond(request, response, handle).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new Failure(`Cannot listen on ${host}:${port} (${error.code}). Set --host and --port to others.`)),
    );
    server.listen(port, host, resolve);
  });
  const { address, family, port: actualPort } = server.address() as AddressInfo;
  // Listening everywhere is no address to go to.
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
  handle: (incoming: Incoming) => Promise<Answer>,
): Promise<void> {
  const hangUp = new AbortController();
  response.once("close", () => hangUp.abort());
  const send = ({ status, rawHeaders = [], body = new Uint8Array() }: Answer) => {
    response.writeHead(status, [...rawHeaders, "content-length", String(body.byteLength)]).end(body);
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
  send(await handle({ headers, rawHeaders, body: Buffer.concat(chunks), hungUp: hangUp.signal }));
}
