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
  stop();
  expect(errors).toEqual([]);
  for (let times = 0; times < 3; times++) await write();
  expect(await countSegments()).toBeGreaterThan(maxSegments + 2);
});

test("a failed checkpoint is reported, and tried again", async () => {
  const errors: string[] = [];
  const failing = {
    closed: false,
    query: () => Promise.reject(new Error("No space left on device")),
  } as unknown as PGlite;
  onTestFinished(makeCheckpoints(failing, { everyMs, onError: (error) => errors.push(String(error)) }));
  await expect.poll(() => errors.slice(0, 2)).toEqual(Array(2).fill("Error: No space left on device"));
});
