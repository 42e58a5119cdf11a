import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AbortError,
  ConnectionError,
  createWebhooksClient,
  TimeoutError,
  UnexpectedResponseError,
} from "@agent-webhooks/client";
import { afterEach, describe, expect, test } from "vitest";
import { errorOf, TOKEN, wanted, webhook } from "./scripted-fetch.ts";

interface Received {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Handler = (response: ServerResponse, received: Received, count: number) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Starts an HTTP server that records its requests. */
async function serve(handle: Handler): Promise<{ baseUrl: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const one = { line: `${request.method} ${request.url}`, headers: request.headers, body };
    received.push(one);
    handle(response, one, received.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received };
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const client = (baseUrl: string) => createWebhooksClient({ baseUrl, token: TOKEN });

describe("over a real connection", () => {
  test("a request has its headers and body", async () => {
    const { baseUrl, received } = await serve((response) => json(response, 200, webhook));
    expect(await client(baseUrl).create({ ...wanted, client_id: "c" })).toEqual(webhook);
    expect(received).toMatchObject([
      {
        line: "POST /agent/v0/webhooks",
        headers: {
          authorization: `Bearer ${TOKEN}`,
          "content-type": "application/json",
          "content-length": String(JSON.stringify({ ...wanted, client_id: "c" }).length),
          "user-agent": expect.stringMatching(/^agent-webhooks-client\//),
        },
        body: JSON.stringify({ ...wanted, client_id: "c" }),
      },
    ]);
  });

  test("a request without a body has none, and no content type", async () => {
    const { baseUrl, received } = await serve((response) => response.writeHead(204).end());
    await client(baseUrl).delete("wh_1");
    expect(received[0]?.headers).not.toHaveProperty("content-type");
    expect(received[0]?.headers).not.toHaveProperty("transfer-encoding");
  });

  test("a retry sends the same body, after a broken connection and after a 503", async () => {
    const { baseUrl, received } = await serve((response, _, count) => {
      if (count === 1) response.destroy();
      else if (count === 2) json(response, 503, {}, { "retry-after": "0" });
      else json(response, 200, webhook);
    });
    await client(baseUrl).create({ ...wanted, inbox_ids: ["søren@example.com", "😀"] });
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(received).toHaveLength(3);
  });

  test("an incomplete response body is a ConnectionError", async () => {
    const { baseUrl } = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"webhook_id":"wh_1"');
      setImmediate(() => response.destroy());
    });
    expect(await errorOf(client(baseUrl).get("wh_1", { maxRetries: 0 }))).toBeInstanceOf(ConnectionError);
  });

  test("a refused connection is a ConnectionError", async () => {
    const error = await errorOf(client("http://127.0.0.1:1").get("wh_1", { maxRetries: 0 }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toMatch(/^GET http:\/\/127\.0\.0\.1:1\/agent.* failed: .+ Check the baseUrl\.$/);
  });

  test("a redirect is not followed, so no other host gets the token", async () => {
    const other = await serve((response) => json(response, 200, webhook));
    const { baseUrl } = await serve((response) => response.writeHead(307, { location: other.baseUrl }).end());
    expect(await errorOf(client(baseUrl).get("wh_1"))).toBeInstanceOf(UnexpectedResponseError);
    expect(other.received).toHaveLength(0);
  });

  test("a timeout and an abort close the connection", async () => {
    const closed: Promise<unknown>[] = [];
    const { baseUrl } = await serve((response) => {
      closed.push(new Promise((resolve) => response.on("close", resolve)));
      response.writeHead(200, { "content-type": "application/json" }).write("{");
    });
    expect(await errorOf(client(baseUrl).get("wh_1", { timeoutMs: 50, maxRetries: 0 }))).toBeInstanceOf(TimeoutError);
    const controller = new AbortController();
    const call = errorOf(client(baseUrl).get("wh_1", { signal: controller.signal, maxRetries: 0 }));
    setTimeout(() => controller.abort(), 50);
    expect(await call).toBeInstanceOf(AbortError);
    await Promise.all(closed);
    expect(closed).toHaveLength(2);
  });
});
