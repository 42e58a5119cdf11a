import type { DedupeStore } from "../dedupe.ts";
import type { AnyEvent } from "../events.ts";
import type { VerifiedDelivery } from "./verify.ts";

/** A handler that was passed to `on`, with the event type (or `"*"`) that it handles. */
export type HandlerEntry = readonly [eventType: string, handler: (event: AnyEvent) => unknown];

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
    // A duplicate that arrives while the first copy is being handled shares its outcome. Accepting it at once would
    // lose the event if a handler then failed.
    const { id } = delivery;
    const task = running.get(id) ?? run(delivery).finally(() => running.delete(id));
    running.set(id, task);
    return task;
  };
}
