/**
 * Ends the log of a test run: the failing tests with their errors, then one line with the counts of all packages.
 *
 *   node .ci/summarize.ts LOG    where LOG is what `turbo run test` printed
 */
import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** CI systems may keep the end of a log only. */
const maxLinesPerFailure = 40;
const maxLinesPerPackage = 150;
const maxLineLength = 300;

/** What turbo prefixes to each line of a task: `@agent-webhooks/server:test: `. */
const taskLine = /^(@?[\w/.-]+:[\w-]+): ?(.*)$/;
const taskFailed = /^(@?[\w/.-]+)#([\w-]+):\s+ERROR /;

const lines = stripVTControlCharacters(readFileSync(process.argv[2] ?? "", "utf8")).split("\n");

const output = new Map<string, string[]>();
const failedTasks: string[] = [];
for (const line of lines) {
  const [, task, text] = taskLine.exec(line) ?? [];
  if (task !== undefined && text !== undefined) {
    const log = output.get(task);
    if (log === undefined) output.set(task, [text]);
    else log.push(text);
  }
  const [, name, script] = taskFailed.exec(line) ?? [];
  if (name !== undefined) failedTasks.push(`${name}:${script}`);
}

const failuresStart = /^⎯+ (?:Failed (?:Tests|Suites) \d+|Unhandled Errors) ⎯+$/;

/** Vitest's failures, without its summary, which goes to the other stream and may come between them. */
function failuresIn(log: readonly string[]): string[] {
  const start = log.findIndex((line) => failuresStart.test(line));
  if (start === -1) return [];
  let length = 0;
  return log
    .slice(start)
    .filter((line) => !/^(?: Test Files| +Tests|Type Errors| +Errors| +Start at| +Duration|\[ELIFECYCLE\])/.test(line))
    .filter((line) => {
      length = /^ FAIL |^⎯+ /.test(line) ? 0 : length + 1;
      return line !== "" && length <= maxLinesPerFailure;
    });
}

for (const task of failedTasks) {
  const log = output.get(task) ?? [];
  const failures = failuresIn(log);
  const shown = failures.length > 0 ? failures.slice(0, maxLinesPerPackage) : log.slice(-maxLinesPerFailure);
  const left = failures.slice(shown.length).filter((line) => line.startsWith(" FAIL "));
  console.log(`\n${task} failed:`);
  for (const line of [...shown, ...left.slice(0, maxLinesPerPackage)]) console.log(line.slice(0, maxLineLength));
}

const passed = /^ +Tests .*?(\d+) passed/;
/** What vitest reports as failed: tests, suites (a hook, or a file that cannot be loaded), and errors outside of tests. */
const failed = [/^ +Tests .*?(\d+) failed/, /^⎯+ Failed Suites (\d+) ⎯+$/, /^ +Errors +(\d+) error/];

const sumOf = (log: readonly string[], pattern: RegExp) =>
  log.reduce((sum, line) => sum + Number(pattern.exec(line)?.[1] ?? 0), 0);

const total = { passed: 0, failed: 0 };
for (const task of new Set([...output.keys(), ...failedTasks])) {
  const log = output.get(task) ?? [];
  const reported = failed.reduce((sum, pattern) => sum + sumOf(log, pattern), 0);
  total.passed += sumOf(log, passed);
  // A process that crashes reports nothing.
  total.failed += Math.max(reported, failedTasks.includes(task) ? 1 : 0);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
