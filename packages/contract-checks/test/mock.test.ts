import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ContractViolation, contractFetch, type Exchange, type Mock, startMock } from "../src/index.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const authorized = { authorization: "Bearer any" };

describe("the mock", () => {
  test("answers with the examples of the spec", async () => {
    const response = await fetch(`${mock.url}/agent/v0/webhooks`, {
      headers: { ...authorized, prefer: "example=empty" },
    });
    expect(await response.json()).toEqual({ count: 0, limit: 20, webhooks: [] });
  });

  test("judges by JSON Schema 2020-12, not by an older draft", async () => {
    const response = await post({
      url: "https://example.com/",
      event_types: ["message.received"],
      inbox_ids: ["a\u0000"],
    });
    expect(response.headers.get("sl-violations")).toContain("inbox_ids");
  });

  test("says which spec it cannot read", async () => {
    await expect(startMock({ spec: new URL("file:///nowhere/webhooks.yaml") })).rejects.toThrow(
      /nowhere\/webhooks.yaml/,
    );
  });
});

describe("contractFetch", () => {
  test("passes on what keeps the contract, and tells of it", async () => {
    const exchanges: Exchange[] = [];
    const fetch = contractFetch({ onExchange: (exchange) => exchanges.push(exchange) });
    const response = await fetch(`${mock.url}/agent/v0/webhooks/wh_1`, { headers: authorized });
    expect(await response.json()).toHaveProperty("webhook_id");
    expect(exchanges.map(({ operation, status }) => [operation?.id, status])).toEqual([["getWebhook", 200]]);
  });

  test.each([
    {
      fault: "a body that the schema forbids",
      init: { method: "POST", body: `{"url":"https://example.com/"}` },
      path: "",
    },
    { fault: "a parameter that is none of its type", init: {}, path: "?limit=many" },
  ])("refuses a request with $fault, although the mock answers as if all were well", async ({ init, path }) => {
    const headers = { ...authorized, "content-type": "application/json", prefer: "code=200" };
    const request = contractFetch()(`${mock.url}/agent/v0/webhooks${path}`, { ...init, headers });
    await expect(request).rejects.toThrow(ContractViolation);
    await expect(request).rejects.toThrow(/the request: .*"severity":"Error"/s);
  });

  const webhook = {
    webhook_id: "wh_1",
    url: "https://example.com/",
    secret: "whsec_AAAA",
    enabled: true,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  };
  const error = { name: "E", message: "m" };

  test.each([
    { fault: "status 418 is not documented", response: Response.json(error, { status: 418 }) },
    {
      fault: "the content type is text/html",
      response: new Response("<p>", { headers: { "content-type": "text/html" } }),
    },
    { fault: "the body is not JSON", response: new Response("{", { headers: { "content-type": "application/json" } }) },
    { fault: "must have required property 'secret'", response: Response.json({ ...webhook, secret: undefined }) },
    { fault: 'must match format "date-time"', response: Response.json({ ...webhook, created_at: "yesterday" }) },
    { fault: "NOT have more than 10 items", response: Response.json({ ...webhook, inbox_ids: Array(11).fill("a") }) },
    { fault: "header www-authenticate is missing", response: Response.json(error, { status: 401 }) },
    { fault: "header retry-after is missing", response: Response.json(error, { status: 429 }) },
  ])("refuses a response: $fault", async ({ fault, response }) => {
    const fetch = contractFetch({ fetch: async () => response });
    await expect(fetch("https://api.example.com/agent/v0/webhooks/wh_1")).rejects.toThrow(fault);
  });

  test("refuses a body where there is none, and a request for something else", async () => {
    const fetch = contractFetch({ fetch: async () => Response.json({}) });
    await expect(fetch("https://h/agent/v0/webhooks/wh_1", { method: "DELETE" })).rejects.toThrow("body is not empty");
    await expect(fetch("https://h/agent/v0/webhooks/wh_1", { method: "PUT" })).rejects.toThrow("no such operation");
    await expect(fetch("https://h/agent/v0/webhook")).rejects.toThrow("no such operation");
  });

  test("takes fields that it does not know", async () => {
    const fetch = contractFetch({ fetch: async () => Response.json({ ...webhook, pod_id: "pod_1" }) });
    await expect(fetch("https://h/api/agent/v0/webhooks/wh_1")).resolves.toBeInstanceOf(Response);
  });
});

function post(body: unknown) {
  const headers = { ...authorized, "content-type": "application/json" };
  return fetch(`${mock.url}/agent/v0/webhooks`, { method: "POST", body: JSON.stringify(body), headers });
}
