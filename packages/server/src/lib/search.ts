import { setImmediate } from "node:timers/promises";
import type { PageQuery, Position } from "./paging.ts";

/** Items of a page. */
export interface Found<Item> {
  readonly items: Item[];
  /** Where the search for more goes on; `undefined` at the end of the list, and if the page is full. */
  readonly searchedTo?: Position | undefined;
}

/** Rows that a search goes through in the order of the list. They include all items. */
export interface SearchSource<Item> {
  /** Looks at up to `limit` rows of an index, for the next items. */
  scan(query: PageQuery, limit: number): Promise<Found<Item>>;
  /** Whether its positions may be shown. Those of rows of other organizations may not. @default true */
  readonly hasOwnRows?: boolean;
}

export interface SearchOptions {
  /** Rows of the first scan of each source. */
  readonly firstRows: number;
  /** Rows of each further scan. */
  readonly moreRows: number;
}

/** How long to go on looking for items. */
const maxMs = 250;

/**
 * Finds the items of a page in several sources by turns, because which one needs the fewest rows is not known before: the
 * first one that has filled the page or has come to its end is enough. When the time is over, the page has what was found.
 */
export async function searchPage<Item>(
  sources: readonly SearchSource<Item>[],
  query: PageQuery,
  { firstRows, moreRows }: SearchOptions,
): Promise<Found<Item>> {
  const start = performance.now();
  const searches = sources.map((source) => ({ source, items: [] as Item[], after: query.after }));
  for (let limit = firstRows; ; limit = moreRows) {
    for (const search of searches) {
      const rows = query.rows - search.items.length;
      const found = await search.source.scan({ ...query, after: search.after, rows }, limit);
      search.items.push(...found.items);
      if (found.searchedTo === undefined || search.items.length === query.rows) return { items: search.items };
      search.after = found.searchedTo;
      // Other requests have their turn, also where statements block the thread.
      await setImmediate();
    }
    if (performance.now() - start < maxMs) continue;
    const [furthest, ...others] = searches.filter(({ source }) => source.hasOwnRows !== false);
    if (furthest === undefined) continue;
    const { items, after } = others.reduce((a, b) => (isFurther(b.after, a.after, query) ? b : a), furthest);
    return { items, searchedTo: after };
  }
}

function isFurther(a: Position | undefined, b: Position | undefined, { ascending }: PageQuery): boolean {
  if (a === undefined || b === undefined) return b === undefined;
  const isLater = a.createdAt > b.createdAt || (a.createdAt.getTime() === b.createdAt.getTime() && a.id > b.id);
  return ascending ? isLater : !isLater;
}
