/** A page of a list, newest first. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** Token of the next page; `undefined` on the last one. */
  readonly next: string | undefined;
}

export type IdOf<Item> = (item: Item) => string;

/**
 * Puts the newest page, which was fetched again, in the place of the first one. Items that newer ones have pushed off the
 * page are kept, so that there is no gap before the second page. Without a common item there are others in between: then
 * the list starts over.
 */
export function mergeNewest<Item>(
  pages: readonly ListPage<Item>[],
  newest: ListPage<Item>,
  idOf: IdOf<Item>,
): readonly ListPage<Item>[] {
  const [first, ...rest] = pages;
  if (first === undefined || newest.next === undefined) return [newest];
  const fetched = new Set(newest.items.map(idOf));
  const lastKnown = first.items.findLastIndex((item) => fetched.has(idOf(item)));
  if (lastKnown === -1) return [newest];
  return [{ items: [...newest.items, ...first.items.slice(lastKnown + 1)], next: first.next }, ...rest];
}

/** A row of a list, and the page it was on. */
export interface Row<Item> {
  readonly item: Item;
  readonly page: number;
}

/** All items of the pages, each once: a page that was fetched again may reach into the next one. */
export function rowsOf<Item>(pages: readonly ListPage<Item>[], idOf: IdOf<Item>): readonly Row<Item>[] {
  const seen = new Set<string>();
  return pages.flatMap(({ items }, page) =>
    items.flatMap((item) => {
      const id = idOf(item);
      if (seen.has(id)) return [];
      seen.add(id);
      return [{ item, page }];
    }),
  );
}
