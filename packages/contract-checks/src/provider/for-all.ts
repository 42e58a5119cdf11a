import fc from "fast-check";
import { Broken } from "./response.ts";
import type { ProviderTarget } from "./target.ts";

/** How many random cases a run has of each kind. */
const runs = { quick: 8, deep: 1000 };

/** Longest that shrinking a case may go on. */
const longestMs = 20_000;

/**
 * Tries random values, the same for the same seed. A value that breaks something is made as small as it can be.
 *
 * @param share how many of the usual number of runs
 * @throws Broken with what the smallest value broke
 */
export async function forAll<Value>(
  target: ProviderTarget,
  values: fc.Arbitrary<Value>,
  holds: (value: Value) => Promise<void>,
  share = 1,
): Promise<void> {
  const numRuns = Math.max(1, Math.round((target.deep ? runs.deep : runs.quick) * share));
  const details = await fc.check(fc.asyncProperty(values, holds), {
    seed: target.seed,
    numRuns,
    interruptAfterTimeLimit: longestMs,
    markInterruptAsFailure: false,
  });
  const { errorInstance: error } = details;
  if (!details.failed) return;
  if (!(error instanceof Broken)) throw error;
  throw new Broken({ ...error.fault, message: `${error.fault.message} (random data)` });
}
