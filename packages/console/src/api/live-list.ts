import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { use, useMemo, useState } from "react";
import { useSession } from "../session/session.ts";
import { type IdOf, type ListPage, mergePage, type Row, rowsOf } from "./pages.ts";
import { PollMs, usePace } from "./queries.ts";

export interface LiveListOptions<Item> {
  /** Identifies the list in the cache, with its filters. */
  readonly key: readonly unknown[];
  readonly idOf: IdOf<Item>;
  readonly fetchPage: (pageToken: string | undefined, signal: AbortSignal) => Promise<ListPage<Item>>;
}

/** A list that is fetched page by page, and of which the page in view is polled. */
export interface LiveList<Item> {
  readonly rows: readonly Row<Item>[];
  readonly idOf: IdOf<Item>;
  readonly isLoading: boolean;
  /** Why there are no rows, or not all. */
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** Why the page in view could not be fetched again. */
  readonly pollError: Error | null;
  loadMore(): void;
  /** Says which page is at the top of the window. */
  showPage(page: number): void;
  retry(): void;
  pollNow(): void;
}

type Pages<Item> = InfiniteData<ListPage<Item>, string | undefined>;

export function useLiveList<Item>({ key, idOf, fetchPage }: LiveListOptions<Item>): LiveList<Item> {
  const queries = useQueryClient();
  const { token } = useSession();
  const pollMs = use(PollMs);
  const pace = usePace();
  const [shownPage, setShownPage] = useState(0);

  const list = useInfiniteQuery<ListPage<Item>, Error, Pages<Item>, readonly unknown[], string | undefined>({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next,
    enabled: token !== undefined,
    // The pages that were loaded are not all fetched again; the one in view is.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });

  const { data } = list;
  const pageInView = Math.min(shownPage, (data?.pages.length ?? 1) - 1);
  const poll = useQuery({
    // A key of its own without the list, so that its first page is not fetched twice.
    queryKey: [...key, "in view", data && pageInView],
    queryFn: async ({ signal }) => {
      const pageToken = data?.pageParams[pageInView];
      const page = await pace.measure(() => fetchPage(pageToken, signal));
      queries.setQueryData<Pages<Item>>(key, (known) =>
        known?.pageParams[pageInView] === pageToken ? known && mergePage(known, pageInView, page, idOf) : known,
      );
      return page.items.length;
    },
    enabled: token !== undefined && data !== undefined,
    initialData: 0,
    initialDataUpdatedAt: list.dataUpdatedAt,
    staleTime: pollMs,
    refetchInterval: ({ state }) => pace.intervalMs(pollMs, state.error),
  });

  const rows = useMemo(() => rowsOf(data?.pages ?? [], idOf), [data, idOf]);
  return {
    rows,
    idOf,
    isLoading: list.isPending,
    error: list.error,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    pollError: poll.error,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetching && !list.isFetchNextPageError) void list.fetchNextPage();
    },
    showPage: setShownPage,
    retry: () => void (data === undefined ? list.refetch() : list.fetchNextPage()),
    pollNow: () => void poll.refetch(),
  };
}
