/**
 * Runs all tests several times in a row while other processes keep every core busy, and prints the counts and the time of each
 * run. A test that fails only here depends on the speed of the machine.
 *
 *     npx -y pnpm@12 test:busy [RUNS]      (default 10; takes about ten minutes each on two cores)
 *
 * Fails if a run does. The output of a run that failed stays in a file, which is named; nothing else stays.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";

const runs = Number(process.argv[2] ?? 10);
if (!Number.isInteger(runs) || runs < 1) throw new Error("pass the number of runs");
const folder = mkdtempSync(join(tmpdir(), "busy-tests-"));

const burners = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ["-e", "for (;;);"]));
let tests: ChildProcess | undefined;
let failedRuns = 0;
process.on("exit", () => {
  for (const burner of burners) burner.kill();
  try {
    // The process group: a signal to npx does not reach what it runs.
    if (tests?.pid !== undefined) process.kill(-tests.pid, "SIGTERM");
  } catch {
    // It has ended.
  }
  if (failedRuns === 0) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

/** @returns whether every test passed. `--force`: turbo would not run them again. */
async function runTests(log: string): Promise<boolean> {
  const output = createWriteStream(log);
  const pnpm = spawn("npx", ["-y", "pnpm@12", "test", "--force"], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  tests = pnpm;
  pnpm.stdout.pipe(output, { end: false });
  pnpm.stderr.pipe(output, { end: false });
  const { promise: code, resolve } = Promise.withResolvers<number | null>();
  pnpm.on("close", resolve);
  const isPassed = (await code) === 0;
  tests = undefined;
  output.end();
  await finished(output);
  return isPassed;
}

for (let run = 1; run <= runs; run++) {
  const log = join(folder, `${run}.log`);
  const start = performance.now();
  const isPassed = await runTests(log);
  const seconds = Math.round((performance.now() - start) / 1000);
  const summary = spawnSync(process.execPath, [join(import.meta.dirname, "summarize.ts"), log], { encoding: "utf8" });
  const lines = summary.stdout.trim().split("\n");
  process.stdout.write(`run ${run} of ${runs}: ${lines.at(-1)}, ${seconds} s\n`);
  if (isPassed) {
    rmSync(log);
    continue;
  }
  process.stdout.write(`${lines.slice(0, -1).join("\n")}\n\nits output: ${log}\n`);
  failedRuns++;
}
process.exit(failedRuns > 0 ? 1 : 0);
