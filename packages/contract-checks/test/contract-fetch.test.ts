import { operations } from "@agent-webhooks/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContractViolation, contractFetch, type Exchange, type Mock, startMock } from "../src/index.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const { path } = operations.listWebhooks;
const authorization = "Bearer any";

test("passes a valid exchange on, and reports it", async () => {
  const exchanges: Exchange[] = [];
  const fetch = contractFetch({ onExchange: (exchange) => exchanges.push(exchange) });
  const response = await fetch(`${mock.url}${path}/wh_1`, { headers: { authorization } });
  expect(await response.json()).toHaveProperty("webhook_id");
  expect(exchanges.map(({ operation, status }) => [operation?.id, status])).toEqual([["getWebhook", 200]]);
});

test.each([
  ["a body that the schema does not allow", "", { method: "POST", body: `{"url":"https://example.com/"}` }],
  ["a parameter of the wrong type", "?limit=many", {}],
])("rejects a request with %s, which the mock itself does not", async (_, query, init) => {
  const headers = { authorization, "content-type": "application/json", prefer: "code=200" };
  const request = contractFetch()(`${mock.url}${path}${query}`, { ...init, headers });
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
const withType = (body: string, type: string) => new Response(body, { headers: { "content-type": type } });

test.each([
  ["status 418 is not documented", Response.json(error, { status: 418 })],
  ["the content type is text/html", withType("<p>", "text/html")],
  ["the body is not JSON", withType("{", "application/json")],
  ["must have required property 'secret'", Response.json({ ...webhook, secret: undefined })],
  ['must match format "date-time"', Response.json({ ...webhook, created_at: "yesterday" })],
  ["NOT have more than 10 items", Response.json({ ...webhook, inbox_ids: Array(11).fill("a") })],
  ["header www-authenticate is missing", Response.json(error, { status: 401 })],
  ["header retry-after is missing", Response.json(error, { status: 429 })],
])("rejects a response: %s", async (message, response) => {
  const fetch = contractFetch({ fetch: async () => response });
  await expect(fetch(`https://api.example.com${path}/wh_1`)).rejects.toThrow(message);
});

test.each([
  ["DELETE", `${path}/wh_1`, "body is not empty"],
  ["PUT", `${path}/wh_1`, "no such operation"],
  ["GET", path.slice(0, -1), "no such operation"],
])("rejects a response with a body to %s %s: %s", async (method, path, message) => {
  const fetch = contractFetch({ fetch: async () => Response.json({}) });
  await expect(fetch(`https://api.example.com${path}`, { method })).rejects.toThrow(message);
});

test("ignores unknown fields", async () => {
  const fetch = contractFetch({ fetch: async () => Response.json({ ...webhook, pod_id: "pod_1" }) });
  await expect(fetch(`https://api.example.com/api${path}/wh_1`)).resolves.toBeInstanceOf(Response);
});
