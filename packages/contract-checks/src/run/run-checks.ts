import type { Check, CheckResult, Finding, Report } from "./check.ts";
import { errorMessage } from "./errors.ts";

export interface RunOptions {
  /** What is judged, as the report names it: `provider http://127.0.0.1:8787`. */
  readonly target: string;
  /** Of the random data of this run; each finding carries it. */
  readonly seed?: number;
  /** Checks that run at the same time. @default 1 */
  readonly concurrency?: number;
  /** Called when a check begins. */
  readonly onStart?: (check: string) => void;
  /** Called when a check has ended, and for each that is not run. */
  readonly onResult?: (result: CheckResult) => void;
  /** No check begins after it is aborted. */
  readonly signal?: AbortSignal;
}

/** Runs checks against a target, each to its end, whatever came of the others. */
export async function runChecks<Target>(
  checks: readonly Check<Target>[],
  target: Target,
  options: RunOptions,
): Promise<Report> {
  const { seed, concurrency = 1, onStart, onResult, signal } = options;
  const start = performance.now();
  const results = new Map<string, CheckResult>();
  const waiting = checks.values();
  const work = async () => {
    // Shared by all: each takes the next one that nobody has.
    for (const check of waiting) {
      if (signal?.aborted) return;
      onStart?.(check.id);
      const result = await runOne(check, target, seed);
      results.set(check.id, result);
      onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return {
    target: options.target,
    ...(seed !== undefined && { seed }),
    ms: Math.round(performance.now() - start),
    results: checks.map(({ id, holds }) => results.get(id) ?? notRun(id, holds, "the run was interrupted")),
  };
}

async function runOne<Target>(check: Check<Target>, target: Target, seed: number | undefined): Promise<CheckResult> {
  const { id, holds } = check;
  const reason = check.skipReason?.(target);
  if (reason !== undefined) return notRun(id, holds, reason);
  const start = performance.now();
  const findings: Finding[] = [];
  const report = (fault: Omit<Finding, "check" | "seed">) =>
    void findings.push({ check: id, ...fault, ...(seed !== undefined && { seed }) });
  try {
    await check.run(target, report);
  } catch (error) {
    report({ message: "the check could not go on", expected: holds, got: errorMessage(error) });
  }
  const failed = findings.some(({ level = "error" }) => level === "error");
  const ms = Math.round(performance.now() - start);
  return { check: id, holds, status: failed ? "failed" : "passed", ms, findings };
}

function notRun(check: string, holds: string, reason: string): CheckResult {
  return { check, holds, status: "not_run", reason };
}
