import type { Kysely } from "kysely";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Schema } from "../src/database/schema.ts";
import { Workers } from "../src/worker/workers.ts";
import { openDatabase } from "./support/database.ts";
import { connect, createDatabase, query } from "./support/postgres.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Stops the time by which workers take each other for dead, and returns a function that moves it. */
function simulateTime(): (ms: number) => void {
  let now = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => now);
  return (ms) => {
    now += ms;
  };
}

test("a worker leases nothing before others can see whether it is alive", async () => {
  const sessionUrl = await createDatabase();
  const { db } = await openDatabase(sessionUrl);
  const client = await connect(sessionUrl);
  const workers = new Workers({ db, leaseMs: 60_000, sessionUrl, visibleMs: 60_000 });
  const hasLock = async () => (await query(sessionUrl, "select has_lock from workers")).map((row) => row.has_lock);

  const checked = workers.check();
  await expect.poll(hasLock).toEqual([false]);
  expect(workers.hasJoined).toBe(false);
  await workers.lock(client);
  await checked;
  expect(workers.hasJoined).toBe(true);
  expect(await hasLock()).toEqual([true]);
});

describe("a worker that loses its session", () => {
  async function start() {
    const advance = simulateTime();
    const sessionUrl = await createDatabase();
    const { db } = await openDatabase(sessionUrl);
    const options = { db, leaseMs: 60_000, sessionUrl };
    const [workers, others] = [new Workers(options), new Workers(options)];
    const [session, otherSession] = [await connect(sessionUrl), await connect(sessionUrl)];
    await Promise.all([workers.check(), workers.lock(session), others.check(), others.lock(otherSession)]);
    const leaseId = () => workers.newLease().split(":")[0];
    /** Both look for dead workers, half a second later. */
    const check = async () => {
      advance(500);
      await Promise.all([workers.check(), others.check()]);
      return { leaseId: leaseId(), dead: others.voidLeases, ownDead: workers.voidLeases };
    };
    return { workers, session, check, firstId: leaseId(), sessionUrl };
  }

  test("for a moment keeps its id", async () => {
    const { workers, session, check, firstId, sessionUrl } = await start();
    await session.end();
    await check();
    await workers.lock(await connect(sessionUrl));
    // Longer than others wait.
    for (let time = 0; time < 6; time++) {
      expect(await check()).toEqual({ leaseId: firstId, dead: [], ownDead: [] });
    }
  });

  test("for long leases under another id, and has both when its session is back", async () => {
    const { workers, session, check, firstId, sessionUrl } = await start();
    await session.end();
    await expect.poll(async () => (await check()).leaseId).not.toBe(firstId);
    await expect.poll(async () => (await check()).dead).toEqual([firstId]);
    const { leaseId } = await check();
    expect(leaseId).not.toBe(firstId);
    await workers.lock(await connect(sessionUrl));
    await expect.poll(check).toEqual({ leaseId, dead: [], ownDead: [] });
  });

  test("that the database still has locks another id at once", async () => {
    const { workers, session, check, firstId, sessionUrl } = await start();
    // The first session is still open.
    await workers.lock(await connect(sessionUrl));
    const { leaseId, dead } = await check();
    expect(leaseId).not.toBe(firstId);
    expect(dead).toEqual([]);
    const rows = await query(sessionUrl, "select worker_id from workers where has_lock");
    expect(rows.map(({ worker_id }) => String(worker_id))).toEqual(expect.arrayContaining([firstId, leaseId]));
    // The database notices that the first one is gone.
    await session.end();
    for (let time = 0; time < 6; time++) {
      expect(await check()).toEqual({ leaseId, dead: [], ownDead: [] });
    }
  });
});

test("a worker on the embedded database, which has no sessions, keeps its id", async () => {
  const advance = simulateTime();
  const { db } = await openDatabase();
  const workers = new Workers({ db, leaseMs: 60_000, sessionUrl: undefined });
  await workers.check();
  const [id] = workers.newLease().split(":");
  for (let time = 0; time < 5; time++) {
    advance(600);
    await workers.check();
  }
  expect(workers.newLease().split(":")[0]).toBe(id);
  expect(workers.voidLeases).toEqual([]);
  expect(await db.selectFrom("workers").select("worker_id").execute()).toHaveLength(1);
});

test("of many lost leases, the last ones are void", () => {
  const workers = new Workers({ db: {} as Kysely<Schema>, leaseMs: 60_000, sessionUrl: undefined });
  for (let lease = 0; lease < 150; lease++) workers.loseLease(`1:${lease}`);
  expect(workers.voidLeases).toEqual(Array.from({ length: 100 }, (_, index) => `1:${index + 50}`));
});
