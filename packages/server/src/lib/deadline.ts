import { setTimeout } from "node:timers/promises";

/**
 * Waits for `work`, but at most `ms`.
 *
 * @returns whether it was completed in time; otherwise it goes on, and its result or error is ignored
 * @throws what `work` throws in time
 */
export async function completesWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const completed = new AbortController();
  const timeout = setTimeout(ms, false, { signal: completed.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), timeout]);
  } finally {
    completed.abort();
  }
}
