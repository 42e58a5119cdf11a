import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openPostgres } from "../src/database/postgres.ts";
import { Workers } from "../src/worker/workers.ts";
import { createDatabase, query } from "./support/postgres.ts";

test("a worker leases nothing before others can see whether it is alive", async () => {
  const sessionUrl = await createDatabase();
  const database = openPostgres(sessionUrl, { timeoutMs: 10_000, onError: () => undefined });
  onTestFinished(() => database.close());
  await database.migrate();
  const client = new pg.Client(sessionUrl);
  await client.connect();
  onTestFinished(() => client.end());
  const workers = new Workers({ db: database.db, leaseMs: 60_000, sessionUrl });
  const hasLock = async () => (await query(sessionUrl, "select has_lock from workers")).map((row) => row.has_lock);

  const checked = workers.check();
  await expect.poll(hasLock).toEqual([false]);
  expect(workers.hasJoined).toBe(false);
  await workers.lock(client);
  await checked;
  expect(workers.hasJoined).toBe(true);
  expect(await hasLock()).toEqual([true]);
});
