/** When a worker claims, and what it does with deliveries that it cannot send yet. */
import { setImmediate } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Schema } from "../src/database/schema.ts";
import { BackgroundPace } from "../src/lib/background-pace.ts";
import { systemClock } from "../src/lib/clock.ts";
import { Publisher, type PublisherOptions } from "../src/publish/publisher.ts";
import { insertEvents } from "../src/publish/queries.ts";
import { ClaimPlanner } from "../src/worker/claim-planner.ts";
import { maxClaimedBytes } from "../src/worker/claimed-events.ts";
import { Worker, type WorkerOptions, workerDefaults } from "../src/worker/worker.ts";
import { type Backlog, insertBacklog, lastEventId } from "./support/backlog-sql.ts";
import { insertWebhooks, newEvent, openDatabase } from "./support/database.ts";
import { messageFor } from "./support/delivery.ts";
import { createDatabase, delayingResponse, losingResponse } from "./support/postgres.ts";

const isClaimed = (row: object) => "deliveryId" in row && "lease" in row;
const isPolled = (row: object) => "isDue" in row;

afterEach(() => {
  vi.restoreAllMocks();
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

  test("looks at hundreds of webhooks that wait for a place at most every 10 ms, however often it is woken", async () => {
    const { db } = await openDatabase();
    await insertWebhooks(db, ["wh_hanging"]);
    await insertBacklog(db, backlogOf("wh_hanging", 1));
    const { until: responded, resolve: respond } = newPromise();
    const options = { pollMs: 3_600_000, concurrency: { ...workerDefaults.concurrency, perPool: 1 } };
    const { worker, sent } = startWorker(db, options, () => responded);
    await expect.poll(() => sent).toHaveLength(1);
    const times: number[] = [];
    const { plan } = ClaimPlanner.prototype;
    vi.spyOn(ClaimPlanner.prototype, "plan").mockImplementation(function (this: ClaimPlanner) {
      times.push(performance.now());
      return plan.call(this);
    });
    const waiting = Array.from({ length: 500 }, (_, index) => `wh_${index}`);
    while (times.length <= 20) {
      worker.notifyDue("org", waiting);
      await setImmediate();
    }
    // Timers may be a little early.
    expect((times[20] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100);
    respond();
  });

  test("holds so many bytes of large events, sends small ones meanwhile, and the others afterwards", async () => {
    const { db } = await openDatabase();
    /** Publishes an event for a new webhook, and returns its id. */
    const publishTo = async (name: string, body: string) => {
      const filter = { event_types: ["message.received"], inbox_ids: [name] };
      await insertWebhooks(db, [`wh_${name}`], filter);
      const event = newEvent("org", { inboxId: name, body });
      await insertEvents(db, [event]);
      return event.eventId;
    };
    const largeBytes = 1_048_576;
    const large: string[] = [];
    for (let index = 0; index < 20; index++) {
      large.push(await publishTo(`large_${index}`, `"${"x".repeat(largeBytes - 2)}"`));
    }
    const { until: responded, resolve: respond } = newPromise();
    const options = { pollMs: 3_600_000, maxHeldBytes: maxClaimedBytes };
    const { worker, sent } = startWorker(db, options, () => responded);
    const loadedCount = maxClaimedBytes / largeBytes;
    await expect.poll(() => sent).toHaveLength(loadedCount);
    const small = await publishTo("small", "{}");
    worker.notifyDue("org", ["wh_small"]);
    await expect.poll(() => sent).toContain(small);
    expect(sent).toHaveLength(loadedCount + 1);
    respond();
    await expect.poll(() => sent.toSorted()).toEqual([...large, small].toSorted());
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
