import { type ClientOptions, createWebhooksClient } from "@agent-webhooks/client";
import type { CreateWebhookRequest } from "@agent-webhooks/types";
import { afterEach, describe, expect, test, vi } from "vitest";
import { baseUrl, clientOf, requestOf, scriptedFetch, TOKEN, wanted, webhook } from "./scripted-fetch.ts";

afterEach(() => vi.unstubAllGlobals());

const json = { "content-type": "application/json" };

describe("each method sends its operation", () => {
  test.each([
    ["get", "GET", "/agent/v0/webhooks/wh_1", ""],
    ["update", "PATCH", "/agent/v0/webhooks/wh_1", '{"add_inbox_ids":["inbox_1"]}'],
    ["create", "POST", "/agent/v0/webhooks", JSON.stringify({ ...wanted, client_id: "c" })],
    ["delete", "DELETE", "/agent/v0/webhooks/wh_1", ""],
    ["list", "GET", "/agent/v0/webhooks?limit=5&ascending=true", ""],
  ] as const)("%s is %s %s", async (name, method, path, body) => {
    const script = scriptedFetch(Response.json(name === "list" ? { count: 0, webhooks: [] } : webhook));
    const client = clientOf(script);
    await {
      get: () => client.get("wh_1"),
      update: () => client.update("wh_1", { add_inbox_ids: ["inbox_1"] }),
      create: () => client.create({ ...wanted, client_id: "c" }),
      delete: () => client.delete("wh_1"),
      list: () => client.list({ limit: 5, ascending: true }),
    }[name]();
    const [request] = script.requests;
    expect(request?.method).toBe(method);
    expect(request?.url).toBe(baseUrl + path);
    expect(script.bodies[0]).toBe(body);
    expect(request?.headers.get("authorization")).toBe(`Bearer ${TOKEN}`);
    expect(request?.headers.get("content-type")).toBe(body === "" ? null : "application/json");
  });

  test("the result is the response body, unknown fields included", async () => {
    const client = clientOf(scriptedFetch(Response.json({ ...webhook, organization_id: "org_1" })));
    expect(await client.get("wh_1")).toEqual({ ...webhook, organization_id: "org_1" });
  });

  test("a JSON body is parsed whatever its content type", async () => {
    expect(await clientOf(scriptedFetch(new Response(JSON.stringify(webhook)))).get("wh_1")).toEqual(webhook);
  });
});

describe("the base URL and the path are joined by exactly one slash", () => {
  test.each([
    ["https://api.example.com", "https://api.example.com/agent/v0/webhooks"],
    ["https://api.example.com/", "https://api.example.com/agent/v0/webhooks"],
    ["https://api.example.com/mail/", "https://api.example.com/mail/agent/v0/webhooks"],
    ["http://127.0.0.1:8787/a/b//", "http://127.0.0.1:8787/a/b/agent/v0/webhooks"],
  ])("%s", async (base, url) => {
    const script = scriptedFetch(Response.json({ count: 0, webhooks: [] }));
    await clientOf(script, { baseUrl: base }).list();
    expect(script.requests[0]?.url).toBe(url);
  });
});

describe("delete resolves with undefined", () => {
  test.each([
    ["200 with an empty body", () => new Response("", { status: 200 })],
    ["200 without a body", () => new Response(null, { status: 200, headers: json })],
    ["200 with Content-Length: 0", () => new Response(null, { status: 200, headers: { "content-length": "0" } })],
    ["204", () => new Response(null, { status: 204 })],
  ])("%s", async (_, response) => {
    expect(await clientOf(response).delete("wh_1")).toBeUndefined();
  });
});

describe("withResponse() returns the response and its data", () => {
  test("of a method", async () => {
    const script = scriptedFetch(Response.json(webhook, { headers: { "x-request-id": "req_1" } }));
    const { data, response } = await clientOf(script).get("wh_1").withResponse();
    expect(data).toEqual(webhook);
    expect(response.headers.get("x-request-id")).toBe("req_1");
    expect(script.requests).toHaveLength(1);
  });

  test("of delete", async () => {
    const { data, response } = await clientOf(() => new Response(null, { status: 204 }))
      .delete("wh_1")
      .withResponse();
    expect([data, response.status]).toEqual([undefined, 204]);
  });

  test("rejects like the method, without an unhandled rejection", async () => {
    const call = clientOf(() => Response.json({ message: "no" }, { status: 404 })).get("wh_1");
    await expect(call.withResponse()).rejects.toThrow("no");
  });
});

describe("the token", () => {
  test("may come from a function, which is called for each attempt", async () => {
    let count = 0;
    const script = scriptedFetch(
      new Response("", { status: 503, headers: { "retry-after": "0" } }),
      Response.json(webhook),
    );
    await clientOf(script, { token: async () => `t${++count}` }).get("wh_1");
    expect(script.requests.map((request) => request.headers.get("authorization"))).toEqual(["Bearer t1", "Bearer t2"]);
  });

  test("function may reject, and the call rejects with its error", async () => {
    const failure = new Error("No token available");
    const script = scriptedFetch(Response.json(webhook));
    const token = () => Promise.reject(failure);
    await expect(clientOf(script, { token }).get("wh_1")).rejects.toBe(failure);
    expect(script.requests).toHaveLength(0);
  });
});

describe("headers", () => {
  test("of the client and of the call are merged; the call's take precedence", async () => {
    const options = { headers: { "x-a": "client", "x-b": "client" } };
    const { headers } = await requestOf((client) => client.get("wh_1", { headers: { "x-b": "call" } }), options);
    expect([headers.get("x-a"), headers.get("x-b")]).toEqual(["client", "call"]);
  });

  test("include no user agent in a browser", async () => {
    vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0" });
    const { headers } = await requestOf((client) => client.get("wh_1"));
    expect(headers.has("user-agent")).toBe(false);
  });
});

describe("create is idempotent", () => {
  const bodyOf = async (body: CreateWebhookRequest, options?: Partial<ClientOptions>) =>
    JSON.parse((await requestOf((client) => client.create(body), options)).text);

  test.each([
    ["a runtime", crypto],
    ["a page without TLS, where crypto has less", { getRandomValues: crypto.getRandomValues.bind(crypto) }],
  ])("a random client_id is sent from %s when the call has none", async (_, available) => {
    vi.stubGlobal("crypto", available);
    const [first, second] = [await bodyOf(wanted), await bodyOf(wanted)];
    expect(first.client_id).toMatch(/^[0-9-]{20,50}$/);
    expect(second.client_id).not.toBe(first.client_id);
  });

  test("the call's own client_id is sent unchanged", async () => {
    expect(await bodyOf({ ...wanted, client_id: "own" })).toEqual({ ...wanted, client_id: "own" });
  });

  test("no client_id is sent with idempotencyKeys: false", async () => {
    expect(await bodyOf(wanted, { idempotencyKeys: false })).toEqual(wanted);
  });
});

test("the default fetch is globalThis.fetch at the time of the call", async () => {
  const client = createWebhooksClient({ baseUrl, token: TOKEN });
  vi.stubGlobal("fetch", async () => Response.json(webhook));
  expect(await client.get("wh_1")).toEqual(webhook);
});
