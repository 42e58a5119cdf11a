/** The last line of a test run, which `.ci/run` prints: a run that failed never looks as if nothing had. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const script = fileURLToPath(new URL("../../../.ci/summarize.ts", import.meta.url));

/** What the script prints about a log, in lines. */
async function summarize(log: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "summarize-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "log");
  await writeFile(file, log);
  const { status, stdout } = spawnSync(process.execPath, [script, file], { encoding: "utf8" });
  expect(status).toBe(0);
  return stdout.trim().split("\n");
}

/** The output of a package's tests, as turbo prints it. */
const outputOf = (name: string, ...lines: readonly string[]) =>
  lines.map((line) => `@agent-webhooks/${name}:test: ${line}\n`).join("");
const failureOf = (name: string) => `@agent-webhooks/${name}#test:  ERROR  command (/repository) exited (1)\n`;

const passed = outputOf("types", " Test Files  2 passed (2)", "      Tests  10 passed (10)", "   Start at  10:00:00");

test("counts the tests of all packages", async () => {
  const other = outputOf(
    "server",
    "⎯⎯⎯⎯⎯⎯⎯ Failed Tests 2 ⎯⎯⎯⎯⎯⎯⎯",
    " FAIL  test/a.test.ts > adds",
    "AssertionError: expected 1 to be 2",
    " Test Files  1 failed | 1 passed (2)",
    "      Tests  2 failed | 5 passed | 1 skipped (8)",
  );
  expect(await summarize(passed)).toEqual(["10 passed, 0 failed"]);
  expect(await summarize(passed + other + failureOf("server"))).toEqual([
    "@agent-webhooks/server:test failed:",
    "⎯⎯⎯⎯⎯⎯⎯ Failed Tests 2 ⎯⎯⎯⎯⎯⎯⎯",
    " FAIL  test/a.test.ts > adds",
    "AssertionError: expected 1 to be 2",
    "",
    "15 passed, 2 failed",
  ]);
});

test.each([
  [
    "an unhandled rejection",
    [
      "⎯⎯⎯⎯⎯⎯ Unhandled Errors ⎯⎯⎯⎯⎯⎯",
      "Vitest caught 2 unhandled errors during the test run.",
      "      Tests  5 passed (5)",
      "     Errors  2 errors",
    ],
    "15 passed, 2 failed",
  ],
  [
    "a type error in a source",
    [
      "⎯⎯⎯⎯⎯⎯ Unhandled Errors ⎯⎯⎯⎯⎯⎯",
      "Vitest caught 1 unhandled error during the test run.",
      "⎯⎯⎯⎯⎯⎯ Unhandled Source Error ⎯⎯⎯⎯⎯⎯",
      "      Tests  5 passed (5)",
      "Type Errors  no errors",
      "     Errors  1 error",
    ],
    "15 passed, 1 failed",
  ],
  [
    "a hook",
    [
      "⎯⎯⎯⎯⎯⎯⎯ Failed Suites 1 ⎯⎯⎯⎯⎯⎯⎯",
      " FAIL  test/a.test.ts > the server",
      " Test Files  1 failed (1)",
      "      Tests  3 skipped (3)",
    ],
    "10 passed, 1 failed",
  ],
  ["a crash", ["      Tests  5 passed (5)", "Segmentation fault"], "15 passed, 1 failed"],
  ["nothing that it prints", [], "10 passed, 1 failed"],
])("counts a failure by %s", async (_, lines, counts) => {
  const printed = await summarize(passed + outputOf("server", ...lines) + failureOf("server"));
  expect(printed[0]).toBe("@agent-webhooks/server:test failed:");
  expect(printed).toEqual(expect.arrayContaining(lines.slice(0, 1)));
  expect(printed.at(-1)).toBe(counts);
});
