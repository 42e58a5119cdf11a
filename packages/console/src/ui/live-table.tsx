import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { LiveList } from "../api/live-list.ts";
import type { IdOf, Row } from "../api/pages.ts";
import { Button } from "./button.tsx";
import { useIsNarrow } from "./narrow-window.ts";
import { Empty, Failure, Loading, Outdated } from "./states.tsx";

export interface Column<Item> {
  readonly id: string;
  readonly header: string;
  readonly cell: (item: Item) => ReactNode;
}

interface LiveTableProps<Item> {
  /** Names the table, and selects the widths of its columns: `.table-webhooks`. */
  readonly name: string;
  readonly list: LiveList<Item>;
  readonly columns: readonly Column<Item>[];
  /** Shows only some of the rows that are loaded. */
  readonly isShown?: (item: Item) => boolean;
  /** What is shown without rows. */
  readonly empty: ReactNode;
}

/** Heights of rows, as in `table.css`. */
const rowHeight = { wide: 48, narrow: 92 };
/** Rows that are rendered before and after those in the window. */
const overscan = 12;
/** Pages that are loaded by themselves to find rows that are shown, and again after "Search more". */
const searchedPages = 50;

/** A table of any length: only the rows in the window are in the document, and further pages are loaded on the way. */
export function LiveTable<Item>({ name, list, columns, isShown, empty }: LiveTableProps<Item>): ReactElement {
  const { rows, idOf, hasMore, isLoadingMore, error } = list;
  const shown = isShown ? rows.filter(({ item }) => isShown(item)) : rows;
  const isNarrow = useIsNarrow();
  const height = isNarrow ? rowHeight.narrow : rowHeight.wide;
  const body = useRef<HTMLTableSectionElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  const [maxSearched, setMaxSearched] = useState(searchedPages);
  useLayoutEffect(() => {
    if (body.current) setScrollMargin(body.current.getBoundingClientRect().top + scrollY);
  });

  const virtualizer = useWindowVirtualizer({
    count: shown.length,
    estimateSize: () => height,
    overscan,
    scrollMargin,
    getItemKey: (index) => idOf((shown[index] as (typeof shown)[number]).item),
  });
  const measuredHeight = useRef(height);
  useLayoutEffect(() => {
    if (measuredHeight.current === height) return;
    measuredHeight.current = height;
    virtualizer.measure();
  }, [virtualizer, height]);
  useStillRows(body, shown, idOf, height);

  const visibleRows = virtualizer.getVirtualItems();
  const lastVisible = visibleRows.at(-1)?.index ?? -1;
  const firstInView = Math.min(
    Math.max(0, Math.floor(((virtualizer.scrollOffset ?? 0) - scrollMargin) / height)),
    shown.length - 1,
  );
  const pages = (rows.at(-1)?.page ?? 0) + 1;
  const isSearching = isShown !== undefined && pages < maxSearched;
  const needsMore = lastVisible >= shown.length - 1 && (isShown === undefined || isSearching);
  useEffect(() => {
    if (needsMore && hasMore && !isLoadingMore && error === null) list.loadMore();
  });
  const pageInView = shown[firstInView]?.page ?? 0;
  const { showPage } = list;
  useEffect(() => showPage(pageInView), [showPage, pageInView]);

  if (list.isLoading && error === null) return <Loading />;
  if (shown.length === 0 && error) return <Failure error={error} onRetry={list.retry} />;
  return (
    <>
      <Outdated error={list.pollError} onRetry={list.pollNow} />
      {shown.length === 0 && !(hasMore && needsMore) ? (
        empty
      ) : (
        <table aria-label={name} aria-rowcount={hasMore ? -1 : shown.length + 1} className={`table table-${name}`}>
          <thead className="table-head">
            <tr aria-rowindex={1} className="row">
              {columns.map(({ id, header }) => (
                <th key={id} className={`cell cell-${id}`}>
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body} className="table-body" style={{ height: virtualizer.getTotalSize() }}>
            {visibleRows.map(({ index, key, start, size }) => (
              <tr
                key={key}
                aria-rowindex={index + 2}
                className="row"
                style={{ height: size, transform: `translateY(${start - scrollMargin}px)` }}
              >
                {columns.map(({ id, header, cell }) => (
                  <td key={id} className={`cell cell-${id}`} data-label={header}>
                    {cell((shown[index] as (typeof shown)[number]).item)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {error && <Failure error={error} onRetry={list.retry} />}
      {hasMore && error === null && (
        <Empty title={isShown ? `Searched the newest ${rows.length.toLocaleString()}` : "Loading more …"}>
          {isShown && !isSearching && (
            <Button onClick={() => setMaxSearched(pages + searchedPages)}>Search more</Button>
          )}
        </Empty>
      )}
    </>
  );
}

/** Keeps rows in their place when newer ones come above them, unless the first row is in view, or what is above it. */
function useStillRows<Item>(
  body: RefObject<HTMLElement | null>,
  rows: readonly Row<Item>[],
  idOf: IdOf<Item>,
  height: number,
): void {
  const previous = useRef<string | undefined>(undefined);
  const first = rows[0] && idOf(rows[0].item);
  useLayoutEffect(() => {
    const known = previous.current;
    previous.current = first;
    if (known === undefined || known === first) return;
    if (body.current === null || body.current.getBoundingClientRect().top >= 0) return;
    const added = rows.findIndex(({ item }) => idOf(item) === known);
    if (added > 0) scrollBy({ top: added * height, behavior: "instant" });
  }, [body, first, rows, idOf, height]);
}
