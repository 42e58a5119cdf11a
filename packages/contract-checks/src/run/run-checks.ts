import type { Check, CheckResult, Finding, NewFinding, Report } from "./check.ts";
import { errorMessage, LimitReachedError, NotRunError } from "./errors.ts";

export interface RunOptions {
  /** What is checked, for the report: `provider http://127.0.0.1:8787`. */
  readonly target: string;
  /** Seed of the random data. Each finding has it. */
  readonly seed?: number;
  /** Number of checks that run at the same time. @default 1 */
  readonly concurrency?: number;
  /** Called when a check starts. */
  readonly onStart?: (check: string) => void;
  /** Called with the result of each check, also of those that did not run. */
  readonly onResult?: (result: CheckResult) => void;
  /** After it is aborted, no more checks start. */
  readonly signal?: AbortSignal;
}

/** Runs checks against a target. A check that fails does not stop the others. */
export async function runChecks<Target>(
  checks: readonly Check<Target>[],
  target: Target,
  options: RunOptions,
): Promise<Report> {
  const { seed, concurrency = 1, onStart, onResult, signal } = options;
  const start = performance.now();
  const results = new Map<string, CheckResult>();
  const crowdedOut: Check<Target>[] = [];
  // The workers share an iterator, so each check is taken once.
  const work = async (queue: Iterable<Check<Target>>, isAlone: boolean) => {
    for (const check of queue) {
      if (signal?.aborted) return;
      onStart?.(check.id);
      const result = await runOne(check, target, { seed, isAlone });
      if (result === "limit reached") crowdedOut.push(check);
      else {
        results.set(check.id, result);
        onResult?.(result);
      }
    }
  };
  const queue = checks.values();
  await Promise.all(Array.from({ length: concurrency }, () => work(queue, concurrency === 1)));
  await work(crowdedOut, true);
  return {
    target: options.target,
    ...(seed !== undefined && { seed }),
    ms: Math.round(performance.now() - start),
    results: checks.map(({ id, holds }) => results.get(id) ?? notRun(id, holds, "the run was interrupted")),
  };
}

/** @param isAlone no other check runs, so that a limit which is reached ends the check */
async function runOne<Target>(
  check: Check<Target>,
  target: Target,
  { seed, isAlone }: { seed: number | undefined; isAlone: boolean },
): Promise<CheckResult | "limit reached"> {
  const { id, holds } = check;
  const reason = check.skipReason?.(target);
  if (reason !== undefined) return notRun(id, holds, reason);
  const start = performance.now();
  const findings: Finding[] = [];
  let endedEarly: string | undefined;
  const report = (finding: NewFinding) =>
    void findings.push({ check: id, ...finding, ...(seed !== undefined && { seed }) });
  try {
    await check.run(target, report);
  } catch (error) {
    if (error instanceof LimitReachedError && !isAlone) return "limit reached";
    endedEarly = errorMessage(error);
    if (error instanceof NotRunError) {
      if (findings.length === 0) return notRun(id, holds, error.message);
    } else report({ message: "the check could not continue", expected: holds, got: endedEarly });
  }
  const failed = findings.some(({ level = "error" }) => level === "error");
  const ms = Math.round(performance.now() - start);
  const status = failed ? "failed" : "passed";
  return { check: id, holds, status, ms, findings, ...(endedEarly !== undefined && { endedEarly }) };
}

function notRun(check: string, holds: string, reason: string): CheckResult {
  return { check, holds, status: "not_run", reason };
}
