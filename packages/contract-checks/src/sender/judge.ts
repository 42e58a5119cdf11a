import { InterruptedError } from "../provider/response.ts";
import type { CheckResult, NewFinding } from "../run/check.ts";
import { NotRunError } from "../run/errors.ts";
import { now } from "./listener.ts";
import type { StallMonitor } from "./stalls.ts";

const tooBusy = "the machine is too busy";

/** This process stalled in each run of a check, so what was seen proves nothing. */
export class StalledError extends NotRunError {
  override readonly name = "StalledError";

  constructor(longestMs: number) {
    super(
      `${tooBusy}: this process did not run for up to ${Math.round(longestMs)} ms at a time; try again on a machine with free CPU time`,
    );
  }
}

/** Whether a check was not run because this process stalled. */
export function isStalled(result: CheckResult): boolean {
  return result.status === "not_run" && result.reason.startsWith(tooBusy);
}

export interface JudgeOptions {
  /** Runs the check once. Rejects with a NotRunError when there is no result. */
  readonly run: () => Promise<readonly NewFinding[]>;
  /** Removes what a run created. How long that takes does not matter. */
  readonly cleanUp: () => Promise<void>;
  /** Waits until no other check runs for the first time. */
  readonly idle: () => Promise<void>;
  readonly stalls: Pick<StallMonitor, "longestSince" | "turn">;
  /** A run with a longer stall proves nothing. */
  readonly maxStallMs: number;
  /**
   * Whether a run that finds nothing may owe that to the time at which requests were seen, or to their absence. If not, it
   * counts whatever the process did meanwhile: what was expected has arrived.
   * @default true
   */
  readonly isTimed?: boolean;
  /** @default the time of the system */
  readonly clock?: () => number;
}

const maxRuns = 4;

/**
 * Runs a check until its result is certain. A run in which this process stalled counts for nothing, neither as passed nor as
 * failed, unless it found nothing and the check is not timed. Findings count when a second run has them too, because the
 * sender may be late as well.
 *
 * @returns the findings of the second run
 * @throws StalledError when too many runs stalled
 * @throws InterruptedError when the run is interrupted
 */
export async function judge({
  run,
  cleanUp,
  idle,
  stalls,
  maxStallMs,
  isTimed = true,
  clock = now,
}: JudgeOptions): Promise<readonly NewFinding[]> {
  let isFound = false;
  let longestMs = 0;
  for (let count = 1; count <= maxRuns; count++) {
    if (count > 1) await idle();
    await stalls.turn();
    const start = clock();
    const [result] = await Promise.allSettled([run()]);
    const stallMs = stalls.longestSince(start);
    await cleanUp();
    if (result.status === "rejected" && result.reason instanceof InterruptedError) throw result.reason;
    const isPassed = result.status === "fulfilled" && result.value.length === 0;
    if (stallMs > maxStallMs && (isTimed || !isPassed)) {
      longestMs = Math.max(longestMs, stallMs);
      continue;
    }
    if (result.status === "rejected") throw result.reason;
    if (isFound || isPassed) return result.value;
    isFound = true;
  }
  throw new StalledError(longestMs);
}
