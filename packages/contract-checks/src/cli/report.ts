import { writeFile } from "node:fs/promises";
import { toGitHubAnnotations } from "../report/github.ts";
import { toJUnit } from "../report/junit.ts";
import { toPrintable } from "../report/printable.ts";
import { formatProgress, formatReport } from "../report/terminal.ts";
import { type Check, isPassed, type Report } from "../run/check.ts";
import { errorMessage, SetupError } from "../run/errors.ts";
import { type RunOptions, runChecks } from "../run/run-checks.ts";
import type { ReportFiles } from "./command.ts";

/**
 * Runs checks with a progress line, then prints and writes the report.
 *
 * @returns the exit code: 0 when no check failed, else 1
 */
export async function runAndReport<Target>(
  checks: readonly Check<Target>[],
  target: Target,
  options: RunOptions,
  files: ReportFiles,
): Promise<0 | 1> {
  let done = 0;
  const report = await runChecks(checks, target, {
    ...options,
    onStart: (check) => showProgress(formatProgress(done, checks.length, check)),
    onResult: () => done++,
  });
  showProgress("");
  return writeReport(report, files);
}

/**
 * Prints a report and writes the files that were asked for.
 *
 * @param text what to print
 */
export async function writeReport(
  report: Report,
  { junit, json }: ReportFiles,
  text: string = formatReport(report),
): Promise<0 | 1> {
  process.stdout.write(text);
  if (process.env.GITHUB_ACTIONS === "true") process.stdout.write(toGitHubAnnotations(report));
  if (junit !== undefined) await write(junit, toJUnit(report));
  if (json !== undefined) await write(json, `${toPrintable(JSON.stringify(report, null, 2))}\n`);
  return isPassed(report) ? 0 : 1;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new SetupError(`cannot write ${file}: ${errorMessage(error)}`);
  }
}

/** Replaces the current line of the terminal. Does nothing when stderr is not a terminal. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
