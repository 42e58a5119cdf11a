import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { type ProviderClient, uniqueClientId } from "../../src/provider/client.ts";
import { scriptedTarget } from "./support.ts";

const { path } = operations.listWebhooks;
const headers = { authorization: "Bearer a" };
const withBody = { ...headers, "content-type": "application/json" };

describe("a call", () => {
  test.each<[string, (client: ProviderClient) => Promise<unknown>, object]>([
    ["get", (client) => client.get("wh_/é"), { method: "GET", path: `${path}/wh_%2F%C3%A9`, headers }],
    ["delete", (client) => client.delete("wh_1"), { method: "DELETE", path: `${path}/wh_1`, headers }],
    [
      "list",
      (client) => client.list({ limit: 2, ascending: true, page_token: "a&b" }),
      { method: "GET", path: `${path}?limit=2&ascending=true&page_token=a%26b`, headers },
    ],
    ["list without a query", (client) => client.list({ limit: undefined }), { method: "GET", path, headers }],
    [
      "update",
      (client) => client.update("wh_1", null),
      { method: "PATCH", path: `${path}/wh_1`, headers: withBody, body: "null" },
    ],
    [
      "anything invalid",
      (client) =>
        client.call("createWebhook", {
          method: "PUT",
          path: "/elsewhere",
          rawBody: "{",
          body: { not: "sent" },
          chunked: true,
          headers: { authorization: null, "content-type": "text/plain", "x-more": "1" },
          query: { limit: "two" },
        }),
      {
        method: "PUT",
        path: "/elsewhere?limit=two",
        headers: { "content-type": "text/plain", "x-more": "1" },
        body: "{",
        chunked: true,
      },
    ],
  ])("sends the request: %s", async (_, call, request) => {
    const { client, sent } = scriptedTarget(() => ({ status: 404 }));
    await call(client);
    expect(sent).toEqual([request]);
  });

  test("creates a webhook whose URL has the marker of the run", async () => {
    const { target, client, sent } = scriptedTarget(() => ({ status: 400 }));
    await client.create({ client_id: "c" });
    expect(JSON.parse(String(sent[0]?.body))).toEqual({
      url: `https://example.com/${target.marker}/hook`,
      event_types: ["message.received"],
      client_id: "c",
    });
    expect(client.webhookUrl("other")).toBe(`https://example.com/${target.marker}/other`);
  });

  test.each([
    [{}, "createWebhook"],
    [{ method: "POST" }, undefined],
    [{ path }, undefined],
  ])("with %j is of the operation %s", async (call, id) => {
    const { client } = scriptedTarget(() => ({ status: 404 }));
    expect((await client.call("createWebhook", call)).operation?.id).toBe(id);
  });
});

describe("pages", () => {
  const all = async (next: (count: number) => string | undefined, query = {}) => {
    const { client, sent } = scriptedTarget((_, count) => ({
      body: { webhooks: [{ webhook_id: `wh_${count}` }], next_page_token: next(count) },
    }));
    const ids: (string | undefined)[] = [];
    for await (const { page } of client.pages(query)) ids.push(page.webhooks[0]?.webhook_id);
    return { ids, sent: sent.map((request) => request.path.replace(path, "")) };
  };

  test("come one after the other, until there is no page token", async () => {
    expect(await all((count) => (count < 3 ? `t${count}` : undefined), { limit: 1 })).toEqual({
      ids: ["wh_1", "wh_2", "wh_3"],
      sent: ["?limit=1", "?limit=1&page_token=t1", "?limit=1&page_token=t2"],
    });
  });

  test("can start at a page token", async () => {
    expect((await all(() => undefined, { page_token: "t" })).sent).toEqual(["?page_token=t"]);
  });

  test("end when the page token repeats, and after 1,000 pages", async () => {
    expect((await all(() => "t")).ids).toHaveLength(2);
    expect((await all((count) => `t${count}`)).ids).toHaveLength(1000);
  });
});

test("a client_id is unique", () => {
  expect(uniqueClientId()).toMatch(/^contract-[0-9a-f-]{36}$/);
  expect(uniqueClientId()).not.toBe(uniqueClientId());
});
