import type { DedupeStore } from "../dedupe.ts";
import type { AnyEvent } from "../events.ts";
import type { VerifiedDelivery } from "./verify.ts";

/** A handler that was passed to `on`, with the event type (or `"*"`) that it handles. */
export type HandlerEntry = readonly [eventType: string, handler: (event: AnyEvent) => unknown];

/** How long a duplicate waits for the first copy. Senders wait 15 s for the response. */
const maxWaitMs = 10_000;

/**
 * Returns a function that runs the handlers of a delivery, and with a store only once for each id. It rejects if a
 * handler or the store fails.
 */
export function createRunHandlers(
  handlers: readonly HandlerEntry[],
  dedupe?: DedupeStore,
): (delivery: VerifiedDelivery) => Promise<void> {
  const running = new Map<string, Promise<void>>();

  async function run({ id, event }: VerifiedDelivery): Promise<void> {
    if (await dedupe?.seen(id)) return;
    try {
      for (const [type, handler] of handlers) if (type === "*" || type === event.event_type) await handler(event);
    } catch (error) {
      try {
        await dedupe?.forget(id);
      } catch (storeError) {
        throw new AggregateError([error, storeError], "A handler failed, and `forget` of the store too.");
      }
      throw error;
    }
    await dedupe?.done?.(id);
  }

  return (delivery) => {
    if (!dedupe) return run(delivery);
    const { id } = delivery;
    const first = running.get(id);
    if (first) return waitFor(first);
    const task = run(delivery).finally(() => running.delete(id));
    running.set(id, task);
    return task;
  };
}

/**
 * Waits for the first copy of a delivery, which is being handled, and shares its outcome: accepting the duplicate at once
 * would lose the event if a handler then failed. Rejects after `maxWaitMs`, so that the event is sent again. The handlers
 * are not run again meanwhile, because the first copy may still complete.
 */
function waitFor(first: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, maxWaitMs, new Error("The event is still being handled."));
    first.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
