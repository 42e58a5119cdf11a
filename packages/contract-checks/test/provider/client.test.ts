import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { type ProviderClient, uniqueClientId } from "../../src/provider/client.ts";
import { LimitReachedError } from "../../src/run/errors.ts";
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

describe("a create that returns 403", () => {
  /** A provider that may have so many webhooks, and rejects a `client_id`. */
  const { target, client, sent } = scriptedTarget(({ method, body }, count) => {
    const isRejected = count > 2 || String(body).includes("rejected");
    if (method === "POST" && isRejected) return { status: 403 };
    return { body: { webhook_id: `wh_${count}`, ...JSON.parse(String(body ?? "{}")) } };
  });

  test("is returned while nothing was created with the token", async () => {
    expect((await client.create({ client_id: "rejected" })).status).toBe(403);
    expect(sent).toHaveLength(1);
  });

  test("is returned when the simplest create succeeds", async () => {
    await client.create();
    sent.length = 0;
    expect((await client.create({ client_id: "rejected" })).status).toBe(403);
    expect(sent).toHaveLength(2);
  });

  test("is a limit when the simplest create returns 403 too", async () => {
    for (let count = 0; count < 2; count++) await client.get("wh_1");
    await expect(client.create()).rejects.toThrow("more webhooks than the organization may have");
  });

  test("may be a limit while other checks run", async () => {
    sent.length = 0;
    const others = Promise.withResolvers<void>();
    const checks = [target.track(others.promise.then()), target.track(others.promise.then())];
    await expect(client.create({ client_id: "rejected" })).rejects.toThrow(LimitReachedError);
    expect(sent).toHaveLength(1);
    others.resolve();
    await Promise.all(checks);
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
