import { operations } from "@agent-webhooks/types";
import { parameterPointer, schemaPointer } from "../../spec/pointer.ts";
import { defaultPageSize, maxPageSize } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { repeatConcurrently } from "../concurrently.ts";
import {
  expectEqual,
  expectStatus,
  expectThat,
  type ObservedWebhook,
  pageOf,
  toMilliseconds,
  webhookOf,
} from "../expect.ts";
import { idsOnPage, listIds, listPages, pageTokenBefore, sharedWebhooks } from "../pages.ts";
import { waitForClock } from "./timestamps.ts";

const listOperation = ["listWebhooks"] as const;

const whole: ProviderCheck = providerCheck({
  id: "pages_whole",
  holds: "pages of any size, in both directions, make up the whole list: nothing twice, nothing missing",
  operations: listOperation,
  async run({ target, client, verifyEach }) {
    const ids = await sharedWebhooks(target);
    const newestFirst = await listIds(client, { limit: maxPageSize, ascending: false }, ids);
    expectEqual(await client.list(), newestFirst.length, ids.size, "number of this run's webhooks in the list");
    // Small pages need not go all the way.
    const cases: [limit: number, count: number][] = [
      [1, 8],
      [2, 14],
      [3, 20],
      [7, ids.size],
      [maxPageSize - 1, ids.size],
      [maxPageSize, ids.size],
    ];
    for (const ascending of [false, true]) {
      const order = ascending ? newestFirst.toReversed() : newestFirst;
      await verifyEach(cases, async ([limit, count]) => {
        const page_token = await pageTokenBefore(client, ids, ascending);
        const found = await listIds(client, { limit, ascending, page_token }, ids, count);
        const what = `order of ids with limit=${limit} and ascending=${ascending}`;
        expectEqual(await client.list({ limit: 1 }), found, order.slice(0, count), what);
      });
    }
  },
});

const orderAfterUpdate: ProviderCheck = providerCheck({
  id: "pages_order_kept",
  holds: "an update does not move a webhook in the list",
  operations: ["listWebhooks", "updateWebhook"],
  async run(context) {
    const { client, verifyEach } = context;
    const first = webhookOf(await client.create());
    await waitForClock(context, first.created_at);
    const second = webhookOf(await client.create());
    await waitForClock(context, second.created_at);
    const { webhook_id: id } = first;
    expectStatus(await client.update(id, { add_pod_ids: ["pod_1"] }), 200, "the update is valid");
    const newestFirst = [second.webhook_id, id];
    await verifyEach([false, true], async (ascending) => {
      const found = await listIds(client, { limit: maxPageSize, ascending }, new Set(newestFirst));
      const expected = ascending ? newestFirst.toReversed() : newestFirst;
      expectEqual(
        await client.list({ limit: 1 }),
        found,
        expected,
        `order after an update, with ascending=${ascending}`,
      );
    });
  },
});

const order: ProviderCheck = providerCheck({
  id: "pages_order",
  holds: "the newest comes first, with ascending=true the oldest",
  operations: listOperation,
  async run({ target, client, verifyEach }) {
    const ids = await sharedWebhooks(target);
    await verifyEach([undefined, false, true], async (ascending) => {
      const page_token = await pageTokenBefore(client, ids, ascending ?? false);
      let previous: ObservedWebhook | undefined;
      let left = ids.size;
      for await (const { response, page } of listPages(client, { limit: maxPageSize, ascending, page_token })) {
        for (const webhook of page.webhooks) {
          const isOrdered = previous === undefined || compare(previous, webhook) * (ascending ? 1 : -1) <= 0;
          expectThat(
            response,
            isOrdered,
            "a page is not in order",
            `created_at ${ascending ? "ascending" : "descending"}`,
            `${previous?.created_at} ${previous?.webhook_id}, then ${webhook.created_at} ${webhook.webhook_id}`,
          );
          previous = webhook;
          if (ids.has(webhook.webhook_id)) left--;
        }
        if (left === 0) break;
      }
    });
  },
});

