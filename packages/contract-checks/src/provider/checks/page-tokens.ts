import { operations } from "@agent-webhooks/types";
import { parameterPointer } from "../../spec/pointer.ts";
import { maxPageSize } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ListQuery, ProviderClient, ReceivedPage } from "../client.ts";
import { expectEqual, expectThat, pageOf } from "../expect.ts";
import { idsOnPage, listPages, pageTokenBefore, sharedWebhooks } from "../pages.ts";
import { expectRejection } from "./validation.ts";

const pointer = parameterPointer(operations.listWebhooks, "page_token");
const listOperation = ["listWebhooks"] as const;

const tokens: ProviderCheck = providerCheck({
  id: "page_tokens",
  holds: "a page token works again and with another limit; in the other direction, or not issued, it is rejected",
  operations: listOperation,
  async run({ target, client, verify, verifyEach }) {
    const ids = await sharedWebhooks(target);
    for (const ascending of [false, true]) {
      // In the middle of the run's own webhooks, where no other user creates or deletes anything.
      const start = await pageTokenBefore(client, ids, ascending);
      const first = await client.list({ limit: ascending ? 5 : maxPageSize / 2, ascending, page_token: start });
      const { next_page_token: page_token } = pageOf(first);
      expectThat(first, page_token !== undefined, "the page token is missing", "one: there are more");
      if (page_token === undefined) continue;
      // Only the run's own webhooks are compared: others between them may be deleted meanwhile.
      const listOwn = async (query: ListQuery) => {
        const response = await client.list({ ...query, page_token });
        const listed = pageOf(response, "the page token was issued").webhooks.map(({ webhook_id }) => webhook_id);
        return { response, count: listed.length, own: listed.filter((id) => ids.has(id)) };
      };
      const once = await listOwn({ limit: 4, ascending });
      const queries: [what: string, ListQuery][] = [
        ["used again", { limit: 4, ascending }],
        ["used with a smaller limit", { limit: 2, ascending }],
        ["used with a larger limit", { limit: 7, ascending }],
        ...(ascending ? [] : [["used without ascending", { limit: 4 }] satisfies [string, ListQuery]]),
      ];
      await verifyEach(queries, async ([what, query]) => {
        const { response, count, own } = await listOwn(query);
        const shared = Math.min(own.length, once.own.length);
        const start = `start of the page for a page token ${what}`;
        expectEqual(response, own.slice(0, shared), once.own.slice(0, shared), start, pointer);
        expectEqual(response, count, query.limit, `number of webhooks for a page token ${what}`, pointer);
      });
      await verify(async () => {
        const response = await client.list({ limit: 2, ascending: !ascending, page_token });
        expectRejection(response, "the page token is of the other direction", pointer);
      });
      const invalid = [
        "not-a-page-token",
        "1",
        "eyJvZmZzZXQiOjB9",
        crypto.randomUUID(),
        page_token.slice(0, page_token.length / 2),
      ];
      await verifyEach(invalid, async (page_token) => {
        const response = await client.list({ ascending, page_token });
        expectRejection(response, `the page token ${JSON.stringify(page_token)} was not issued`, pointer);
      });
    }
  },
});

/** How often a page token to an empty page has to be seen: other users may have deleted what was on that page. */
const maxTries = 5;

const lastPage: ProviderCheck = providerCheck({
  id: "pages_end",
  holds: "the last page has no page token, and the page before has one, even if only one webhook is left",
  operations: listOperation,
  async run({ target, client }) {
    await sharedWebhooks(target);
    for (let left = maxTries; left > 0; left--) {
      const last = await lastPageOf(client);
      if (last === undefined) return;
      await expectNextPage(client, last);
      const { length } = last.page.webhooks;
      const exact = length === 0 ? last.response : await client.list({ limit: length, page_token: last.pageToken });
      const { next_page_token: next } = pageOf(exact);
      if (length > 0 && next === undefined) return;
      const isEmpty =
        next === undefined || pageOf(await client.list({ limit: 1, page_token: next })).webhooks.length === 0;
      const isCertain = isEmpty && left === 1;
      expectThat(exact, !isCertain, "a page token leads to an empty page", "no page token on the last page");
    }
  },
});

/** @throws CheckFailedError when a webhook is listed twice, as in a list that starts again after its end */
async function lastPageOf(client: ProviderClient): Promise<ReceivedPage | undefined> {
  let last: ReceivedPage | undefined;
  const seen = new Set<string>();
  for await (const received of listPages(client, { limit: maxPageSize })) {
    idsOnPage(received, seen);
    last = received;
  }
  return last;
}

/** @throws CheckFailedError when a page of all but the last webhook has no page token, although that webhook exists */
async function expectNextPage(client: ProviderClient, { page: { webhooks }, pageToken }: ReceivedPage): Promise<void> {
  const last = webhooks.at(-1)?.webhook_id;
  if (last === undefined || webhooks.length < 2) return;
  const response = await client.list({ limit: webhooks.length - 1, page_token: pageToken });
  const page = pageOf(response);
  if (page.next_page_token !== undefined || page.webhooks.some(({ webhook_id }) => webhook_id === last)) return;
  const exists = (await client.get(last)).status === 200;
  expectThat(
    response,
    !exists,
    "the page token is missing though one webhook is left",
    `a page token, as ${last} is left`,
  );
}

export const pageTokenChecks: readonly ProviderCheck[] = [tokens, lastPage];
