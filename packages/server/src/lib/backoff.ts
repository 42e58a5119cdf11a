import { setTimeout } from "node:timers/promises";

const firstMs = 250;
const longestMs = 5_000;

/**
 * Waits after a failure of the database, twice as long after each further one. Only `signal` ends it early: new work must
 * not, because the database needs the rest.
 *
 * @param failures number of failures in a row before this one
 */
export async function waitAfterFailure(failures: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(firstMs * 2 ** failures, longestMs);
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
