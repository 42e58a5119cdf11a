/** What the laws of page tokens say of lists that others change meanwhile, and of tokens that mislead. */
import { describe, expect, test } from "vitest";
import { pageTokenChecks } from "../../src/provider/checks/page-tokens.ts";
import { CheckFailedError } from "../../src/provider/response.ts";
import type { NewFinding } from "../../src/run/check.ts";
import { maxPageSize } from "../../src/spec/schema.ts";
import { ids, type ListOptions, listOf } from "./fake-list.ts";
import type { ScriptedTarget } from "./support.ts";

const made = maxPageSize + 3;

async function faults(id: string, { target }: ScriptedTarget): Promise<NewFinding[]> {
  const found: NewFinding[] = [];
  try {
    await pageTokenChecks.find((check) => check.id === id)?.run(target, (finding) => found.push(finding));
  } catch (error) {
    if (!(error instanceof CheckFailedError)) throw error;
    found.push(error.finding);
  }
  return found;
}

const messages = async (id: string, list: ScriptedTarget) => (await faults(id, list)).map(({ message }) => message);

/** The limits of all lists that were asked for, in their order. */
const limits = ({ sent }: ScriptedTarget) =>
  sent
    .filter(({ method }) => method === "GET")
    .map(({ path }) => new URL(path, "http://api.test").searchParams.get("limit"))
    .filter((limit) => limit !== null);

describe("page_tokens", () => {
  /** Others before ours, and between them. `deletes`: those between them go before a request with this limit. */
  const amongOthers = ({ deletes, instead }: { deletes?: number; instead?: ListOptions["instead"] } = {}) => {
    const webhooks = ids("others", 130);
    const isBetween = (id: string) => id.startsWith("between");
    return listOf(webhooks, {
      ...(instead && { instead }),
      before({ method, requests, limit }) {
        if (method === "POST" && requests % 3 === 0) webhooks.push(`between_${requests}`);
        if (limit !== undefined && limit === deletes) {
          webhooks.splice(0, Number.POSITIVE_INFINITY, ...webhooks.filter((id) => !isBetween(id)));
        }
      },
    });
  };

  test("hold", async () => {
    expect(await faults("page_tokens", amongOthers())).toEqual([]);
  });

  test("hold where others are deleted between two looks at a page", async () => {
    expect(await faults("page_tokens", amongOthers({ deletes: 2 }))).toEqual([]);
  });

  test("that lead elsewhere when they are used again are found, in both directions", async () => {
    const used = new Set<string>();
    const list = amongOthers({
      instead(page, { page_token, limit = 0 }) {
        const isAgain = page_token !== undefined && used.has(page_token);
        if (page_token !== undefined && limit === 4) used.add(page_token);
        const astray = page.webhooks.map(() => ({ webhook_id: "ours_001" }));
        return isAgain ? { ...page, webhooks: astray } : page;
      },
    });
    expect(await messages("page_tokens", list)).toEqual(
      ["again", "with a smaller limit", "with a larger limit", "without ascending"]
        .concat("again", "with a smaller limit", "with a larger limit")
        .map((what) => `unexpected start of the page for a page token used ${what}`),
    );
  });

  test("that are not there are found", async () => {
    const list = listOf([], { instead: ({ next_page_token: _, ...page }) => page });
    expect(await messages("page_tokens", list)).toEqual(["the page token is missing"]);
  });
});

describe("pages_end", () => {
  test("holds, and is seen in four pages", async () => {
    const list = listOf(ids("others", 2));
    expect(await faults("pages_end", list)).toEqual([]);
    expect(limits(list)).toEqual(["100", "100", "4", "5"]);
  });

  test("holds where one is left for the last page: there is no page before it that is without it alone", async () => {
    const one = listOf(ids("others", 2 * maxPageSize + 1 - made));
    expect(await faults("pages_end", one)).toEqual([]);
    expect(limits(one)).toEqual(["100", "100", "100", "1"]);
    const two = listOf(ids("others", 2 * maxPageSize + 2 - made));
    expect(await faults("pages_end", two)).toEqual([]);
    expect(limits(two)).toEqual(["100", "100", "100", "1", "2"]);
  });

  /** A page that is full has a page token, whether there is more or not. */
  const eager = (isSo: (limit: number) => boolean): ListOptions => ({
    instead: (page, { limit = 0 }) =>
      page.webhooks.length === limit && isSo(limit) ? { next_page_token: "false.0.end", ...page } : page,
  });

  test("finds a page token with nothing behind it, when it was seen five times", async () => {
    const list = listOf(
      ids("others", 2),
      eager(() => true),
    );
    expect(await messages("pages_end", list)).toEqual(["a page token leads to an empty page"]);
    expect(limits(list).filter((limit) => limit === "5")).toHaveLength(5);
  });

  test("finds one that leads from the last page to an empty one", async () => {
    const list = listOf(
      ids("others", 2 * maxPageSize - made),
      eager(() => true),
    );
    expect(await messages("pages_end", list)).toEqual(["a page token leads to an empty page"]);
  });

  test("holds where what was behind the page token was deleted just then", async () => {
    let tries = 0;
    const list = listOf(
      ids("others", 2),
      eager((limit) => limit === 5 && ++tries < 5),
    );
    expect(await faults("pages_end", list)).toEqual([]);
    expect(tries).toBe(5);
  });

  test("says nothing where there is something behind the page token each time", async () => {
    const list = listOf(ids("others", 2), {
      instead: (page, { limit, page_token }) =>
        page_token === "false.0.end"
          ? { webhooks: [{ webhook_id: "another" }], count: 1 }
          : limit === 5
            ? { ...page, next_page_token: "false.0.end" }
            : page,
    });
    expect(await faults("pages_end", list)).toEqual([]);
  });

  /** Forgets the page token where one webhook is left. */
  const forgetful: ListOptions = {
    instead: (page, { limit }) => (limit === 4 ? { ...page, next_page_token: undefined } : page),
  };

  test("finds a page token that is missing though one is left", async () => {
    expect(await faults("pages_end", listOf(ids("others", 2), forgetful))).toMatchObject([
      {
        message: "the page token is missing though one webhook is left",
        expected: "a page token, as others_000 is left",
      },
    ]);
  });

  test("holds where the one that was left is deleted meanwhile", async () => {
    const webhooks = ids("others", 2);
    const list = listOf(webhooks, {
      before: ({ limit }) => {
        if (limit === 4) webhooks.shift();
      },
    });
    expect(await faults("pages_end", list)).toEqual([]);
  });

  test("holds where another one is deleted, so that the last one moves up", async () => {
    const webhooks = ids("others", 2);
    const list = listOf(webhooks, {
      before: ({ limit }) => {
        if (limit === 4) webhooks.splice(1, 1);
      },
    });
    expect(await faults("pages_end", list)).toEqual([]);
  });
});
