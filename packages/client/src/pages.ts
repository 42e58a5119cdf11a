import type { Route } from "@agent-webhooks/types";
import type { WithResponse } from "./api-promise.ts";
import { UnexpectedResponseError } from "./errors.ts";

/** A page: what the provider answered, and the way on. */
export type Page<Body> = Body & {
  /** Whether there are more items. */
  hasNextPage(): boolean;
  /**
   * Fetches the page after this one, with the same options.
   * @throws UnexpectedResponseError when there is none, or when its token has been used on the way here
   */
  nextPage(): Promise<Page<Body>>;
};

/**
 * Pages of items. Nothing is sent until it is awaited or iterated, and the first page is asked for only once.
 * Awaited it is the first page; iterated it is every item, and further pages are fetched as they are needed.
 */
export interface Pages<Body, Item> extends PromiseLike<Page<Body>>, AsyncIterable<Item> {
  /** The first page, and the response that had it. */
  withResponse(): Promise<WithResponse<Page<Body>>>;
  /**
   * Every item, at most `max` (default: no limit). No page is fetched that is not needed.
   */
  toArray(options?: { readonly max?: number }): Promise<Item[]>;
}

type Query = Readonly<Record<string, unknown>>;

export function createPages<Body, Item>(
  { items, token, next }: NonNullable<Route["pages"]>,
  query: Query,
  signal: AbortSignal | undefined,
  load: (query: Query) => Promise<WithResponse<Body>>,
): Pages<Body, Item> {
  const fetchPage = async (...seen: unknown[]) => {
    const both = await load({ ...query, [token]: seen[0] });
    const data = both.data as Query;
    const { [items]: list, [next]: following } = data;
    if (!Array.isArray(list)) throw new UnexpectedResponseError(`The page has no ${items}. Check the baseUrl.`);
    const value = following || undefined;
    // Not enumerable, so that a page prints, compares and serialises as what the provider sent.
    Object.defineProperty(data, "hasNextPage", { value: () => !!value });
    Object.defineProperty(data, "nextPage", {
      value: async () => {
        if (seen.includes(value)) throw new UnexpectedResponseError("The page token is missing or came before.");
        return (await fetchPage(value, ...seen)).data;
      },
    });
    return both as WithResponse<Page<Body>>;
  };

  let first: Promise<WithResponse<Page<Body>>> | undefined;
  const pages: Pages<Body, Item> = {
    withResponse: () => (first ??= fetchPage(query[token], undefined)),
    // biome-ignore lint/suspicious/noThenProperty: to be awaited is what it is for
    then: (...handlers) =>
      pages
        .withResponse()
        .then(({ data }) => data)
        .then(...handlers),
    async *[Symbol.asyncIterator]() {
      for (let page = await pages; ; page = await page.nextPage()) {
        for (const item of (page as Query)[items] as Item[]) {
          // Which sends nothing and throws the AbortError.
          if (signal?.aborted) await load(query);
          yield item;
        }
        if (!page.hasNextPage()) return;
      }
    },
    async toArray({ max = Infinity } = {}) {
      const all: Item[] = [];
      if (max > 0) for await (const item of pages) if (all.push(item) >= max) break;
      return all;
    },
  };
  return pages;
}
