import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  AbortError,
  ConnectionError,
  createWebhooksClient,
  TimeoutError,
  UnexpectedResponseError,
} from "@agent-webhooks/client";
import { Agent, fetch as undiciFetch } from "undici";
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

  test("a redirect is not followed, so no other host gets the token", async () => {
    const other = await serve((response) => json(response, 200, webhook));
    const { baseUrl } = await serve((response) => response.writeHead(307, { location: other.baseUrl }).end());
    expect(await errorOf(client(baseUrl).get("wh_1"))).toBeInstanceOf(UnexpectedResponseError);
    expect(other.received).toHaveLength(0);
  });

  test("a timeout and an abort close the connection", async () => {
    const closed: Promise<unknown>[] = [];
    const controller = new AbortController();
    const { baseUrl } = await serve((response, _, count) => {
      closed.push(new Promise((resolve) => response.on("close", resolve)));
      response.writeHead(200, { "content-type": "application/json" }).write("{");
      if (count === 2) controller.abort();
    });
    // Long enough for a connection on a busy machine.
    expect(await errorOf(client(baseUrl).get("wh_1", { timeoutMs: 5_000, maxRetries: 0 }))).toBeInstanceOf(
      TimeoutError,
    );
    const call = errorOf(client(baseUrl).get("wh_1", { signal: controller.signal, maxRetries: 0 }));
    expect(await call).toBeInstanceOf(AbortError);
    await Promise.all(closed);
    expect(closed).toHaveLength(2);
  });

  test("the fetch of undici sends them, with and without middleware", async () => {
    const { baseUrl, received } = await serve((response) => json(response, 200, webhook));
    const dispatcher = new Agent();
    const viaUndici = createWebhooksClient({
      baseUrl,
      token: TOKEN,
      fetch: (url, init) => undiciFetch(url, { ...init, dispatcher }),
    });
    await viaUndici.create({ ...wanted, client_id: "c" });
    viaUndici.raw.use({ onRequest: ({ request }) => request.headers.set("x-a", "1") });
    await viaUndici.create({ ...wanted, client_id: "c" });
    const request = {
      line: "POST /agent/v0/webhooks",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ ...wanted, client_id: "c" }),
    };
    expect(received).toMatchObject([request, { ...request, headers: { ...request.headers, "x-a": "1" } }]);
    await dispatcher.close();
  });

  test("a fetch of node:http accepts an unexpected 100 Continue, unlike that of Node", async () => {
    const { baseUrl } = await serve((response) => {
      response.writeContinue();
      json(response, 200, webhook);
    });
    expect(await errorOf(client(baseUrl).get("wh_1", { maxRetries: 0 }))).toBeInstanceOf(ConnectionError);
    const viaHttp = createWebhooksClient({
      baseUrl,
      token: TOKEN,
      fetch: async (url, { method, headers }) => {
        const [response] = await once(request(url, { method, headers }).end(), "response");
        return new Response(await text(response), { status: response.statusCode });
      },
    });
    expect(await viaHttp.get("wh_1")).toEqual(webhook);
  });

  test("the scheme of the baseUrl may be in capitals", async () => {
    const { baseUrl } = await serve((response) => json(response, 200, webhook));
    expect(await client(baseUrl.replace("http", "HTTP")).get("wh_1")).toEqual(webhook);
  });
});
