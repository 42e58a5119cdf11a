import { type Kysely, sql } from "kysely";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Schema } from "../src/database/schema.ts";
import { BackgroundPace } from "../src/lib/background-pace.ts";
import { systemClock } from "../src/lib/clock.ts";
import { Publisher, type PublisherOptions } from "../src/publish/publisher.ts";
import { Worker, type WorkerOptions, workerDefaults } from "../src/worker/worker.ts";
import { Workers } from "../src/worker/workers.ts";
import { type Backlog, insertBacklog, lastEventId } from "./support/backlog-sql.ts";
import { insertWebhooks, openDatabase } from "./support/database.ts";
import { messageFor } from "./support/delivery.ts";
import { connect, createDatabase, delayingResponse, losingResponse, query } from "./support/postgres.ts";

const isClaimed = (row: object) => "deliveryId" in row && "lease" in row;
const isPolled = (row: object) => "isDue" in row;

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

describe("a worker", () => {
  const backlogOf = (webhookId: string, count: number, ageMs = 1_000): Backlog => {
    const publishedAt = new Date(Date.now() - ageMs);
    return { organizationId: "org", webhookId, count, status: "pending", publishedAt };
  };

  function newPromise() {
    let resolve = () => {};
    const until = new Promise<void>((resolvePromise) => {
      resolve = resolvePromise;
    });
    return { until, resolve: () => resolve() };
  }

  /** Starts a worker, and returns the ids of the events that it sends. */
  function startWorker(
    db: Kysely<Schema>,
    changes: Partial<WorkerOptions> = {},
    respond: (count: number) => Promise<void> = async () => {},
  ) {
    const sent: string[] = [];
    const send = async ({ eventId }: { readonly eventId: string }) => {
      sent.push(eventId);
      await respond(sent.length);
      return { startedAt: new Date(), durationMs: 1, outcome: "succeeded", statusCode: 204 };
    };
    const failed = vi.fn();
    const worker = new Worker({
      ...workerDefaults,
      db,
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
      ...changes,
    } as unknown as WorkerOptions);
    onTestFinished(() => worker.stop());
    worker.start();
    return { worker, sent, failed };
  }

  test.each([
    ["a claim that was committed", isClaimed],
    ["a poll", isPolled],
  ])("goes on soon after the response to %s is lost, which is logged once", async (_, isLost) => {
    const { db } = await openDatabase();
    await insertWebhooks(db, ["wh_1"]);
    await insertBacklog(db, backlogOf("wh_1", 1));
    const { sent, failed } = startWorker(losingResponse(db, isLost));
    await expect.poll(() => sent).toHaveLength(1);
    expect(failed).toHaveBeenCalledExactlyOnceWith("claiming deliveries failed", expect.any(Error));
  });

  test("claims what it is notified of while a poll has no response", async () => {
    const { db } = await openDatabase();
    await insertWebhooks(db, ["wh_1", "wh_2"]);
    const [polled, notified] = [backlogOf("wh_1", 1), backlogOf("wh_2", 1, 500)];
    await insertBacklog(db, polled);
    const { until: received, resolve: receive } = newPromise();
    const { worker, sent } = startWorker(delayingResponse(db, isPolled, received));
    await insertBacklog(db, notified);
    worker.notifyDue("org", ["wh_2"]);
    await expect.poll(() => sent).toEqual([lastEventId(notified)]);
    receive();
    await expect.poll(() => sent).toEqual([lastEventId(notified), lastEventId(polled)]);
  });

  test("finds a webhook that has a place behind thousands that have none, without a poll", async () => {
    const { db } = await openDatabase();
    await insertWebhooks(db, ["wh_fast", "wh_hanging"]);
    await insertBacklog(db, backlogOf("wh_fast", 1));
    const { until: responded, resolve: respond } = newPromise();
    const options = { pollMs: 3_600_000, concurrency: { ...workerDefaults.concurrency, perPool: 1 } };
    const { worker, sent } = startWorker(db, options, async (count) => (count === 2 ? responded : undefined));
    await expect.poll(() => sent).toHaveLength(1);
    await insertBacklog(db, backlogOf("wh_hanging", 1, 500));
    worker.notifyDue("org", ["wh_hanging"]);
    await expect.poll(() => sent).toHaveLength(2);
    await insertBacklog(db, backlogOf("wh_fast", 1, 250));
    const waiting = Array.from({ length: 5_000 }, (_, index) => `wh_${index}`);
    worker.notifyDue("org", [...waiting, "wh_fast"]);
    await expect.poll(() => sent).toHaveLength(3);
    respond();
  });

  test("counts the requests in flight that a claim does not see as those of a limited webhook", async () => {
    const { db } = await openDatabase();
    await insertWebhooks(db, ["wh_1", "wh_2"]);
    await sql`insert into delivery_settings (webhook_id, max_in_flight) values ('wh_1', 1)`.execute(db);
    await insertBacklog(db, backlogOf("wh_1", 3));
    const { until: responded, resolve: respond } = newPromise();
    const concurrency = { ...workerDefaults.concurrency, slowMs: 60_000 };
    // Once an endpoint has responded, more requests may be in flight.
    const { sent } = startWorker(db, { concurrency }, async (count) => (count === 2 ? responded : undefined));
    await expect.poll(() => sent).toHaveLength(2);
    await sql`update delivery_queue set due_at = ${new Date(Date.now() + 60_000)} where lease is not null`.execute(db);
    // A claim of the other webhook is one of both.
    const other = backlogOf("wh_2", 1);
    await insertBacklog(db, other);
    await expect.poll(() => sent).toContain(lastEventId(other));
    const claimed = db.selectFrom("delivery_queue").select("event_id").where("webhook_id", "=", "wh_1");
    expect(await claimed.where("lease", "is not", null).execute()).toHaveLength(1);
    respond();
    await expect.poll(() => sent).toHaveLength(4);
  });

  test("sends a new delivery after an older one whose claim has no response yet, and holds its lease meanwhile", async () => {
    const { db } = await openDatabase(await createDatabase());
    await insertWebhooks(db, ["wh_1"], { event_types: ["message.received"] });
    const older = backlogOf("wh_1", 1);
    await insertBacklog(db, older);
    const { until: received, resolve: receive } = newPromise();
    const { worker, sent } = startWorker(delayingResponse(db, isClaimed, received), { leaseMs: 600 });
    const selectLeases = () =>
      db
        .selectFrom("delivery_queue")
        .select(["event_id", "leased_until"])
        .where("lease", "is not", null)
        .orderBy("delivery_id")
        .execute();
    await expect.poll(selectLeases).toHaveLength(1);
    // Nobody renews the older lease: the claim has no response.
    await db
      .updateTable("delivery_queue")
      .set({ leased_until: new Date(Date.now() + 3_600_000) })
      .execute();
    const publisher = new Publisher({
      db,
      clock: systemClock,
      notifyDue: worker.notifyDue,
      notifyFanOut: worker.notifyFanOut,
      handOver: worker.handOver,
      metrics: { published: vi.fn() } as unknown as PublisherOptions["metrics"],
      retrySchedule: [0],
      maxRunning: 1,
    });
    const event = messageFor("in_1");
    await publisher.publish("org", { event }, JSON.stringify(event));
    const leaseOf = async () => (await selectLeases()).find(({ event_id }) => event_id === event.event_id);
    const { leased_until: first } = (await leaseOf()) ?? {};
    expect(first).toBeInstanceOf(Date);
    await expect.poll(async () => (await leaseOf())?.leased_until).not.toEqual(first);
    expect(sent).toEqual([]);
    receive();
    await expect.poll(() => sent).toEqual([lastEventId(older), event.event_id]);
  });
});
