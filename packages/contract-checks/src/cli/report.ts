import { writeFile } from "node:fs/promises";
import type { Argv } from "yargs";
import { toGitHubAnnotations } from "../report/github.ts";
import { toJson } from "../report/json.ts";
import { toJUnit } from "../report/junit.ts";
import { progressText, toText } from "../report/terminal.ts";
import type { Check } from "../run/check.ts";
import { isPassed, type Report } from "../run/check.ts";
import { SetupError } from "../run/errors.ts";
import { type RunOptions, runChecks } from "../run/run-checks.ts";

/** Where a report goes besides the terminal. */
export interface ReportArguments {
  readonly junit?: string | undefined;
  readonly json?: string | undefined;
}

/** The options that every command with a report has. */
export function withReport<T>(yargs: Argv<T>): Argv<T & ReportArguments> {
  return yargs
    .option("junit", { type: "string", requiresArg: true, describe: "Write the report as JUnit XML to this file" })
    .option("json", { type: "string", requiresArg: true, describe: "Write the report as JSON to this file" });
}

/**
 * Runs checks, with a line of progress while they run, prints and writes what they found.
 *
 * @returns the exit code: 0 when all hold, 1 when something was found
 */
export async function runAndReport<Target>(
  checks: readonly Check<Target>[],
  target: Target,
  options: RunOptions,
  files: ReportArguments,
): Promise<0 | 1> {
  const progress = new Progress(checks.length);
  const report = await runChecks(checks, target, {
    ...options,
    onStart: (check) => progress.at(check),
    onResult: () => progress.done(),
  });
  progress.clear();
  return writeReport(report, files);
}

/** Prints a report, in words of its own if it has them, and writes it to the files that were asked for. */
export async function writeReport(
  report: Report,
  { junit, json }: ReportArguments,
  text: string = toText(report),
): Promise<0 | 1> {
  process.stdout.write(text);
  if (process.env.GITHUB_ACTIONS === "true") process.stdout.write(toGitHubAnnotations(report));
  if (junit !== undefined) await write(junit, toJUnit(report));
  if (json !== undefined) await write(json, toJson(report));
  return isPassed(report) ? 0 : 1;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new SetupError(`cannot write ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** One line on a terminal's stderr, written over as the run goes on. Nothing where nobody watches. */
class Progress {
  readonly #total: number;
  #done = 0;

  constructor(total: number) {
    this.#total = total;
  }

  at(check: string): void {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${progressText(this.#done, this.#total, check)}`);
  }

  done(): void {
    this.#done++;
  }

  clear(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}
