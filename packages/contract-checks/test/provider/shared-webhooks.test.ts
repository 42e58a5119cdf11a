/** Ours among the webhooks of others, who come and go. */
import { describe, expect, test } from "vitest";
import { pageOf } from "../../src/provider/expect.ts";
import { largestPage, listed, many, seek } from "../../src/provider/shared-webhooks.ts";
import { ids, listOf } from "./fake-list.ts";
import { type Scripted, scripted } from "./support.ts";

const ours = ids("ours", 3);

/** What a list that begins with the oldest has first, from where `seek` leads. */
async function foundFirst(list: Scripted): Promise<readonly string[]> {
  const page_token = await seek(list.session, new Set(ours), true);
  const page = pageOf(await list.session.list({ limit: 2, ascending: true, ...(page_token && { page_token }) }));
  return page.webhooks.map(({ webhook_id }) => webhook_id);
}

describe("ours are sought", () => {
  test("not at all where the newest come first: they are there", async () => {
    const { session, sent } = listOf([...ids("others", 250), ...ours]);
    expect(await seek(session, new Set(ours), false)).toBeUndefined();
    expect(sent).toEqual([]);
  });

  test.each([
    ["there are no others", 0, 1],
    ["others fill a part of a page", 7, 2],
    ["others fill a page", largestPage, 2],
    ["others fill pages and a part of one", 2 * largestPage + 31, 4],
  ])("behind all others: %s", async (_, others, requests) => {
    const list = listOf([...ids("others", others), ...ours]);
    expect(await foundFirst(list)).toEqual(ours.slice(0, 2));
    expect(list.sent).toHaveLength(requests + 1);
  });

  test("in as many pages as there are, and they may not be there", async () => {
    const list = listOf(ids("others", largestPage + 1));
    expect(await seek(list.session, new Set(ours), true)).toBeUndefined();
    expect(list.sent).toHaveLength(2);
  });

  /** A list where two are deleted, from a place on, before a request is answered. */
  function deletingTwo(webhooks: string[], { from, before }: { from: number; before: number }): Scripted {
    return listOf(webhooks, {
      before({ requests }) {
        if (requests === before) webhooks.splice(from, 2);
      },
    });
  }

  test("where others are deleted meanwhile: never behind the first of ours", async () => {
    const webhooks = [...ids("others", largestPage + 3), ...ours];
    // After the page that has ours was seen.
    const list = deletingTwo(webhooks, { from: largestPage, before: 3 });
    expect(await foundFirst(list)).toEqual(ours.slice(0, 2));
    // Steps over three, over two, and over the one that is left.
    const limits = list.sent.map(({ path }) => new URL(path, "http://api.test").searchParams.get("limit"));
    expect(limits.slice(2, 5)).toEqual(["3", "2", "1"]);
  });

  test("where all that stood before them on their page are deleted: the page begins with ours", async () => {
    const webhooks = [...ids("others", largestPage + 2), ...ours];
    expect(await foundFirst(deletingTwo(webhooks, { from: largestPage, before: 3 }))).toEqual(ours.slice(0, 2));
  });

  test("where all others are deleted: the list begins with ours", async () => {
    const list = deletingTwo([...ids("others", 2), ...ours], { from: 0, before: 2 });
    expect(await seek(list.session, new Set(ours), true)).toBeUndefined();
    expect(list.sent).toHaveLength(3);
  });
});

test("ours are listed in the order of the list, without those of others between them", async () => {
  const list = listOf(["a", ours[0], "b", ours[1], ours[2], "z"] as string[]);
  expect(await listed(list.session, new Set(ours), true)).toEqual(ours);
  expect(await listed(list.session, new Set(ours), false)).toEqual(ours.toReversed());
});

describe("more webhooks than a page can have", () => {
  const creating = () =>
    scripted(({ method }, count) => ({
      body: { webhook_id: method === "POST" ? `wh_${count}` : "none", url: "http://x.test/" },
    }));

  test("are created once for a target, whoever asks, and known by their ids", async () => {
    const { target, sent } = creating();
    const [made, again] = await Promise.all([many(target), many(target)]);
    expect(again).toBe(made);
    expect(sent.map(({ method }) => method)).toEqual(Array(largestPage + 3).fill("POST"));
    expect(made.ids.size).toBe(largestPage + 3);
    expect(made.ids).toEqual(new Set(made.webhooks.keys()));
    expect(made.webhooks.get("wh_1")).toMatchObject({ webhook_id: "wh_1" });
    expect(await many(target)).toBe(made);
  });

  test("are another target's own", async () => {
    const [one, other] = [creating(), creating()];
    expect(await many(one.target)).not.toBe(await many(other.target));
    expect(other.sent).toHaveLength(largestPage + 3);
  });
});
