import { describe, expect, test } from "vitest";
import { waitForClock } from "../../src/provider/checks/timestamps.ts";
import { pageOf } from "../../src/provider/expect.ts";
import { findInList, listIds, listPages, pageTokenBefore, sharedWebhooks } from "../../src/provider/pages.ts";
import { maxPageSize } from "../../src/spec/schema.ts";
import { ids, listOf } from "./fake-list.ts";
import { findingOf, type ScriptedTarget, scriptedTarget } from "./support.ts";

const page = (ids: readonly string[], next?: string, count: unknown = ids.length) => ({
  body: {
    webhooks: ids.map((webhook_id) => ({ webhook_id })),
    count,
    ...(next !== undefined && { next_page_token: next }),
  },
});

describe("listPages", () => {
  async function list(script: Parameters<typeof scriptedTarget>[0], query = {}) {
    const pages: unknown[] = [];
    for await (const { page, pageToken } of listPages(scriptedTarget(script).client, query)) {
      pages.push([page.webhooks.map(({ webhook_id }) => webhook_id), pageToken]);
    }
    return pages;
  }

  test("goes from page to page, from the start or from a page token", async () => {
    const script: Parameters<typeof list>[0] = ({ path }) =>
      path.includes("page_token=t") ? page(["b"]) : page(["a"], "t");
    expect(await list(script)).toEqual([
      [["a"], undefined],
      [["b"], "t"],
    ]);
    expect(await list(script, { page_token: "t" })).toEqual([[["b"], "t"]]);
  });

  test("ends even if the list does not", async () => {
    expect(await list((_, count) => page(["a"], `t${count}`))).toHaveLength(1000);
  });

  test.each([
    [
      "a page that exceeds its limit",
      page(["a", "b", "c"]),
      { message: "a page exceeds its limit", expected: "at most 2", got: "3 webhooks" },
    ],
    [
      "a wrong count",
      page(["a"], undefined, 2),
      { message: "count is not the number of items", expected: "1", got: "2" },
    ],
    ["a page token that repeats", page(["a"], "t"), { message: "the page token repeats" }],
  ])("finds %s", async (_, response, finding) => {
    expect(await findingOf(() => list(() => response, { limit: 2 }))).toMatchObject(finding);
  });

  test("accepts a page at its limit", async () => {
    expect(await list(() => page(["a", "b"]), { limit: 2 })).toHaveLength(1);
  });
});

describe("listIds", () => {
  test("returns the wanted ids in their order, and stops at the last of them", async () => {
    const { client, sent } = scriptedTarget((_, count) => page([`wh_${count}`, `x_${count}`], `t${count}`));
    expect(await listIds(client, {}, new Set(["x_2", "wh_1"]))).toEqual(["wh_1", "x_2"]);
    expect(sent).toHaveLength(2);
  });

  test("returns as many as requested", async () => {
    const { client, sent } = scriptedTarget((_, count) => page([`wh_${count}`, `x_${count}`], `t${count}`));
    expect(await listIds(client, {}, new Set(["wh_1", "x_1", "wh_2"]), 1)).toEqual(["wh_1"]);
    expect(sent).toHaveLength(1);
  });

  test("finds an id that is listed twice", async () => {
    const { client } = scriptedTarget((_, count) => page(["wh_1"], `t${count}`));
    expect(await findingOf(() => listIds(client, {}, new Set(["wh_2"])))).toMatchObject({
      message: "a webhook is listed twice",
      got: "wh_1",
    });
  });

  test("skips the webhooks of others, in both directions", async () => {
    const ours = ids("ours", 3);
    const { client } = listOf(["a", ours[0], "b", ours[1], ours[2], "z"] as string[]);
    const list = (ascending: boolean) => listIds(client, { limit: maxPageSize, ascending }, new Set(ours));
    expect(await list(true)).toEqual(ours);
    expect(await list(false)).toEqual(ours.toReversed());
  });
});

describe("findInList", () => {
  test("returns the webhook with its page", async () => {
    const { client, sent } = scriptedTarget((_, count) => page([`wh_${count}`], `t${count}`));
    const { response, webhook } = await findInList(client, "wh_2", true);
    expect(webhook).toEqual({ webhook_id: "wh_2" });
    expect(response.request.path).toBe(sent[1]?.path);
    expect(sent.map(({ path }) => path.replace(/.*\?/, ""))).toEqual([
      `limit=${maxPageSize}&ascending=true`,
      `limit=${maxPageSize}&ascending=true&page_token=t1`,
    ]);
  });

  test("returns the last page when the webhook is not listed", async () => {
    const { client } = scriptedTarget(() => page(["wh_1"]));
    expect(await findInList(client, "wh_2", false)).toMatchObject({ webhook: undefined, response: { status: 200 } });
  });
});

