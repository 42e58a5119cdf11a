import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { expect, onTestFinished, test } from "vitest";
import { makeCheckpoints } from "../src/database/checkpoints.ts";
import { loadPreparedData } from "../src/database/embedded.ts";
import { newDirectory } from "./support/program.ts";

const everyMs = 20;
/** The segments of the log have 1 MiB each. */
const maxSegments = 64;

test("the log of the embedded database stays short, however much is written", async () => {
  const dataDir = await newDirectory();
  const pglite = await PGlite.create({ dataDir, loadDataDir: await loadPreparedData() });
  onTestFinished(() => pglite.close());
  const errors: unknown[] = [];
  const stop = makeCheckpoints(pglite, { everyMs, onError: (error) => errors.push(error) });
  const countSegments = async () => (await readdir(join(dataDir, "pg_wal"))).length;
  const write = () =>
    pglite.exec(
      "create table rows as select repeat(md5(n::text), 32) from generate_series(1, 24000) as n; drop table rows",
    );
  // About 24 MiB each time.
  for (let times = 0; times < 5; times++) await write();
  await expect.poll(countSegments).toBeLessThanOrEqual(maxSegments + 2);
  await stop();
  expect(errors).toEqual([]);
  for (let times = 0; times < 3; times++) await write();
  expect(await countSegments()).toBeGreaterThan(maxSegments + 2);
});

test("a failed checkpoint is tried again, and reported once until one succeeds", async () => {
  const errors: string[] = [];
  let isFull = true;
  let count = 0;
  const query = async () => {
    count++;
    if (isFull) throw new Error("No space left on device");
    return { rows: [{ isDue: false }] };
  };
  const options = { everyMs, onError: (error: unknown) => errors.push(String(error)) };
  onTestFinished(makeCheckpoints({ query } as unknown as PGlite, options));
  const hasTried = async () => {
    const before = count;
    await expect.poll(() => count).toBeGreaterThan(before + 1);
  };
  await hasTried();
  expect(errors).toHaveLength(1);
  isFull = false;
  await hasTried();
  isFull = true;
  await hasTried();
  expect(errors).toEqual(Array(2).fill("Error: a checkpoint of the embedded database failed"));
});
