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

test("a worker that loses its session leases under another id, and is not taken for dead", async () => {
  const sessionUrl = await createDatabase();
  const database = openPostgres(sessionUrl, { timeoutMs: 10_000, onError: () => undefined });
  onTestFinished(() => database.close());
  await database.migrate();
  const connect = async () => {
    const client = new pg.Client(sessionUrl);
    client.on("error", () => undefined);
    await client.connect();
    onTestFinished(() => client.end().catch(() => undefined));
    return client;
  };
  const options = { db: database.db, leaseMs: 60_000, sessionUrl };
  const [workers, others] = [new Workers(options), new Workers(options)];
  const first = await connect();
  await Promise.all([workers.check(), workers.lock(first), others.check(), others.lock(await connect())]);
  const leaseId = () => workers.newLease().split(":")[0];
  const firstId = leaseId();

  await first.end();
  const check = async () => {
    await Promise.all([workers.check(), others.check()]);
    return { isChanged: leaseId() !== firstId, dead: others.dead };
  };
  // Its leases from before are void, because nothing shows that it is alive.
  await expect.poll(check).toEqual({ isChanged: true, dead: [firstId] });
  const secondId = leaseId();
  await workers.lock(await connect());
  const locked = await query(sessionUrl, "select worker_id from workers where has_lock order by worker_id");
  expect(locked.map(({ worker_id }) => String(worker_id))).toContain(secondId);
  expect(await check()).toEqual({ isChanged: true, dead: [firstId] });
  expect(leaseId()).toBe(secondId);
});
