import type { Route } from "@agent-webhooks/types";
import type { WithResponse } from "./api-promise.ts";
import { UnexpectedResponseError } from "./errors.ts";

/** A page: the body of its response, and functions to get the next one. */
export type Page<Body> = Body & {
  /** Whether there is another page. */
  hasNextPage(): boolean;
  /**
   * Fetches the next page, with the same options.
   * @throws UnexpectedResponseError when there is none, or when the server repeats a page token
   */
  nextPage(): Promise<Page<Body>>;
};

/**
 * The pages of a list. Await it for the first page, or iterate over every item: further pages are fetched when they are
 * needed. Nothing is sent before that, and the first page is fetched once.
 */
export interface Pages<Body, Item> extends PromiseLike<Page<Body>>, AsyncIterable<Item> {
  /** Returns the first page and its response. */
  withResponse(): Promise<WithResponse<Page<Body>>>;
  /**
   * Returns all items, or the first `max`. Fetches no page that it does not need.
   * @default options.max Infinity
   */
  toArray(options?: { readonly max?: number }): Promise<Item[]>;
}

type Query = Readonly<Record<string, unknown>>;

/**
 * Creates the pages of a list.
 *
 * @param names the fields that hold the items and the page tokens
 * @param fetchPage sends the request for one page; throws an `AbortError` at once if `signal` is aborted
 */
export function createPages<Body, Item>(
  names: NonNullable<Route["pages"]>,
  query: Query,
  signal: AbortSignal | undefined,
  fetchPage: (query: Query) => Promise<WithResponse<Body>>,
): Pages<Body, Item> {
  /** @param tokens the token of the page, those of the pages before it, and `undefined`, which the last page returns */
  const getPage = async (...tokens: readonly unknown[]): Promise<WithResponse<Page<Body>>> => {
    const result = await fetchPage({ ...query, [names.token]: tokens[0] });
    const body = result.data as Query;
    if (!Array.isArray(body[names.items])) {
      throw new UnexpectedResponseError(`The response has no ${names.items}. Check the baseUrl.`);
    }
    const nextToken = body[names.next] || undefined;
    const nextPage = async () => {
      if (tokens.includes(nextToken)) {
        throw new UnexpectedResponseError("The server returned no new page token.");
      }
      return (await getPage(nextToken, ...tokens)).data;
    };
    // Not enumerable, so that a page is printed, compared and serialised as the server sent it.
    Object.defineProperties(body, { hasNextPage: { value: () => !!nextToken }, nextPage: { value: nextPage } });
    return result as WithResponse<Page<Body>>;
  };

  let first: Promise<WithResponse<Page<Body>>> | undefined;
  const pages: Pages<Body, Item> = {
    withResponse: () => (first ??= getPage(query[names.token], undefined)),
    // biome-ignore lint/suspicious/noThenProperty: a list is made to be awaited
    then: (...handlers) =>
      pages
        .withResponse()
        .then(({ data }) => data)
        .then(...handlers),
    async *[Symbol.asyncIterator]() {
      for (let page = await pages; ; page = await page.nextPage()) {
        for (const item of (page as Query)[names.items] as Item[]) {
          // Sends nothing, and throws the `AbortError`.
          if (signal?.aborted) await fetchPage(query);
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
