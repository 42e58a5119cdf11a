import { writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { applyBaseline, type KnownFinding, readBaseline, writeBaseline } from "../report/baseline.ts";
import { toGitHubAnnotations } from "../report/github.ts";
import { toGitHubSummary } from "../report/github-summary.ts";
import { toJUnit } from "../report/junit.ts";
import { toPrintable } from "../report/printable.ts";
import { formatProgress, formatReport } from "../report/terminal.ts";
import { type Check, isPassed, type Report } from "../run/check.ts";
import { errorMessage, SetupError } from "../run/errors.ts";
import type { RunOptions } from "../run/run-checks.ts";
import { selectChecks } from "../run/select-checks.ts";
import type { ReportFiles, RunArguments, SetExitCode } from "./command.ts";

/** What a command line says about a run, once it is read. */
export interface RunPlan<Target> {
  readonly checks: readonly Check<Target>[];
  readonly baseline: readonly KnownFinding[];
  /** What the file of `--write-baseline` has. */
  readonly written: readonly KnownFinding[];
  readonly args: RunArguments;
}

/**
 * Selects the checks and reads the baselines, before a target is touched.
 *
 * @throws SetupError
 */
export async function planRun<Target>(checks: readonly Check<Target>[], args: RunArguments): Promise<RunPlan<Target>> {
  const baseline = args.baseline === undefined ? [] : await readBaseline(args.baseline);
  const written = args.writeBaseline === undefined ? [] : await readBaseline(args.writeBaseline, { isWritten: true });
  return { checks: selectChecks(checks, args), baseline, written, args };
}

/** Callbacks for the progress line, and the signal of an interruption. */
export type RunProgress = Pick<RunOptions, "onStart" | "onResult" | "signal">;

/**
 * Runs checks with a progress line, then prints and writes the report.
 *
 * @param run runs the checks of the plan
 * @param signal of an interruption
 * @returns the exit code: 0 when no check failed and, with `--fail-on-not-run`, each was run; else 1
 * @throws SetupError when no check was run: the target is not known to be correct
 */
export async function runAndReport<Target>(
  { checks, baseline, written, args }: RunPlan<Target>,
  run: (progress: RunProgress) => Promise<Report>,
  signal?: AbortSignal,
): Promise<0 | 1> {
  let done = 0;
  const report = await run({
    onStart: (check) => showProgress(formatProgress(done, checks.length, check)),
    onResult: () => done++,
    ...(signal !== undefined && { signal }),
  });
  showProgress("");
  try {
    const exitCode = await writeReport(applyBaseline(report, baseline, Date.now()), args);
    const notRun = report.results.filter((result) => result.status === "not_run");
    if (notRun.length === report.results.length) throw new SetupError("no check was run");
    const missing = args.failOnNotRun ? notRun.filter(({ check }) => !args.skip?.includes(check)) : [];
    if (missing.length === 0) return exitCode;
    const names = missing.map(({ check, reason }) => `${check} (${reason})`);
    warn(`checks were not run (--fail-on-not-run): ${names.join(", ")}`);
    return 1;
  } finally {
    if (args.writeBaseline !== undefined) await updateBaseline(args.writeBaseline, report, written, signal);
  }
}

/** Writes the file of `--write-baseline`, unless the run was interrupted. */
async function updateBaseline(
  file: string,
  report: Report,
  written: readonly KnownFinding[],
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted) return warn(`the run was interrupted: ${file} was not written`);
  const expired = await writeBaseline(file, report, Date.now(), written);
  if (expired > 0)
    warn(`of the entries of ${file}, ${expired} that match have expired: set another until, or mend what they list`);
}

function warn(message: string): void {
  process.stderr.write(`webhooks-contract: ${toPrintable(message)}\n`);
}

/** A target at which a run creates something, and deletes it at the end. */
interface TemporaryTarget {
  /** Part of the URLs, or organizations, of what the run creates. */
  readonly marker?: string;
  /** @returns what could not be deleted */
  close(): Promise<readonly string[]>;
}

interface InterruptibleRun<Target> {
  connect(signal: AbortSignal): Promise<Target>;
  /** Runs the checks of the plan. */
  run(target: Target, progress: RunProgress): Promise<Report>;
}

/**
 * As {@link runAndReport}. SIGINT and SIGTERM end the run, which deletes what it created; the exit code is then that of a
 * program which such a signal ends: 130 or 143.
 */
export async function runUntilInterrupted<Target extends TemporaryTarget>(
  plan: RunPlan<Target>,
  { connect, run }: InterruptibleRun<Target>,
  setExitCode: SetExitCode,
): Promise<void> {
  const interruption = new AbortController();
  const { signal } = interruption;
  const interrupt = (cause: NodeJS.Signals) => {
    setExitCode(128 + constants.signals[cause]);
    interruption.abort();
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    const target = await connect(signal);
    try {
      setExitCode(await runAndReport(plan, (progress) => run(target, progress), signal));
    } finally {
      const left = await target.close();
      if (left.length > 0) warn(leftBehind(left, target.marker));
    }
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

function leftBehind([first, ...more]: readonly string[], marker?: string): string {
  if (more.length === 0) return `could not delete ${first}`;
  const place = marker === undefined ? "" : `, all with ${marker} in their URL or organization`;
  return `could not delete ${first} and ${more.length} more${place}`;
}

/**
 * Prints a report and writes the files that were asked for.
 *
 * @param text what to print
 * @throws SetupError when a file cannot be written. The others are.
 */
export async function writeReport(
  report: Report,
  { junit, json }: ReportFiles,
  text: string = formatReport(report),
): Promise<0 | 1> {
  process.stdout.write(text);
  if (process.env.GITHUB_ACTIONS === "true") process.stdout.write(toGitHubAnnotations(report));
  const { GITHUB_STEP_SUMMARY: summary } = process.env;
  const files = await Promise.allSettled([
    summary !== undefined && summary !== "" && write(summary, toGitHubSummary(report), "a"),
    junit !== undefined && write(junit, toJUnit(report)),
    json !== undefined && write(json, `${toPrintable(JSON.stringify(report, null, 2))}\n`),
  ]);
  for (const file of files) if (file.status === "rejected") throw file.reason;
  return isPassed(report) ? 0 : 1;
}

/** @param flag `w` replaces the file, and `a` appends to it */
async function write(file: string, text: string, flag: "w" | "a" = "w"): Promise<void> {
  try {
    await writeFile(file, text, { flag });
  } catch (error) {
    throw new SetupError(`cannot write ${file}: ${errorMessage(error)}`);
  }
}

/** Replaces the current line of the terminal. Does nothing when stderr is not a terminal. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