/** Times may be stored more precisely than they are shown, so equal ones say nothing about the order. */
function compare(left: ObservedWebhook, right: ObservedWebhook): number {
  const earlier = toMilliseconds(left.created_at) - toMilliseconds(right.created_at);
  if (earlier !== 0) return earlier;
  // Digits after the milliseconds, where they are shown.
  const digitsOf = ({ created_at = "" }: ObservedWebhook) => (/\.(\d+)/.exec(created_at)?.[1] ?? "").padEnd(9, "0");
  const [leftDigits, rightDigits] = [digitsOf(left), digitsOf(right)];
  return leftDigits === rightDigits ? 0 : leftDigits < rightDigits ? -1 : 1;
}

const limit: ProviderCheck = providerCheck({
  id: "pages_limit",
  holds: `a page has \`limit\` webhooks while there are enough, and returns its limit; over ${maxPageSize} counts as ${maxPageSize}`,
  operations: listOperation,
  async run({ target, client, verifyEach }) {
    await sharedWebhooks(target);
    const cases: [limit: number | undefined, size: number][] = [
      [1, 1],
      [2, 2],
      [maxPageSize - 1, maxPageSize - 1],
      [maxPageSize, maxPageSize],
      [maxPageSize + 1, maxPageSize],
      [2 ** 31, maxPageSize],
      [undefined, defaultPageSize],
    ];
    const pointer = parameterPointer(operations.listWebhooks, "limit");
    const countPointer = schemaPointer("ListWebhooksResponse", ["properties", "count"]);
    await verifyEach(cases, async ([limit, size]) => {
      const response = await client.list({ limit });
      const page = pageOf(response);
      const query = limit === undefined ? "without limit" : `with limit=${limit}`;
      expectEqual(response, page.webhooks.length, size, `number of webhooks ${query}`, pointer);
      expectEqual(response, page.count, size, "count", countPointer);
      if (page.limit !== undefined) expectEqual(response, page.limit, size, "limit in the response", pointer);
      expectThat(response, page.next_page_token !== undefined, "the page token is missing", "one: there are more");
    });
  },
});

const stable: ProviderCheck = providerCheck({
  id: "pages_stable",
  holds: "webhooks created and deleted between two pages do not repeat or skip another webhook",
  operations: listOperation,
  async run({ client, verifyEach }) {
    await verifyEach([true, false], async (ascending) => {
      const create = async () => webhookOf(await client.create()).webhook_id;
      const ids = new Set(await repeatConcurrently(8, create, 2));
      const inOrder = await listIds(client, { limit: maxPageSize, ascending }, ids);
      const page_token = await pageTokenBefore(client, ids, ascending);
      const deleted = new Set<string>();
      const found: string[] = [];
      const seen = new Set<string>();
      for await (const received of listPages(client, { limit: 2, ascending, page_token })) {
        const onPage = idsOnPage(received, seen).filter((id) => ids.has(id));
        found.push(...onPage);
        const left = inOrder.filter((id) => !deleted.has(id) && !found.includes(id));
        if (left.length === 0) break;
        await client.create();
        // The webhook that the page token may point at, and one that is still to come.
        for (const id of onPage.length === 0 || deleted.size > 2 ? [] : [onPage.at(-1), left[0]]) {
          if (id === undefined) continue;
          deleted.add(id);
          expectStatus(await client.delete(id), 200, "the webhook exists");
        }
      }
      const isKept = (id: string) => !deleted.has(id);
      const what = `ids that existed all the time, with ascending=${ascending}`;
      expectEqual(await client.list({ limit: 1 }), found.filter(isKept), inOrder.filter(isKept), what);
    });
  },
});

export const paginationChecks: readonly ProviderCheck[] = [whole, order, orderAfterUpdate, limit, stable];
