/** A page of a list, newest first. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** Token of the next page; `undefined` on the last one. */
  readonly next: string | undefined;
}

/** The pages that are loaded, and the token by which each was fetched. */
export interface LoadedPages<Item> {
  pages: ListPage<Item>[];
  pageParams: (string | undefined)[];
}

export type IdOf<Item> = (item: Item) => string;

/** While newer items push others off the first page, there are at most this many pages, or as many as there were. */
const maxPages = 10;

/**
 * Puts a page that was fetched again in the place of the known one. Items that others have pushed off it become part of
 * the next page, which is then fetched from where this one ends, or a page of their own: so there is no gap, and they are
 * fetched again when they are in view. If the first page has no item in common with the known one, there are others in
 * between: then the list starts over.
 */
export function mergePage<Item>(
  known: LoadedPages<Item>,
  index: number,
  fetched: ListPage<Item>,
  idOf: IdOf<Item>,
): LoadedPages<Item> {
  const { items, next } = known.pages[index] ?? fetched;
  const pages = [...known.pages.slice(0, index), fetched];
  const pageParams = known.pageParams.slice(0, index + 1);
  const ids = new Set(fetched.items.map(idOf));
  const lastKnown = items.findLastIndex((item) => ids.has(idOf(item)));
  const isUnrelated = lastKnown === -1 && items.length + fetched.items.length > 0;
  if (fetched.next === undefined || (index === 0 && isUnrelated)) return { pages, pageParams };

  const following = known.pages.slice(index + 1);
  const followingParams = known.pageParams.slice(index + 1);
  const pushed = lastKnown === -1 ? [] : items.slice(lastKnown + 1);
  if (pushed.length > 0) {
    const [nextPage] = following;
    const pageSize = Math.max(items.length, fetched.items.length);
    if (nextPage !== undefined && pushed.length + nextPage.items.length <= pageSize) {
      following[0] = { items: [...pushed, ...nextPage.items], next: nextPage.next };
      followingParams[0] = fetched.next;
    } else {
      following.unshift({ items: pushed, next });
      followingParams.unshift(fetched.next);
    }
  }
  const end = index === 0 ? Math.max(maxPages, known.pages.length) : undefined;
  return {
    pages: [...pages, ...following].slice(0, end),
    pageParams: [...pageParams, ...followingParams].slice(0, end),
  };
}

/** The same pages without some items. What is left stays on its page. */
export function withoutItems<Item>(known: LoadedPages<Item>, isRemoved: (item: Item) => boolean): LoadedPages<Item> {
  const pages = known.pages.map(({ items, next }) => ({ items: items.filter((item) => !isRemoved(item)), next }));
  return { ...known, pages };
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
