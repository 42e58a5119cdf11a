import { setTimeout } from "node:timers/promises";

const firstMs = 250;
const longestMs = 5_000;

/**
 * Leaves the database alone after a failure, twice as long after each further one. Nothing cuts it short but `signal`:
 * what becomes due meanwhile must not, the database needs the rest.
 *
 * @param failures that there were in a row before this one
 */
export async function pauseAfter(failures: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(firstMs * 2 ** failures, longestMs);
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
