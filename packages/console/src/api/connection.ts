import { ConnectionError, TimeoutError, UnexpectedResponseError, WebhookError } from "@agent-webhooks/client";
import { useSyncExternalStore } from "react";

const pollMs = 1_000;

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
  // A proxy in front of the service that is gone.
  if (error instanceof UnexpectedResponseError) return true;
  return error instanceof WebhookError && [502, 503, 504].includes(error.status ?? 0);
}

/** Says that the service is gone, until it is ready again; then calls `onReturn`. */
export async function waitForService(onReturn: () => void): Promise<void> {
  if (isLost) return;
  set(true);
  do await new Promise((resolve) => setTimeout(resolve, pollMs));
  while (!(await isReady()));
  set(false);
  onReturn();
}

const isReady = () =>
  fetch("/readyz", { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the service is gone at the moment. */
export const useIsServiceLost = (): boolean => useSyncExternalStore(subscribe, () => isLost);
