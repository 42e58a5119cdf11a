import { operations } from "@agent-webhooks/types";
import { parameterPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ListQuery, Session } from "../client.ts";
import { expectEqual, expectThat, pageOf, type SeenWebhook } from "../expect.ts";
import { walk } from "../pages.ts";
import type { Answer } from "../response.ts";
import { largestPage, many, seek } from "../shared-webhooks.ts";
import { expectRefusal } from "./validation.ts";

const said = parameterPointer(operations.listWebhooks, "page_token");
const listOperation = ["listWebhooks"] as const;

const tokens: ProviderCheck = providerCheck({
  id: "page_tokens",
  holds: "a page token works again and with another limit, not in the other direction, and not when it was not issued",
  operations: listOperation,
  async run({ target, mine, attempt }) {
    const { ids } = await many(target);
    for (const ascending of [false, true]) {
      // In the midst of ours, where nobody creates or deletes anything.
      const start = await seek(mine, ids, ascending);
      const first = await mine.list({
        limit: ascending ? 5 : largestPage / 2,
        ascending,
        ...(start && { page_token: start }),
      });
      const { next_page_token: page_token } = pageOf(first);
      expectThat(first, page_token !== undefined, "there is no page token", "one, as there are more");
      if (page_token === undefined) continue;
      // Only ours are compared: those of others, which may stand between them, may go meanwhile.
      const idsOf = async (query: ListQuery) => {
        const answer = await mine.list({ ...query, page_token });
        const found = pageOf(answer, "the page token was issued").webhooks.map(({ webhook_id }) => webhook_id);
        return { answer, count: found.length, ours: found.filter((id) => ids.has(id)) };
      };
      const once = await idsOf({ limit: 4, ascending });
      const queries: [ListQuery, what: string][] = [
        [{ limit: 4, ascending }, "that is used again"],
        [{ limit: 2, ascending }, "with a smaller limit"],
        [{ limit: 7, ascending }, "with a larger limit"],
        ...(ascending ? [] : [[{ limit: 4 }, "without ascending"] satisfies [ListQuery, string]]),
      ];
      for (const [query, what] of queries) {
        await attempt(async () => {
          const { answer, count, ours } = await idsOf(query);
          const shared = Math.min(ours.length, once.ours.length);
          const label = `the start of the page of a page token ${what}`;
          expectEqual(answer, ours.slice(0, shared), once.ours.slice(0, shared), label, said);
          expectEqual(answer, count, query.limit, `the number of webhooks with a page token ${what}`, said);
        });
      }
      await attempt(async () => {
        const answer = await mine.list({ limit: 2, ascending: !ascending, page_token });
        expectRefusal(answer, "the page token is one of the other direction", said);
      });
      const made = [
        "not-a-page-token",
        "1",
        "eyJvZmZzZXQiOjB9",
        crypto.randomUUID(),
        page_token.slice(0, page_token.length / 2),
      ];
      for (const page_token of made) {
        await attempt(async () => {
          const answer = await mine.list({ ascending, page_token });
          expectRefusal(answer, `the page token ${JSON.stringify(page_token)} was not issued`, said);
        });
      }
    }
  },
});

/** How often a token behind which nothing is must have been seen: now and then, something was just deleted. */
const tries = 5;

const lastPage: ProviderCheck = providerCheck({
  id: "pages_end",
  holds: "pages end: the last one has no page token, and the one before has, though only one webhook is left",
  operations: listOperation,
  async run({ target, mine }) {
    await many(target);
    for (let left = tries; left > 0; left--) {
      const { answer, page_token, webhooks } = await lastPageOf(mine);
      const before = { ...(page_token !== undefined && { page_token }) };
      await expectGoesOn(mine, before, webhooks);
      const exactly = webhooks.length === 0 ? answer : await mine.list({ limit: webhooks.length, ...before });
      const { next_page_token: next } = pageOf(exactly);
      if (webhooks.length > 0 && next === undefined) return;
      const isEmpty =
        next === undefined || pageOf(await mine.list({ limit: 1, page_token: next })).webhooks.length === 0;
      const isSure = isEmpty && left === 1;
      expectThat(exactly, !isSure, "there is a page token, and nothing behind it", "none on the last page");
    }
  },
});

/** The last page of a list, and the page token that leads to it. */
async function lastPageOf(
  session: Session,
): Promise<{ answer: Answer; page_token: string | undefined; webhooks: readonly SeenWebhook[] }> {
  let page_token: string | undefined;
  let last: { answer: Answer; webhooks: readonly SeenWebhook[] } | undefined;
  for await (const { answer, webhooks, goesOn } of walk(session, { limit: largestPage })) {
    last = { answer, webhooks };
    if (goesOn) page_token = pageOf(answer).next_page_token;
  }
  return { ...(last ?? { answer: await session.list(), webhooks: [] }), page_token };
}

/** @throws Broken when a page with all but the last webhook does not go on, though that one is there all the time */
async function expectGoesOn(
  session: Session,
  before: { page_token?: string },
  webhooks: readonly SeenWebhook[],
): Promise<void> {
  const last = webhooks.at(-1)?.webhook_id;
  if (last === undefined || webhooks.length < 2) return;
  const answer = await session.list({ limit: webhooks.length - 1, ...before });
  const page = pageOf(answer);
  if (page.next_page_token !== undefined || page.webhooks.some(({ webhook_id }) => webhook_id === last)) return;
  const isThere = (await session.get(last)).status === 200;
  expectThat(answer, !isThere, "there is no page token, though one is left", `a page token, as ${last} is left`);
}

export const pageTokenLaws: readonly ProviderCheck[] = [tokens, lastPage];
