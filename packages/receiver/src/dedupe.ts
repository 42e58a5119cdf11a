/**
 * Remembers which deliveries were handled. Bring your own over Redis or a table; `memoryDedupe` is one for a single
 * process. A method that throws or rejects makes the answer 500, so the sender tries again.
 */
export interface DedupeStore {
  /** Marks the id, and tells whether it was marked before: one atomic step, as Redis' `SET … NX` is. */
  seen(id: string): boolean | Promise<boolean>;
  /** Takes the mark away again: a handler failed, and the next copy must be handled. */
  forget(id: string): unknown;
  /**
   * Every handler is through. Lets a store that outlives the process tell "begun" from "done": let the mark of `seen`
   * expire soon, and only this one last, and an event is not lost when the process dies while handling it.
   */
  done?(id: string): unknown;
}

export interface MemoryDedupeOptions {
  /** How many ids are kept; the oldest go first. @default 10000 */
  max?: number;
  /** How long an id is kept, in seconds. The default outlasts the sender's retries (28 hours). @default 172800 */
  ttlSeconds?: number;
}

/**
 * A dedupe store in memory, for one process.
 *
 * @example
 * createReceiver({ secrets, dedupe: memoryDedupe({ max: 50_000 }) });
 */
export const memoryDedupe = ({ max = 10_000, ttlSeconds = 172_800 }: MemoryDedupeOptions = {}): DedupeStore => {
  // In the order of insertion, so the oldest is always the first.
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
};
