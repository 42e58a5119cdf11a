import { operations } from "@agent-webhooks/types";
import { parameterPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check.ts";
import { expectRefusal } from "../checks/data.ts";
import { expectEqual, expectThat, pageOf } from "../expect.ts";
import type { Session } from "../session.ts";
import { walk } from "./law.ts";
import { largestPage, many, seek } from "./many.ts";

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
      const idsOf = async (limit: number) => {
        const answer = await mine.list({ limit, ascending, page_token });
        return {
          answer,
          found: pageOf(answer, "the page token was issued").webhooks.map(({ webhook_id }) => webhook_id),
        };
      };
      const once = await idsOf(2);
      await attempt(async () => {
        const again = await idsOf(2);
        expectEqual(again.answer, again.found, once.found, "the page of a page token that is used again", said);
      });
      await attempt(async () => {
        const more = await idsOf(4);
        expectEqual(more.answer, more.found.slice(0, 2), once.found, "the start of the page with another limit", said);
        expectEqual(more.answer, more.found.length, 4, "the number of webhooks with limit=4", said);
      });
      await attempt(async () => {
        const answer = await mine.list({ limit: 2, ascending: !ascending, page_token });
        expectRefusal(answer, "the page token is one of the other direction", said);
      });
      if (!ascending) {
        await attempt(async () => {
          const answer = await mine.list({ limit: 2, page_token });
          const found = pageOf(answer, "descending is what is meant without ascending").webhooks;
          expectEqual(
            answer,
            found.map(({ webhook_id }) => webhook_id),
            once.found,
            "the page without ascending",
            said,
          );
        });
      }
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

const lastPage: ProviderCheck = providerCheck({
  id: "pages_end",
  holds: "pages end: the last one has no page token, and the one before has, though only one webhook is left",
  operations: listOperation,
  async run({ target, mine, attempt }) {
    await many(target);
    await attempt(async () => {
      // Others may delete what is last just as we look; not every time.
      for (let tries = 1; !(await endsRightly(mine, tries === 3)); tries++);
    });
  },
});

/** Looks at the end of a list. @throws Broken when it is not right, and `mustBe` */
async function endsRightly(session: Session, mustBe: boolean): Promise<boolean> {
  let before: { page_token?: string } = {};
  let last: readonly unknown[] = [];
  for await (const { answer, webhooks, goesOn } of walk(session, { limit: largestPage })) {
    last = webhooks;
    const { next_page_token: page_token } = pageOf(answer);
    if (goesOn && page_token !== undefined) before = { page_token };
  }
  const pageWith = async (limit: number) => {
    const answer = await session.list({ limit, ...before });
    return { answer, next: pageOf(answer).next_page_token };
  };
  const all = await pageWith(Math.max(last.length, 1));
  const isEnd = last.length > 0 && all.next === undefined;
  if (mustBe) expectThat(all.answer, isEnd, "there is a page token on the last page", "none, as there are no more");
  if (last.length < 2) return isEnd;
  const allButOne = await pageWith(last.length - 1);
  const goesOn = allButOne.next !== undefined;
  if (mustBe) expectThat(allButOne.answer, goesOn, "there is no page token, though one is left", "a page token");
  return isEnd && goesOn;
}

export const pageTokenLaws: readonly ProviderCheck[] = [tokens, lastPage];
