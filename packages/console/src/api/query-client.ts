import { AuthenticationError } from "@agent-webhooks/client";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { getSession, onSessionChange, rejectToken } from "../session/session.ts";
import { isConnectionError, waitForService } from "./connection.ts";
import { type LoadedPages, withoutItems } from "./pages.ts";

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    // The page looks for the service itself: browsers know only whether there is a network.
    queries: { retry: false, networkMode: "always", refetchOnWindowFocus: true },
    mutations: { retry: false, networkMode: "always" },
  },
});

function onError(error: Error): void {
  if (error instanceof AuthenticationError) rejectToken(getSession().token);
  if (isConnectionError(error)) void waitForService(refreshAll);
}

/** Fetches again what is shown. Lists do not fetch all of their pages again, but the one in view; see `useLiveList`. */
export function refreshAll(): void {
  void queryClient.invalidateQueries({ predicate: ({ state }) => state.data === undefined || !isPages(state.data) });
}

const isPages = (data: unknown): boolean => data instanceof Object && "pageParams" in data;

/** Takes items out of the lists whose keys start with this one, whichever of their pages they are on. */
export function removeFromLists<Item>(queryKey: readonly unknown[], isRemoved: (item: Item) => boolean): void {
  queryClient.setQueriesData<LoadedPages<Item>>(
    { queryKey, predicate: ({ state }) => isPages(state.data) },
    (known) => known && withoutItems(known, isRemoved),
  );
}

let token = getSession().token;
onSessionChange(() => {
  const next = getSession().token;
  if (next === token) return;
  token = next;
  // Another token may belong to another organization. While there is none, the page shows what it has.
  if (next !== undefined) void queryClient.resetQueries();
  else if (!getSession().hasPage) queryClient.clear();
});
