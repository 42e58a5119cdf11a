import { ConnectionError, TimeoutError, UnexpectedResponseError, WebhookError } from "@agent-webhooks/client";
import { useSyncExternalStore } from "react";

/** Milliseconds until the service is polled, at first and at most. */
const waitMs = { first: 1_000, max: 30_000 };
/** If the service is lost again within these milliseconds, the wait doubles: it is ready, but does not respond in time. */
const stableMs = 60_000;

let isLost = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  if (next === isLost) return;
  isLost = next;
  for (const listener of listeners) listener();
}

/** Whether an error means that the service cannot be reached, or is not ready, and not that the request is wrong. */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof TimeoutError) return true;
  // From a proxy in front of a service that does not run.
  if (error instanceof UnexpectedResponseError) return true;
  return error instanceof WebhookError && [502, 503, 504].includes(error.status ?? 0);
}

let currentWaitMs = waitMs.first;
let returnedAt = Number.NEGATIVE_INFINITY;

/** Shows that the service cannot be reached until it is ready again, then calls `onReturn`. */
export async function waitForService(onReturn: () => void): Promise<void> {
  if (isLost) return;
  set(true);
  const isStable = performance.now() - returnedAt > stableMs;
  currentWaitMs = isStable ? waitMs.first : Math.min(2 * currentWaitMs, waitMs.max);
  do {
    await new Promise((resolve) => setTimeout(resolve, currentWaitMs));
    await whenVisible();
  } while (!(await isReady()));
  returnedAt = performance.now();
  set(false);
  onReturn();
}

/** Resolves when the tab is in view. */
async function whenVisible(): Promise<void> {
  while (document.visibilityState === "hidden") {
    await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
  }
}

/** Whether the service is ready. A proxy that does not forward this path returns 404: then the next request tells. */
const isReady = () =>
  fetch("/readyz", { signal: AbortSignal.timeout(5_000) }).then(
    ({ status }) => status < 500,
    () => false,
  );

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the service cannot be reached at the moment. */
export const useIsServiceLost = (): boolean => useSyncExternalStore(subscribe, () => isLost);
