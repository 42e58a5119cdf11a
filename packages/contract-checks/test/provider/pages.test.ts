/** Walks through pages, each looked at. */
import { describe, expect, test } from "vitest";
import { clockMoves, everyId, findListed, unique, walk } from "../../src/provider/pages.ts";
import { faultOf, scripted } from "./support.ts";

const page = (ids: readonly string[], next?: string, count: unknown = ids.length) => ({
  body: {
    webhooks: ids.map((webhook_id) => ({ webhook_id })),
    count,
    ...(next !== undefined && { next_page_token: next }),
  },
});

async function walked(script: Parameters<typeof scripted>[0], query = {}) {
  const pages: unknown[] = [];
  for await (const { webhooks, goesOn } of walk(scripted(script).session, query)) {
    pages.push([webhooks.map(({ webhook_id }) => webhook_id), goesOn]);
  }
  return pages;
}

describe("a walk", () => {
  test("goes from page to page", async () => {
    expect(await walked(({ path }) => (path.includes("page_token=t") ? page(["b"]) : page(["a"], "t")))).toEqual([
      [["a"], true],
      [["b"], false],
    ]);
    expect(
      await walked(({ path }) => page(path.includes("page_token=t") ? ["b"] : ["a"]), { page_token: "t" }),
    ).toEqual([[["b"], false]]);
  });

  test("ends also where the list does not", async () => {
    expect(await walked((_, count) => page(["a"], `t${count}`))).toHaveLength(500);
  });

  test("finds a page that is over its limit", async () => {
    expect(await walked(() => page(["a", "b"]), { limit: 2 })).toHaveLength(1);
    expect(await faultOf(() => walked(() => page(["a", "b", "c"]), { limit: 2 }))).toMatchObject({
      message: "a page is over its limit",
      expected: "at most 2",
      got: "3 webhooks",
    });
  });

  test("finds a count that is wrong", async () => {
    expect(await faultOf(() => walked(() => page(["a"], undefined, 2)))).toMatchObject({
      message: "count is not how many there are",
      expected: "1",
      got: "2",
    });
  });

  test("finds a token that does not move on", async () => {
    expect(await faultOf(() => walked(() => page(["a"], "t")))).toMatchObject({
      message: "the page token does not move on",
    });
  });
});

describe("every id", () => {
  test("is looked for until those that are wanted are found", async () => {
    const { session, sent } = scripted((_, count) => page([`wh_${count}`, `x_${count}`], `t${count}`));
    expect(await everyId(session, {}, ["wh_2"])).toEqual(["wh_1", "x_1", "wh_2", "x_2"]);
    expect(sent).toHaveLength(2);
  });

  test("comes once", async () => {
    const { session } = scripted((_, count) => page(["wh_1"], `t${count}`));
    expect(await faultOf(() => everyId(session, {}, ["wh_2"]))).toMatchObject({ message: "wh_1 is listed twice" });
  });
});

describe("a webhook in a list", () => {
  test("is told with its page", async () => {
    const { session, sent } = scripted((_, count) => page([`wh_${count}`], `t${count}`));
    const { answer, webhook } = await findListed(session, "wh_2", true);
    expect(webhook).toEqual({ webhook_id: "wh_2" });
    expect(answer.request.path).toBe(sent[1]?.path);
    expect(sent.map(({ path }) => path.replace(/.*\?/, ""))).toEqual([
      "limit=100&ascending=true",
      "limit=100&ascending=true&page_token=t1",
    ]);
  });

  test("that is not there is told with the last page", async () => {
    const { session } = scripted(() => page(["wh_1"]));
    expect(await findListed(session, "wh_2", false)).toMatchObject({ webhook: undefined, answer: { status: 200 } });
  });
});

describe("the clock of a provider", () => {
  const made = (created_at: string) => ({ body: { webhook_id: "wh_1", url: "http://x.test/", created_at } });
  const past = "2026-01-16T08:00:00.000Z";

  test("is waited for, and what was made for that is deleted", async () => {
    const times = [past, past, "2026-01-16T08:00:00.001Z"];
    const { session, sent, clock } = scripted(({ method }) =>
      method === "POST" ? made(times.shift() ?? "") : { status: 204 },
    );
    await clockMoves(session, past);
    expect(sent.map(({ method }) => method)).toEqual(["POST", "DELETE", "POST", "DELETE", "POST", "DELETE"]);
    expect(clock.slept).toEqual([100, 100]);
  });

  test("has three seconds to move on", async () => {
    const { session, clock } = scripted(({ method }) => (method === "POST" ? made(past) : { status: 204 }));
    expect(await faultOf(() => clockMoves(session, past))).toMatchObject({
      message: "a webhook that is created later is not later",
      expected: `created_at after ${past}, 3 s after it`,
      got: `created_at ${past}`,
    });
    expect(clock.slept).toHaveLength(30);
  });
});

test("a client_id is another one each time", () => {
  expect(unique()).toMatch(/^contract-[0-9a-f-]{36}$/);
  expect(unique()).not.toBe(unique());
});
