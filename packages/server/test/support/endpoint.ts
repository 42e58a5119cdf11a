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

/** A request that arrived, with its body as it was. */
export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly path: string;
  readonly at: number;
}

export type Responder = (response: ServerResponse, received: ReceivedRequest, request: IncomingMessage) => void;

/** Answers with a status. */
export const respondWith =
  (code: number, headers: Record<string, string> = {}, body = ""): Responder =>
  (response) =>
    response.writeHead(code, headers).end(body);

/** An endpoint of webhooks, over real HTTP. */
export class Endpoint {
  readonly received: ReceivedRequest[] = [];
  /** How it answers from now on. */
  respond: Responder = respondWith(204);
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
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

  /** Resolves when so many requests have come; answers them. */
  async waitForRequests(count: number): Promise<readonly ReceivedRequest[]> {
    await expect.poll(() => this.received.length, { timeout: 20_000, interval: 10 }).toBeGreaterThanOrEqual(count);
    return this.received;
  }

  /** The ids of the events that came, in their order. */
  get eventIds(): string[] {
    return this.received.map(({ headers }) => String(headers["webhook-id"]));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Starts an endpoint that is closed after the test. */
export async function startEndpoint(answer?: Responder, server: Server = createServer()): Promise<Endpoint> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = new Endpoint(server);
  if (answer !== undefined) endpoint.respond = answer;
  onTestFinished(() => endpoint.close());
  return endpoint;
}
