import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished } from "vitest";

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly path: string;
  readonly at: number;
}

export type Responder = (response: ServerResponse, received: ReceivedRequest, request: IncomingMessage) => void;

export const respondWith =
  (status: number, headers: Record<string, string> = {}, body = ""): Responder =>
  (response) =>
    response.writeHead(status, headers).end(body);

/** Never responds. */
export const hang: Responder = () => undefined;

/** An endpoint of webhooks, over real HTTP. */
export class Endpoint {
  readonly received: ReceivedRequest[] = [];
  /** How it responds from now on. */
  respond: Responder;
  readonly #server: Server;

  constructor(server: Server, respond: Responder) {
    this.#server = server;
    this.respond = respond;
    server.on("request", async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { headers, url: path = "" } = request;
      const received = { headers, body: Buffer.concat(chunks), path, at: performance.now() };
      this.received.push(received);
      this.respond(response, received, request);
    });
    server.on("error", () => undefined);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks`;
  }

  /** The event ids of the requests, in order. */
  get eventIds(): string[] {
    return this.received.map(({ headers }) => String(headers["webhook-id"]));
  }

  /** Waits for this many requests, and returns all. */
  async waitForRequests(count: number): Promise<readonly ReceivedRequest[]> {
    await expect.poll(() => this.received.length, { interval: 10 }).toBeGreaterThanOrEqual(count);
    return this.received;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Starts an endpoint that is closed after the test. It responds with 204 by default. */
export async function startEndpoint(
  respond: Responder = respondWith(204),
  server: Server = createServer(),
): Promise<Endpoint> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = new Endpoint(server, respond);
  onTestFinished(() => endpoint.close());
  return endpoint;
}
