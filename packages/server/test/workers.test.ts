import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import pg from "pg";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openInMemory } from "../src/database/embedded.ts";
import { openPostgres } from "../src/database/postgres.ts";
import { BackgroundPace } from "../src/lib/background-pace.ts";
import { systemClock } from "../src/lib/clock.ts";
import { Worker, type WorkerOptions, workerDefaults } from "../src/worker/worker.ts";
import { Workers } from "../src/worker/workers.ts";
import { backlogSql } from "./support/backlog-sql.ts";
import { createDatabase, losingResponse, query } from "./support/postgres.ts";

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

describe("a worker that loses its session", () => {
  async function start() {
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
    const session = await connect();
    await Promise.all([workers.check(), workers.lock(session), others.check(), others.lock(await connect())]);
    const leaseId = () => workers.newLease().split(":")[0];
    const check = async () => {
      await Promise.all([workers.check(), others.check()]);
      return { leaseId: leaseId(), dead: others.voidLeases, ownDead: workers.voidLeases };
    };
    return { workers, connect, session, check, firstId: leaseId(), sessionUrl };
  }

  test("for a moment keeps its id", async () => {
    const { workers, connect, session, check, firstId } = await start();
    await session.end();
    await check();
    await workers.lock(await connect());
    // Longer than others wait.
    for (let time = 0; time < 6; time++) {
      await setTimeout(500);
      expect(await check()).toEqual({ leaseId: firstId, dead: [], ownDead: [] });
    }
  });

  test("for long leases under another id, and has both when its session is back", async () => {
    const { workers, connect, session, check, firstId } = await start();
    await session.end();
    await expect.poll(async () => (await check()).leaseId).not.toBe(firstId);
    await expect.poll(async () => (await check()).dead).toEqual([firstId]);
    const { leaseId } = await check();
    expect(leaseId).not.toBe(firstId);
    await workers.lock(await connect());
    await expect.poll(check).toEqual({ leaseId, dead: [], ownDead: [] });
  });

  test("that the database still has locks another id at once", async () => {
    const { workers, connect, session, check, firstId, sessionUrl } = await start();
    // The first session is still open.
    await workers.lock(await connect());
    const { leaseId, dead } = await check();
    expect(leaseId).not.toBe(firstId);
    expect(dead).toEqual([]);
    const rows = await query(sessionUrl, "select worker_id from workers where has_lock");
    expect(rows.map(({ worker_id }) => String(worker_id))).toEqual(expect.arrayContaining([firstId, leaseId]));
    // The database notices that the first one is gone.
    await session.end();
    for (let time = 0; time < 6; time++) {
      await setTimeout(500);
      expect(await check()).toEqual({ leaseId, dead: [], ownDead: [] });
    }
  });
});

test("a worker on the embedded database, which has no sessions, keeps its id", async () => {
  const database = await openInMemory();
  onTestFinished(() => database.close());
  const workers = new Workers({ db: database.db, leaseMs: 60_000, sessionUrl: undefined });
  await workers.check();
  const [id] = workers.newLease().split(":");
  for (let time = 0; time < 5; time++) {
    await setTimeout(600);
    await workers.check();
  }
  expect(workers.newLease().split(":")[0]).toBe(id);
  expect(workers.voidLeases).toEqual([]);
  const rows = await database.db.selectFrom("workers").select("worker_id").execute();
  expect(rows).toHaveLength(1);
});

test("deliveries are claimed again soon after a claim that was committed and whose response is lost", async () => {
  const database = await openInMemory();
  onTestFinished(() => database.close());
  await sql`
    insert into webhooks (webhook_id, organization_id, url, event_types, inbox_ids, pod_ids, secret, enabled, created_at, updated_at)
    values ('wh_1', 'default', 'https://example.com/', '{message.delivered}', '{}', '{}', '', true, now(), now())`.execute(
    database.db,
  );
  const publishedAt = new Date(Date.now() - 1_000);
  const backlog = { organizationId: "default", webhookId: "wh_1", count: 1, status: "pending", publishedAt } as const;
  for (const statement of backlogSql(backlog)) await sql.raw(statement).execute(database.db);
  const send = vi.fn(async () => ({ startedAt: new Date(), durationMs: 1, outcome: "succeeded", statusCode: 204 }));
  const failed = vi.fn();
  const worker = new Worker({
    ...workerDefaults,
    db: losingResponse(database.db, (row) => "deliveryId" in row && "lease" in row),
    clock: systemClock,
    sender: { send, abort: vi.fn(), close: vi.fn() },
    metrics: { observeInFlight: vi.fn(), attempted: vi.fn(), settled: vi.fn() },
    log: { failed, attempted: vi.fn() },
    retrySchedule: [0],
    pollMs: 20,
    leaseMs: 3_600_000,
    maxInFlightPerWebhook: 10,
    stepMs: 5,
    pace: new BackgroundPace(),
    sessionUrl: undefined,
    mayWrite: () => true,
  } as unknown as WorkerOptions);
  onTestFinished(() => worker.stop());
  worker.start();
  await expect.poll(() => send.mock.calls).toHaveLength(1);
  expect(failed).toHaveBeenCalledExactlyOnceWith("claiming deliveries failed", expect.any(Error));
});
