/** The checks of page tokens against lists that other users change meanwhile, and against wrong page tokens. */
import { describe, expect, test } from "vitest";
import { pageTokenChecks } from "../../src/provider/checks/page-tokens.ts";
import { findingsOf } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import { maxPageSize } from "../../src/spec/schema.ts";
import { type FakeListOptions, ids, listOf } from "./fake-list.ts";
import type { ScriptedTarget } from "./support.ts";

/** How many webhooks the checks create. */
const created = maxPageSize + 3;

async function findings(id: string, { target }: ScriptedTarget): Promise<string[]> {
  const checks = pageTokenChecks.filter((check) => check.id === id);
  const report = await runChecks(checks, target, { target: "a list" });
  return findingsOf(report).map(({ message }) => message);
}

/** The limits of all requested lists. */
const limits = ({ sent }: ScriptedTarget) =>
  sent
    .filter(({ method }) => method === "GET")
    .map(({ path }) => new URL(path, "http://api.test").searchParams.get("limit"))
    .filter((limit) => limit !== null);

describe("page_tokens", () => {
  /** Others before ours, and between them. `deletes`: those between are deleted before a list with this limit. */
  const amongOthers = ({ deletes, ...options }: FakeListOptions & { deletes?: number } = {}) => {
    const webhooks = ids("others", 130);
    return listOf(webhooks, {
      ...options,
      before({ method, requests, limit }) {
        if (method === "POST" && requests % 3 === 0) webhooks.push(`between_${requests}`);
        if (limit === undefined || limit !== deletes) return;
        webhooks.splice(0, Number.POSITIVE_INFINITY, ...webhooks.filter((id) => !id.startsWith("between")));
      },
    });
  };

  test.each([
    ["among webhooks of others", amongOthers()],
    ["when others are deleted between two requests for a page", amongOthers({ deletes: 2 })],
  ])("passes %s", async (_, list) => {
    expect(await findings("page_tokens", list)).toEqual([]);
  });

  test("finds page tokens that lead elsewhere when used again, in both directions", async () => {
    const used = new Set<string>();
    const list = amongOthers({
      transform(page, { page_token, limit = 0 }) {
        const isAgain = page_token !== undefined && used.has(page_token);
        if (page_token !== undefined && limit === 4) used.add(page_token);
        const elsewhere = page.webhooks.map(() => ({ webhook_id: "ours_001" }));
        return isAgain ? { ...page, webhooks: elsewhere } : page;
      },
    });
    const uses = ["again", "with a smaller limit", "with a larger limit"];
    expect(await findings("page_tokens", list)).toEqual(
      [...uses, "without ascending", ...uses].map((use) => `unexpected start of the page for a page token used ${use}`),
    );
  });

  test("finds missing page tokens", async () => {
    const list = listOf([], { transform: ({ next_page_token: _, ...page }) => page });
    expect(await findings("page_tokens", list)).toEqual(["the page token is missing"]);
  });
});

describe("pages_end", () => {
  test.each([
    ["in four pages", 2, ["100", "100", "4", "5"]],
    [
      "with one webhook on the last page, which no page without it precedes",
      2 * maxPageSize + 1 - created,
      ["100", "100", "100", "1"],
    ],
    ["with two webhooks on the last page", 2 * maxPageSize + 2 - created, ["100", "100", "100", "1", "2"]],
  ])("passes %s", async (_, others, requested) => {
    const list = listOf(ids("others", others));
    expect(await findings("pages_end", list)).toEqual([]);
    expect(limits(list)).toEqual(requested);
  });

  /** A full page always has a page token. */
  const eager = (isMeant: (limit: number) => boolean = () => true): FakeListOptions => ({
    transform: (page, { limit = 0 }) =>
      page.webhooks.length === limit && isMeant(limit) ? { next_page_token: "false.0.end", ...page } : page,
  });

  test("finds a page token to an empty page after five tries", async () => {
    const list = listOf(ids("others", 2), eager());
    expect(await findings("pages_end", list)).toEqual(["a page token leads to an empty page"]);
    expect(limits(list).filter((limit) => limit === "5")).toHaveLength(5);
  });

  test("finds a page token of the last page", async () => {
    const list = listOf(ids("others", 2 * maxPageSize - created), eager());
    expect(await findings("pages_end", list)).toEqual(["a page token leads to an empty page"]);
  });

  test("passes when the next page was emptied meanwhile", async () => {
    let tries = 0;
    const list = listOf(
      ids("others", 2),
      eager((limit) => limit === 5 && ++tries < 5),
    );
    expect(await findings("pages_end", list)).toEqual([]);
    expect(tries).toBe(5);
  });

  test("passes when there is always something on the next page", async () => {
    const list = listOf(ids("others", 2), {
      transform: (page, { limit, page_token }) => {
        if (page_token === "false.0.end") return { webhooks: [{ webhook_id: "another" }], count: 1 };
        return limit === 5 ? { ...page, next_page_token: "false.0.end" } : page;
      },
    });
    expect(await findings("pages_end", list)).toEqual([]);
  });

  test("finds a missing page token when one webhook is left", async () => {
    const list = listOf(ids("others", 2), {
      transform: (page, { limit }) => (limit === 4 ? { ...page, next_page_token: undefined } : page),
    });
    expect(await findings("pages_end", list)).toEqual(["the page token is missing though one webhook is left"]);
  });

  test.each([
    ["the webhook that was left", 0],
    ["another webhook, so that the last one moves up", 1],
  ])("passes when others delete meanwhile %s", async (_, index) => {
    const webhooks = ids("others", 2);
    const list = listOf(webhooks, {
      before: ({ limit }) => {
        if (limit === 4) webhooks.splice(index, 1);
      },
    });
    expect(await findings("pages_end", list)).toEqual([]);
  });
});
