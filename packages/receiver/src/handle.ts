import type { DedupeStore } from "./dedupe.ts";
import type { AnyEvent } from "./events.ts";
import type { Delivery } from "./verify.ts";

/** A handler as it was given to `on`, with what it waits for. */
export type Registration = readonly [name: string, handler: (event: AnyEvent) => unknown];

/** Runs the handlers of a delivery, each delivery once when there is a store. Rejects when a handler fails. */
export const createHandle = (
  registrations: readonly Registration[],
  dedupe?: DedupeStore,
): ((delivery: Delivery) => Promise<void>) => {
  const running = new Map<string, Promise<void>>();

  const run = async ({ id, event }: Delivery): Promise<void> => {
    if (await dedupe?.seen(id)) return;
    try {
      for (const [name, handler] of registrations) if (name === "*" || name === event.event_type) await handler(event);
    } catch (error) {
      await dedupe?.forget(id);
      throw error;
    }
    await dedupe?.done?.(id);
  };

  return (delivery) => {
    if (!dedupe) return run(delivery);
    // A copy that comes meanwhile shares the outcome: told 2xx already, it would be lost if the first then failed.
    const { id } = delivery;
    const task = running.get(id) ?? run(delivery).finally(() => running.delete(id));
    running.set(id, task);
    return task;
  };
};
