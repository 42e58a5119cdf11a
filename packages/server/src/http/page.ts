import type { PageQuery } from "../lib/paging.ts";
import type { PagedList, PageTokens } from "./page-tokens.ts";

interface Page<Item> {
  count: number;
  limit: number;
  next_page_token?: string;
  items: Item[];
}

/**
 * Reads a page of a list, and makes the token of the next one if there is one.
 *
 * @throws ValidationError when the page token was not issued for this list
 */
export async function readPage<Item extends { readonly created_at: string }>(
  pageTokens: PageTokens,
  list: PagedList,
  { limit, page_token }: { readonly limit: number; readonly page_token?: string },
  load: (query: PageQuery) => Promise<Item[]>,
  idOf: (item: Item) => string,
): Promise<Page<Item>> {
  const after = page_token === undefined ? undefined : pageTokens.read(list, page_token);
  // One more than asked for tells whether there is a next page.
  const found = await load({ ascending: list.ascending, after, rows: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const hasNext = last !== undefined && found.length > items.length;
  return {
    count: items.length,
    limit,
    ...(hasNext && {
      next_page_token: pageTokens.issue(list, { createdAt: new Date(last.created_at), id: idOf(last) }),
    }),
    items,
  };
}
