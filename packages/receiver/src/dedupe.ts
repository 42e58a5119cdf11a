/**
 * Remembers which deliveries were handled. Implement it with Redis or a database table to share it between processes;
 * `memoryDedupe` is for a single process. If a method throws or rejects, the response is 500 and the event is sent again.
 * An event has the same id at every webhook, so services that share a store need a prefix for its ids.
 */
export interface DedupeStore {
  /** Marks the id and returns whether it was already marked. Must be atomic, like Redis' `SET … NX`. */
  seen(id: string): boolean | Promise<boolean>;
  /**
   * Removes the mark: a handler failed, and the next copy must be handled. If this fails too, `onError` gets an
   * `AggregateError` of both errors, and further copies count as handled until the mark expires: see `done`.
   */
  forget(id: string): unknown;
  /**
   * Called when all handlers have completed. A store that outlives the process can use it to tell started deliveries
   * from completed ones: let the mark set by `seen` expire soon and keep only the mark set by `done`. Then no event is
   * lost if the process crashes while handling it, or if `forget` fails.
   */
  done?(id: string): unknown;
}

export interface MemoryDedupeOptions {
  /** Maximum number of ids to keep. The oldest are dropped first. @default 10000 */
  max?: number | undefined;
  /**
   * How long an id is kept, in seconds. It must outlast the retries of a delivery. The service's default
   * `RETRY_SCHEDULE` takes 22 to 33 hours, and up to 57 if the endpoint asks for pauses with `Retry-After`: raise this
   * value if your service retries for longer.
   * @default 259200 (72 hours)
   */
  ttlSeconds?: number | undefined;
}

/**
 * Creates a dedupe store in memory, for one process.
 *
 * @example
 * createReceiver({ secrets, dedupe: memoryDedupe({ max: 50_000 }) });
 */
export function memoryDedupe({ max = 10_000, ttlSeconds = 259_200 }: MemoryDedupeOptions = {}): DedupeStore {
  // In insertion order, so the oldest id is always the first.
  const expiries = new Map<string, number>();

  return {
    seen(id) {
      const now = Date.now();
      const expiry = expiries.get(id);
      if (expiry !== undefined && expiry > now) return true;
      expiries.delete(id);
      expiries.set(id, now + ttlSeconds * 1000);
      const [oldest] = expiries.keys();
      if (oldest !== undefined && expiries.size > max) expiries.delete(oldest);
      return false;
    },
    forget(id) {
      expiries.delete(id);
    },
  };
}
