import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const mebibytes = 1_048_576;

/** Runs a process in which new objects survive many collections, and returns the largest size of the space for new objects. */
async function grow(isLimited: boolean): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "-e",
    `
    const { limitHeap, limitNewSpace } = await import(${JSON.stringify(new URL("../src/heap-limits.ts", import.meta.url).href)});
    if (${isLimited}) limitHeap(), limitNewSpace();
    const { getHeapSpaceStatistics } = process.getBuiltinModule("node:v8");
    const kept = Array(200);
    let largest = 0;
    for (let turn = 0; turn < 600; turn++) {
      kept[turn % kept.length] = Array.from({ length: 5_000 }, () => ({}));
      await new Promise((resolve) => setImmediate(resolve));
      largest = Math.max(largest, getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space").space_size);
    }
    console.log(largest);`,
  ]);
  return Number(stdout);
}

test("the space for new objects grows to 32 MiB, and not further", async () => {
  const [limited, unlimited] = await Promise.all([grow(true), grow(false)]);
  expect(limited).toBe(32 * mebibytes);
  expect(unlimited).toBeGreaterThan(32 * mebibytes);
});