describe("pageTokenBefore", () => {
  const ours = ids("ours", 3);

  /** The start of an ascending list from the page token. */
  async function listFrom(list: ScriptedTarget): Promise<readonly string[]> {
    const page_token = await pageTokenBefore(list.client, new Set(ours), true);
    const page = pageOf(await list.client.list({ limit: 2, ascending: true, page_token }));
    return page.webhooks.map(({ webhook_id }) => webhook_id);
  }

  test("needs no request where the newest come first", async () => {
    const { client, sent } = listOf([...ids("others", 250), ...ours]);
    expect(await pageTokenBefore(client, new Set(ours), false)).toBeUndefined();
    expect(sent).toEqual([]);
  });

  test.each([
    ["no other webhooks", 0, 1],
    ["a part of a page of others", 7, 2],
    ["a page of others", maxPageSize, 2],
    ["pages of others and a part of one", 2 * maxPageSize + 31, 4],
  ])("skips %s", async (_, others, requests) => {
    const list = listOf([...ids("others", others), ...ours]);
    expect(await listFrom(list)).toEqual(ours.slice(0, 2));
    expect(list.sent).toHaveLength(requests + 1);
  });

  test("is undefined when the webhooks are not in the list", async () => {
    const list = listOf(ids("others", maxPageSize + 1));
    expect(await pageTokenBefore(list.client, new Set(ours), true)).toBeUndefined();
    expect(list.sent).toHaveLength(2);
  });

  /** A list where two webhooks are deleted, from an index on, before a request. */
  function deletingTwo(others: number, { from, before }: { from: number; before: number }): ScriptedTarget {
    const webhooks = [...ids("others", others), ...ours];
    return listOf(webhooks, {
      before({ requests }) {
        if (requests === before) webhooks.splice(from, 2);
      },
    });
  }

  test("never skips one of the webhooks when others are deleted meanwhile", async () => {
    // After the page with ours was read.
    const list = deletingTwo(maxPageSize + 3, { from: maxPageSize, before: 3 });
    expect(await listFrom(list)).toEqual(ours.slice(0, 2));
    const limits = list.sent.map(({ path }) => new URL(path, "http://api.test").searchParams.get("limit"));
    expect(limits.slice(2, 5)).toEqual(["3", "2", "1"]);
  });

  test("leads to the page with the webhooks when all others on it are deleted", async () => {
    const list = deletingTwo(maxPageSize + 2, { from: maxPageSize, before: 3 });
    expect(await listFrom(list)).toEqual(ours.slice(0, 2));
  });

  test("is undefined when all others are deleted", async () => {
    const list = deletingTwo(2, { from: 0, before: 2 });
    expect(await pageTokenBefore(list.client, new Set(ours), true)).toBeUndefined();
    expect(list.sent).toHaveLength(3);
  });
});

describe("sharedWebhooks", () => {
  const creating = () =>
    scriptedTarget(({ method }, count) => ({
      body: { webhook_id: method === "POST" ? `wh_${count}` : "none", url: "http://x.test/" },
    }));

  test("are created once for a target", async () => {
    const { target, sent } = creating();
    const [created, again] = await Promise.all([sharedWebhooks(target), sharedWebhooks(target)]);
    expect(again).toBe(created);
    expect(sent.map(({ method }) => method)).toEqual(Array(maxPageSize + 3).fill("POST"));
    expect(created.size).toBe(maxPageSize + 3);
    expect(created).toContain("wh_1");
    expect(await sharedWebhooks(target)).toBe(created);
  });

  test("are not shared between targets", async () => {
    const [one, other] = [creating(), creating()];
    expect(await sharedWebhooks(one.target)).not.toBe(await sharedWebhooks(other.target));
    expect(other.sent).toHaveLength(maxPageSize + 3);
  });
});

describe("waitForClock", () => {
  const created = (created_at: string) => ({ body: { webhook_id: "wh_1", url: "http://x.test/", created_at } });
  const past = "2026-01-16T08:00:00.000Z";

  test("creates and deletes webhooks until one is later", async () => {
    const times = [past, past, "2026-01-16T08:00:00.001Z"];
    const scripted = scriptedTarget(({ method }) =>
      method === "POST" ? created(times.shift() ?? "") : { status: 204 },
    );
    await waitForClock(scripted, past);
    expect(scripted.sent.map(({ method }) => method)).toEqual(["POST", "DELETE", "POST", "DELETE", "POST", "DELETE"]);
    expect(scripted.clock.slept).toEqual([100, 100]);
  });

  test("gives the clock three seconds", async () => {
    const scripted = scriptedTarget(({ method }) => (method === "POST" ? created(past) : { status: 204 }));
    expect(await findingOf(() => waitForClock(scripted, past))).toMatchObject({
      message: "created_at does not move on",
      expected: `created_at after ${past}, 3 s after it`,
      got: `created_at ${past}`,
    });
    expect(scripted.clock.slept).toHaveLength(30);
  });
});
