import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { rows } from "../src/rows/index.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

test("a quick run has a figure for every benchmark, or says why not", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, "--quick"]);
  for (const { id } of rows) {
    const lines = stdout.split("\n").filter((line) => line.startsWith(`| ${id} |`));
    expect(lines, id).not.toHaveLength(0);
    for (const line of lines) expect(line).toMatch(/not run: |\d (\/s|µs|ms|s|B|MiB) \|/);
  }
  expect(stdout).not.toContain("NaN");
});

test("an unknown name lists the benchmarks", async () => {
  const failure = promisify(execFile)(process.execPath, [main, "nothing"]);
  await expect(failure).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Unknown benchmark: nothing"),
  });
});
