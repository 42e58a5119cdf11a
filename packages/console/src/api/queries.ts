import { isWebhookError } from "@agent-webhooks/client";
import type { Webhook } from "@agent-webhooks/types";
import { type UseQueryResult, useMutation, useQuery } from "@tanstack/react-query";
import { type Context, createContext, use, useRef } from "react";
import { fetchEvent } from "../events/stored-event.ts";
import { useSession } from "../session/session.ts";
import { delivery, webhooks } from "./clients.ts";
import { queryClient, refreshAll } from "./query-client.ts";

/** How often what is shown is fetched again, in milliseconds. In a hidden tab it is not. */
export const PollMs: Context<number> = createContext(Number.POSITIVE_INFINITY);

/** The same for a pending delivery, at most. */
const pendingPollMs = 500;

/** A poll waits this many times as long as the last fetch took, so that pages that are open do not occupy a slow service. */
const pollRest = 20;

/** Roots of the keys of what is cached. */
export const keys = {
  webhooks: ["webhooks"],
  webhook: (id: string) => ["webhook", id],
  recovery: (id: string) => ["recovery", id],
  health: (id: string) => ["health", id],
  settings: (id: string) => ["settings", id],
  summary: ["summary"],
  operatorWebhook: ["operator webhook"],
  deliveries: ["deliveries"],
  events: ["events"],
  event: (id: string) => ["event", id],
  delivery: (id: string) => ["delivery", id],
  tokens: ["tokens"],
} as const;

interface Pace {
  /** Fetches, and measures how long it takes. */
  measure<Data>(fetch: () => PromiseLike<Data>): Promise<Data>;
  /** When to fetch again. */
  intervalMs(everyMs: number, error: Error | null): number | false;
}

/** Slows polls of a slow service down, also one that does not respond in time, and ends those whose error is final. */
export function usePace(): Pace {
  const tookMs = useRef(0);
  return {
    async measure(fetch) {
      const start = performance.now();
      try {
        return await fetch();
      } finally {
        tookMs.current = performance.now() - start;
      }
    },
    intervalMs: (everyMs, error) => !isFinal(error) && Math.max(everyMs, pollRest * tookMs.current),
  };
}

/** Something that is fetched. After a final error there is no data: it may have been deleted. */
export type Live<Data> = Pick<UseQueryResult<Data>, "data" | "error" | "isPending" | "refetch">;

/** Fetches something and polls it. Without a token it shows what there is. */
function useLive<Data>(
  queryKey: readonly unknown[],
  fetch: (signal: AbortSignal) => PromiseLike<Data>,
  everyMs: (data: Data | undefined, pollMs: number) => number | false = (_, pollMs) => pollMs,
): Live<Data> {
  const { token } = useSession();
  const pollMs = use(PollMs);
  const pace = usePace();
  const { data, error, isPending, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => pace.measure(() => fetch(signal)),
    enabled: token !== undefined,
    refetchInterval: ({ state }) => {
      const every = everyMs(state.data, pollMs);
      return every && pace.intervalMs(every, state.error);
    },
  });
  return { data: isFinal(error) ? undefined : data, error, isPending, refetch };
}

/** A request that is not allowed, or for something that does not exist, is not repeated. */
const isFinal = (error: unknown) => isWebhookError(error) && (error.status === 403 || error.status === 404);

export const useWebhook = (id: string) => useLive(keys.webhook(id), (signal) => webhooks.get(id, { signal }));

export const useRecovery = (id: string) => useLive(keys.recovery(id), (signal) => delivery.getRecovery(id, { signal }));

export const useDelivery = (id: string) =>
  useLive(
    keys.delivery(id),
    (signal) => delivery.getDelivery(id, { signal }),
    (data, pollMs) => (data?.status === "pending" ? Math.min(pendingPollMs, pollMs) : pollMs),
  );

export const useHealth = (id: string) =>
  useLive(keys.health(id), (signal) => delivery.getWebhookHealth(id, { signal }));

export const useSummary = () => useLive(keys.summary, (signal) => delivery.getSummary({ signal }));

export const useOperatorWebhook = () =>
  useLive(keys.operatorWebhook, (signal) => delivery.getOperatorWebhook({ signal }));

export const useDeliverySettings = (id: string) =>
  useLive(
    keys.settings(id),
    (signal) => delivery.getDeliverySettings(id, { signal }),
    () => false,
  );

export const useEvent = (id: string) =>
  useLive(
    keys.event(id),
    (signal) => fetchEvent(id, signal),
    () => false,
  );

/**
 * A change; what is shown is fetched again after it. A webhook that it returns is shown at once: the next change of it begins
 * with what this one has changed.
 */
export function useChange<Input, Result>(change: (input: Input) => PromiseLike<Result>) {
  return useMutation({
    mutationFn: async (input: Input) => await change(input),
    onSuccess: (result) => {
      if (isWebhook(result)) queryClient.setQueryData(keys.webhook(result.webhook_id), result);
    },
    onSettled: refreshAll,
  });
}

const isWebhook = (result: unknown): result is Webhook =>
  result instanceof Object && "webhook_id" in result && "event_types" in result;
