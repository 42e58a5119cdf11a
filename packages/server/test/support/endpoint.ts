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
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly at: number;
}

export type Responder = (response: ServerResponse, received: ReceivedRequest, request: IncomingMessage) => void;

export const respondWith =
  (status: number, headers: Record<string, string> = {}, body = ""): Responder =>
  (response) =>
    response.writeHead(status, headers).end(body);

export const respondWithJson = (status: number, body: unknown, headers: Record<string, string> = {}): Responder =>
  respondWith(status, { "content-type": "application/json", ...headers }, JSON.stringify(body));

/** Never responds. */
export const hang: Responder = () => undefined;

/** An endpoint of webhooks, or another HTTP server that records requests. */
export class Endpoint {
  readonly received: ReceivedRequest[] = [];
  /** How it responds from now on. */
  respond: Responder;
  readonly #server: Server;

  private constructor(server: Server, respond: Responder) {
    this.#server = server;
    this.respond = respond;
    server.on("request", async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method = "", url: path = "", headers, rawHeaders } = request;
      const received = { method, path, headers, rawHeaders, body: Buffer.concat(chunks), at: performance.now() };
      this.received.push(received);
      this.respond(response, received, request);
    });
    server.on("error", () => undefined);
  }

  /** Starts an endpoint, which its caller closes. It responds with 204 by default. */
  static async start(respond: Responder = respondWith(204), server: Server = createServer()): Promise<Endpoint> {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Endpoint(server, respond);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `${this.origin}/hooks`;
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

/** Starts an endpoint that is closed after the test. */
export async function startEndpoint(...options: Parameters<typeof Endpoint.start>): Promise<Endpoint> {
  const endpoint = await Endpoint.start(...options);
  onTestFinished(() => endpoint.close());
  return endpoint;
}
