/** How the checks call the API, rightly and wrongly. */
import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { scriptedTarget } from "./support.ts";

const { path } = operations.listWebhooks;

async function sentBy(call: (client: ReturnType<typeof scriptedTarget>["client"]) => Promise<unknown>) {
  const { client, sent } = scriptedTarget(() => ({ status: 404 }));
  await call(client);
  return sent[0];
}

describe("a call", () => {
  test("of an operation is what the contract has", async () => {
    const headers = { authorization: "Bearer a" };
    const withBody = { ...headers, "content-type": "application/json" };
    expect(await sentBy((client) => client.get("wh_/é"))).toEqual({
      method: "GET",
      path: `${path}/wh_%2F%C3%A9`,
      headers,
    });
    expect(await sentBy((client) => client.delete("wh_1"))).toEqual({
      method: "DELETE",
      path: `${path}/wh_1`,
      headers,
    });
    expect(await sentBy((client) => client.list({ limit: 2, ascending: true, page_token: "a&b" }))).toEqual({
      method: "GET",
      path: `${path}?limit=2&ascending=true&page_token=a%26b`,
      headers,
    });
    expect(await sentBy((client) => client.update("wh_1", null))).toEqual({
      method: "PATCH",
      path: `${path}/wh_1`,
      headers: withBody,
      body: "null",
    });
  });

  test("creates a webhook that can be told from those of others", async () => {
    const { target, client, sent } = scriptedTarget(() => ({ status: 400 }));
    await client.create({ client_id: "c" });
    expect(JSON.parse(String(sent[0]?.body))).toEqual({
      url: `https://example.com/${target.marker}/hook`,
      event_types: ["message.received"],
      client_id: "c",
    });
    expect(client.webhookUrl("other")).toBe(`https://example.com/${target.marker}/other`);
  });

  test("may be wrong in everything", async () => {
    const wrong = {
      method: "PUT",
      path: "/elsewhere",
      rawBody: "{",
      body: { not: "sent" },
      chunked: true,
      headers: { authorization: null, "content-type": "text/plain", "x-more": "1" },
      query: { limit: "two" },
    };
    expect(await sentBy((client) => client.call("createWebhook", wrong))).toEqual({
      method: "PUT",
      path: "/elsewhere?limit=two",
      headers: { "content-type": "text/plain", "x-more": "1" },
      body: "{",
      chunked: true,
    });
  });

  test.each([
    [{}, "createWebhook"],
    [{ method: "POST" }, undefined],
    [{ path }, undefined],
  ])("with %j is one of the operation %s", async (call, id) => {
    const { client } = scriptedTarget(() => ({ status: 404 }));
    expect((await client.call("createWebhook", call)).operation?.id).toBe(id);
  });
});

describe("pages", () => {
  const all = async (script: Parameters<typeof scriptedTarget>[0], query = {}) => {
    const { client, sent } = scriptedTarget(script);
    const pages: string[][] = [];
    for await (const { page } of client.pages(query)) pages.push(page.webhooks.map(({ webhook_id }) => webhook_id));
    return { pages, sent: sent.map((request) => request.path.replace(path, "")) };
  };
  const page = (id: string, next?: string) => ({
    body: { webhooks: [{ webhook_id: id }], ...(next !== undefined && { next_page_token: next }) },
  });

  test("come one after the other, until there is no other", async () => {
    expect(await all((_, count) => page(`wh_${count}`, count < 3 ? `t${count}` : undefined), { limit: 1 })).toEqual({
      pages: [["wh_1"], ["wh_2"], ["wh_3"]],
      sent: ["?limit=1", "?limit=1&page_token=t1", "?limit=1&page_token=t2"],
    });
  });

  test("may begin in the middle", async () => {
    expect((await all(() => page("wh_1"), { page_token: "t" })).sent).toEqual(["?page_token=t"]);
  });

  test("end where the token does not move on", async () => {
    expect((await all(() => page("wh_1", "t"))).pages).toHaveLength(2);
  });

  test("end also where a provider goes on without end", async () => {
    expect((await all((_, count) => page("wh_1", `t${count}`))).pages).toHaveLength(1000);
  });
});
