import { maxPageSize } from "../spec/schema.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "./check-context.ts";
import type { ProviderClient } from "./client.ts";
import { expectThat } from "./expect.ts";
import { type Filters, type PagedList, readPage, requestPage, walkPages } from "./lists.ts";
import type { TargetResponse } from "./response.ts";

interface PageEndOptions {
  readonly list: PagedList;
  /** Start of the id of the check. */
  readonly prefix: string;
  /** What the list has, in the plural. */
  readonly items: string;
  /** Whether other users of the provider may add and remove items. */
  readonly isShared: boolean;
  /** The filters of a list that is longer than a page. */
  readonly fill: (context: Pick<CheckContext, "target">) => Promise<{ readonly filters: Filters }>;
}

/** The check of the last page of a list. */
export function pageEndCheck({ list, prefix, items, isShared, fill }: PageEndOptions): ProviderCheck {
  return providerCheck({
    id: `${prefix}_pages_end`,
    holds: isShared
      ? `the last page of ${items} has no page token, also when it is full, and the page before has one`
      : `the last page of ${items} has no page token, and the pages before have one`,
    operations: [list.operation],
    async run(context) {
      const { client } = context;
      const { filters } = await fill(context);
      if (!isShared) return expectEnd(client, list, filters);
      // Other users may remove what is on the last page meanwhile.
      for (let left = 5; left > 0; left--) {
        let pageToken: string | undefined;
        let last: { pageToken: string | undefined; length: number } | undefined;
        for await (const { ids, next } of walkPages(client, list, { limit: maxPageSize }, filters)) {
          last = { pageToken, length: ids.length };
          pageToken = next;
        }
        if (last === undefined) return;
        const { length } = last;
        const isEmpty = length === 0 && last.pageToken !== undefined;
        if (isEmpty && left === 1) {
          const page_token = last.pageToken;
          const response = await requestPage(client, list, { limit: maxPageSize, page_token }, filters);
          expectThat(response, false, "a page token leads to an empty page", "no page token on the last page");
        }
        if (length === 0) continue;
        const request = (limit: number) => requestPage(client, list, { limit, page_token: last.pageToken }, filters);
        const full = await request(length);
        const hasToken = readPage(full, list).next !== undefined;
        const before = length > 1 ? await request(length - 1) : undefined;
        const isMissing = before !== undefined && readPage(before, list).next === undefined;
        if (!hasToken && !isMissing) return;
        if (left > 1) continue;
        expectThat(full, !hasToken, "a page token leads to an empty page", "no page token on the last page");
        if (before !== undefined) {
          expectThat(before, !isMissing, "the page token is missing though one item is left", "a page token");
        }
      }
    },
  });
}

/** With filters, a page token may lead to an empty page, but the list has to end. */
async function expectEnd(client: ProviderClient, list: PagedList, filters: Filters): Promise<void> {
  let pageToken: string | undefined;
  let last: { pageToken: string | undefined; length: number } | undefined;
  let response: TargetResponse | undefined;
  for await (const page of walkPages(client, list, { limit: maxPageSize }, filters)) {
    response = page.response;
    if (page.ids.length > 0) last = { pageToken, length: page.ids.length };
    pageToken = page.next;
  }
  if (response === undefined || last === undefined) return;
  expectThat(response, pageToken === undefined, "the list does not end", "no page token on the last page");
  if (last.length === 1) return;
  const before = await requestPage(client, list, { limit: last.length - 1, page_token: last.pageToken }, filters);
  const hasToken = readPage(before, list).next !== undefined;
  expectThat(before, hasToken, "the page token is missing though one item is left", "a page token");
}
