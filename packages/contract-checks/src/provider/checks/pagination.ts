import { operations } from "@agent-webhooks/types";
import { parameterPointer, schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ListQuery, Session } from "../client.ts";
import { times } from "../concurrently.ts";
import { expectEqual, expectStatus, expectThat, pageOf, type SeenWebhook, time, webhookOf } from "../expect.ts";
import { walk } from "../pages.ts";
import { largestPage, listed, many, seek } from "../shared-webhooks.ts";

const listOperation = ["listWebhooks"] as const;

const whole: ProviderCheck = providerCheck({
  id: "pages_whole",
  holds: "pages of any size, in both directions, put together are the whole list: nothing twice, nothing missing",
  operations: listOperation,
  async run({ target, mine, attempt }) {
    const { ids } = await many(target);
    const newestFirst = await listed(mine, ids, false);
    expectEqual(await mine.list(), newestFirst.length, ids.size, "the number of our webhooks that the list has");
    for (const ascending of [false, true]) {
      const order = ascending ? newestFirst.toReversed() : newestFirst;
      // Small pages need not go all the way.
      for (const [limit, far] of [
        [1, 8],
        [2, 14],
        [3, 20],
        [7, ids.size],
        [largestPage - 1, ids.size],
        [largestPage, ids.size],
      ] as const) {
        await attempt(async () => {
          const start = await seek(mine, ids, ascending);
          const found = await ours(mine, { limit, ascending, ...(start && { page_token: start }) }, ids, far);
          const label = `limit=${limit} ascending=${ascending}: ids in their order`;
          expectEqual(await mine.list({ limit: 1 }), found, order.slice(0, far), label);
        });
      }
    }
  },
});

/** The first of some webhooks in a walk. */
async function ours(session: Session, query: ListQuery, ids: ReadonlySet<string>, far: number): Promise<string[]> {
  const all = new Set<string>();
  const found: string[] = [];
  for await (const { answer, webhooks } of walk(session, query)) {
    for (const { webhook_id: id } of webhooks) {
      expectThat(answer, !all.has(id), `${id} is listed twice`, "each webhook once");
      all.add(id);
      if (ids.has(id)) found.push(id);
    }
    if (found.length >= far) break;
  }
  return found.slice(0, far);
}

const order: ProviderCheck = providerCheck({
  id: "pages_order",
  holds: "the newest comes first, with ascending=true the oldest; among equals the bytes of webhook_id decide",
  operations: listOperation,
  async run({ target, mine, attempt }) {
    const { ids } = await many(target);
    for (const ascending of [undefined, false, true]) {
      await attempt(async () => {
        const start = await seek(mine, ids, ascending ?? false);
        const query = {
          limit: largestPage,
          ...(ascending !== undefined && { ascending }),
          ...(start && { page_token: start }),
        };
        let previous: SeenWebhook | undefined;
        let left = ids.size;
        for await (const { answer, webhooks } of walk(mine, query)) {
          for (const webhook of webhooks) {
            const isOrdered = previous === undefined || compare(previous, webhook) * (ascending ? 1 : -1) <= 0;
            expectThat(
              answer,
              isOrdered,
              "a page is not in its order",
              `created_at ${ascending ? "ascending" : "descending"}`,
              `${previous?.created_at} ${previous?.webhook_id}, then ${webhook.created_at} ${webhook.webhook_id}`,
            );
            previous = webhook;
            if (ids.has(webhook.webhook_id)) left--;
          }
          if (left === 0) break;
        }
      });
    }
  },
});

/** Times that are shown in whole seconds may be kept more exactly, so that equal ones tell nothing of the order. */
function compare(left: SeenWebhook, right: SeenWebhook): number {
  const earlier = time(left.created_at) - time(right.created_at);
  if (earlier !== 0) return earlier;
  const [leftDigits, rightDigits] = [left, right].map(({ created_at = "" }) => /\.(\d+)/.exec(created_at)?.[1] ?? "");
  if (leftDigits === undefined || rightDigits === undefined || leftDigits.length < 3) return 0;
  // What is finer than milliseconds, where it is shown.
  if (leftDigits !== rightDigits) return leftDigits.padEnd(9, "0") < rightDigits.padEnd(9, "0") ? -1 : 1;
  return Buffer.compare(Buffer.from(left.webhook_id), Buffer.from(right.webhook_id));
}

const limit: ProviderCheck = providerCheck({
  id: "pages_limit",
  holds: "a page has as many webhooks as `limit` says, as long as there are so many, and says so; over 100 means 100",
  operations: listOperation,
  async run({ target, mine, attempt }) {
    await many(target);
    const { default: usual } = operations.listWebhooks.parameters.query.limit.schema;
    const cases: [asked: number | undefined, used: number][] = [
      [1, 1],
      [2, 2],
      [largestPage - 1, largestPage - 1],
      [largestPage, largestPage],
      [largestPage + 1, largestPage],
      [2 ** 31, largestPage],
      [undefined, usual],
    ];
    for (const [asked, used] of cases) {
      await attempt(async () => {
        const answer = await mine.list(asked === undefined ? {} : { limit: asked });
        const page = pageOf(answer);
        const label = asked === undefined ? "no limit" : `limit=${asked}`;
        const pointer = parameterPointer(operations.listWebhooks, "limit");
        expectEqual(answer, page.webhooks.length, used, `the number of webhooks with ${label}`, pointer);
        expectEqual(answer, page.count, used, "count", schemaPointer("ListWebhooksResponse", ["properties", "count"]));
        if (page.limit !== undefined) expectEqual(answer, page.limit, used, "limit, the one that was used", pointer);
        expectThat(answer, page.next_page_token !== undefined, "there is no page token", "one, as there are more");
      });
    }
  },
});

const stable: ProviderCheck = providerCheck({
  id: "pages_stable",
  holds: "webhooks created and deleted between two pages do not make another one come twice or be skipped",
  operations: listOperation,
  async run({ mine, attempt }) {
    for (const ascending of [true, false]) {
      await attempt(async () => {
        const made = await times(8, async () => webhookOf(await mine.create()).webhook_id, 2);
        const ids = new Set(made);
        const inOrder = await listed(mine, ids, ascending);
        const start = await seek(mine, ids, ascending);
        const gone = new Set<string>();
        const found: string[] = [];
        const all = new Set<string>();
        for await (const { answer, webhooks } of walk(mine, {
          limit: 2,
          ascending,
          ...(start && { page_token: start }),
        })) {
          for (const { webhook_id: id } of webhooks) {
            expectThat(answer, !all.has(id), `${id} is listed twice`, "each webhook once");
            all.add(id);
          }
          const page = webhooks.map(({ webhook_id }) => webhook_id).filter((id) => ids.has(id));
          found.push(...page);
          if (inOrder.every((id) => gone.has(id) || found.includes(id))) break;
          await mine.create();
          // The one that the page token may point at, and one that is still to come.
          const next = inOrder.find((id) => !gone.has(id) && !found.includes(id));
          for (const id of page.length === 0 || gone.size > 2 ? [] : [page.at(-1), next]) {
            if (id === undefined) continue;
            gone.add(id);
            expectStatus(await mine.delete(id), 200, "it is there");
          }
        }
        const stayed = inOrder.filter((id) => !gone.has(id));
        const label = `ascending=${ascending}: ids that were there all the time`;
        expectEqual(
          await mine.list({ limit: 1 }),
          found.filter((id) => !gone.has(id)),
          stayed,
          label,
        );
      });
    }
  },
});

export const pageLaws: readonly ProviderCheck[] = [whole, order, limit, stable];
