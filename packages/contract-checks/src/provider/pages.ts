import { LimitReachedError } from "../run/errors.ts";
import { maxPageSize } from "../spec/schema.ts";
import type { ListQuery, ProviderClient, ReceivedPage } from "./client.ts";
import { repeatConcurrently } from "./concurrently.ts";
import { unusedInbox } from "./data/valid-calls.ts";
import { expectThat, type ObservedWebhook, pageOf, webhookOf } from "./expect.ts";
import type { TargetResponse } from "./response.ts";
import type { ProviderTarget } from "./target.ts";

/**
 * The pages of a list, each checked: it is within its limit, `count` is the number of its items, and its page token is
 * another than the one before.
 *
 * @throws CheckFailedError
 */
export async function* listPages(client: ProviderClient, query: ListQuery): AsyncGenerator<ReceivedPage> {
  for await (const received of client.pages(query)) {
    const { response, page, pageToken } = received;
    const { length } = page.webhooks;
    if (query.limit !== undefined) {
      expectThat(
        response,
        length <= query.limit,
        "a page exceeds its limit",
        `at most ${query.limit}`,
        `${length} webhooks`,
      );
    }
    expectThat(response, page.count === length, "count is not the number of items", `${length}`, `${page.count}`);
    const moves = page.next_page_token === undefined || page.next_page_token !== pageToken;
    expectThat(response, moves, "the page token repeats", "another page token, or none");
    yield received;
  }
}

/** The ids of a page, which are added to `seen`. @throws CheckFailedError when one of them was seen before */
export function idsOnPage({ response, page }: ReceivedPage, seen: Set<string>): string[] {
  return page.webhooks.map(({ webhook_id: id }) => {
    expectThat(response, !seen.has(id), "a webhook is listed twice", "each webhook once", id);
    seen.add(id);
    return id;
  });
}

/** The first `count` of the wanted ids, in the order of the list. @throws CheckFailedError when an id is listed twice */
export async function listIds(
  client: ProviderClient,
  query: ListQuery,
  wanted: ReadonlySet<string>,
  count: number = wanted.size,
): Promise<string[]> {
  const seen = new Set<string>();
  const found: string[] = [];
  for await (const received of listPages(client, query)) {
    found.push(...idsOnPage(received, seen).filter((id) => wanted.has(id)));
    if (found.length >= count) break;
  }
  return found.slice(0, count);
}

/** Looks for a webhook in a list. The response is that of its page, or of the last one. */
export async function findInList(
  client: ProviderClient,
  id: string,
  ascending: boolean,
): Promise<{ response: TargetResponse; webhook: ObservedWebhook | undefined }> {
  let last: TargetResponse | undefined;
  for await (const { response, page } of listPages(client, { limit: maxPageSize, ascending })) {
    last = response;
    const webhook = page.webhooks.find(({ webhook_id }) => webhook_id === id);
    if (webhook !== undefined) return { response, webhook };
  }
  return { response: last ?? (await client.list()), webhook: undefined };
}

/**
 * A page token that leads right before the first of some webhooks; `undefined` when the list starts there. In an
 * ascending list the webhooks of this run come after all others.
 */
export async function pageTokenBefore(
  client: ProviderClient,
  ids: ReadonlySet<string>,
  ascending: boolean,
): Promise<string | undefined> {
  if (!ascending) return undefined;
  for await (const { page, pageToken } of listPages(client, { limit: maxPageSize, ascending })) {
    const before = page.webhooks.findIndex(({ webhook_id }) => ids.has(webhook_id));
    if (before >= 0) return skipOthers(client, ids, before, pageToken);
  }
  return undefined;
}

/** Other users may delete webhooks meanwhile, and then fewer have to be skipped. */
async function skipOthers(
  client: ProviderClient,
  ids: ReadonlySet<string>,
  count: number,
  pageToken: string | undefined,
): Promise<string | undefined> {
  for (let limit = count; limit > 0; limit--) {
    const page = pageOf(await client.list({ limit, ascending: true, page_token: pageToken }));
    if (!page.webhooks.some(({ webhook_id }) => ids.has(webhook_id))) return page.next_page_token;
  }
  return pageToken;
}

const shared = new WeakMap<ProviderTarget, Promise<ReadonlySet<string>>>();

/** Ids of more webhooks than fit on a page, shared by the checks that only read them. They exist until the run ends. */
export function sharedWebhooks(target: ProviderTarget): Promise<ReadonlySet<string>> {
  const ids = shared.get(target) ?? createSharedWebhooks(target);
  shared.set(target, ids);
  return ids;
}

async function createSharedWebhooks(target: ProviderTarget): Promise<ReadonlySet<string>> {
  const client = target.client(target.options.token);
  // Limited to an inbox, so that they do not get the events that other checks publish.
  const create = async () => webhookOf(await client.create({ inbox_ids: [unusedInbox] })).webhook_id;
  try {
    // Concurrently, so that some have the same created_at.
    return new Set(await repeatConcurrently(maxPageSize + 3, create));
  } catch (error) {
    if (error instanceof LimitReachedError) {
      // Other checks need some of the limit. The check runs again.
      await target.remove(client.created);
      shared.delete(target);
    }
    throw error;
  }
}
