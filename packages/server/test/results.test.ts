/** Recording what became of deliveries: a result that cannot be recorded delays no other one, and its delivery is not lost. */
import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test, vi } from "vitest";
import { Leases } from "../src/worker/leases.ts";
import { type DeliveryResult, recordResults } from "../src/worker/result-queries.ts";
import { ResultRecorder } from "../src/worker/results.ts";
import type { Outcome } from "../src/worker/state-transitions.ts";
import { workerDefaults } from "../src/worker/worker.ts";
import { insertWebhooks, openDatabase } from "./support/database.ts";
import { connect, countLockWaits, createDatabase, lockTable, query } from "./support/postgres.ts";

type RecorderOptions = ConstructorParameters<typeof ResultRecorder>[0];

const clock = { now: () => new Date() };

/** A database with deliveries that are in flight, and what locks some of their rows. */
async function start(deliveryIds: readonly string[], { timeoutMs = 500, leaseMs = 60_000 } = {}) {
  const databaseUrl = await createDatabase();
  const { db } = await openDatabase(databaseUrl, timeoutMs);
  const lease = randomUUID();
  const columns = "delivery_id, organization_id, event_id, webhook_id, test, created_at";
  const values = "id, 'org', 'evt', 'wh_' || id, false, now()";
  const ids = `unnest('{${deliveryIds.join()}}'::text[]) as id`;
  await query(
    databaseUrl,
    `insert into deliveries (${columns}, event_type, status) select ${values}, '', 'pending' from ${ids};
    insert into delivery_queue (${columns}, due_at, schedule_index, attempts, lease, leased_until)
      select ${values}, now(), 0, 0, '${lease}', now() + interval '1 hour' from ${ids}`,
  );
  const holder = await connect(databaseUrl);
  const lock = (table: string, deliveryId: string) =>
    holder.query(`begin; select from ${table} where delivery_id = '${deliveryId}' for update`);
  const log = { failed: vi.fn(), internalError: vi.fn() };
  const metrics = { internalError: vi.fn(), settled: vi.fn() };
  const options = { ...workerDefaults, db, clock, log, metrics, leaseMs } as unknown as RecorderOptions;
  const record = (recorder: ResultRecorder, deliveryId: string) =>
    recorder.record({
      deliveryId,
      webhookId: `wh_${deliveryId}`,
      epoch: 0,
      lease,
      attempt: { startedAt: new Date(), durationMs: 1, outcome: "succeeded", statusCode: 204 },
      next: { status: "succeeded" },
    });
  return { databaseUrl, lease, lock, unlock: () => holder.query("commit"), log, metrics, options, record };
}

/** A database with deliveries to endpoints that fail. An id names the worker and the webhook: `dlv_a1` are `a` and `wh_1`. */
async function startFailing(deliveryIds: readonly string[]) {
  const { databaseUrl, options } = await start(deliveryIds, { timeoutMs: 10_000 });
  const leaseOf = (deliveryId: string) => `${deliveryId.at(4)}:1`;
  const webhookOf = (deliveryId: string) => `wh_${deliveryId.at(-1)}`;
  const webhookIds = [...new Set(deliveryIds.map(webhookOf))];
  await insertWebhooks(options.db, webhookIds);
  for (const id of webhookIds) await query(databaseUrl, `insert into endpoint_failures (webhook_id) values ('${id}')`);
  for (const id of deliveryIds) {
    await query(
      databaseUrl,
      `update delivery_queue set webhook_id = '${webhookOf(id)}', lease = '${leaseOf(id)}' where delivery_id = '${id}'`,
    );
  }
  /** Records attempts together. */
  const record = (
    ...attempts: readonly (readonly [deliveryId: string, outcome: Outcome, startedAt?: Date, durationMs?: number])[]
  ) => {
    const now = new Date();
    const results = attempts.map(
      ([deliveryId, outcome, startedAt = now, durationMs = 1]): DeliveryResult => ({
        deliveryId,
        webhookId: webhookOf(deliveryId),
        epoch: 0,
        lease: leaseOf(deliveryId),
        attempt: { startedAt, durationMs, outcome },
        next: outcome === "succeeded" ? { status: "succeeded" } : { status: "pending", dueAt: now, scheduleIndex: 1 },
      }),
    );
    return recordResults(options.db, results, now);
  };
  return { databaseUrl, record };
}

const healthy = ["dlv_1", "dlv_2", "dlv_3"];

test.each(["delivery_queue", "deliveries"])("a row of %s that is locked delays only its own result", async (table) => {
  const { lock, unlock, metrics, options, record, databaseUrl } = await start([...healthy, "dlv_locked"]);
  const recorder = new ResultRecorder(options);
  await lock(table, "dlv_locked");
  const locked = record(recorder, "dlv_locked");
  const others = await Promise.all(healthy.map((id) => record(recorder, id)));
  expect(others).toEqual(healthy.map(() => "recorded"));
  await unlock();
  expect(await locked).toBe("recorded");
  expect(metrics.internalError).not.toHaveBeenCalled();
  expect(await query(databaseUrl, "select attempt from attempts where delivery_id = 'dlv_locked'")).toHaveLength(1);
});

test("a result that cannot be recorded is given up, counted and logged, and its delivery stays in the queue", async () => {
  const { lock, log, metrics, options, record, databaseUrl } = await start([...healthy, "dlv_locked"], {
    timeoutMs: 100,
  });
  const recorder = new ResultRecorder({ ...options, maxFailures: 2 });
  await lock("deliveries", "dlv_locked");
  const locked = record(recorder, "dlv_locked");
  for (const id of healthy) expect(await record(recorder, id)).toBe("recorded");
  expect(await locked).toBe("not in time");
  expect(metrics.internalError.mock.calls).toEqual([["record"]]);
  expect(log.internalError).toHaveBeenCalledExactlyOnceWith("wh_dlv_locked", "record", expect.any(Error));
  expect(await query(databaseUrl, "select delivery_id from delivery_queue")).toEqual([{ delivery_id: "dlv_locked" }]);
});

test("a result is not given up while the database records nothing", async () => {
  const { options, record, databaseUrl } = await start(["dlv_1"], { timeoutMs: 100 });
  const recorder = new ResultRecorder({ ...options, maxFailures: 1 });
  const unlock = await lockTable(databaseUrl, "deliveries");
  const result = record(recorder, "dlv_1");
  await expect.poll(() => vi.mocked(options.log.failed).mock.calls.length).toBeGreaterThanOrEqual(3);
  await unlock();
  expect(await result).toBe("recorded");
});

test("a lease whose delivery is locked does not stop the others from being renewed", async () => {
  const { databaseUrl, lease, lock, options } = await start(["dlv_1", "dlv_locked"], { leaseMs: 200 });
  const leases = new Leases(options as unknown as ConstructorParameters<typeof Leases>[0]);
  await query(databaseUrl, "update delivery_queue set leased_until = now()");
  await lock("delivery_queue", "dlv_locked");
  for (const deliveryId of ["dlv_1", "dlv_locked"])
    expect(leases.add({ deliveryId, lease }, performance.now())).toBe(true);
  leases.start();
  onTestFinished(() => leases.stop());
  const renewed = async () =>
    (await query(databaseUrl, "select delivery_id from delivery_queue where leased_until > now()")).map(
      ({ delivery_id }) => delivery_id,
    );
  await expect.poll(renewed).toEqual(["dlv_1"]);
});

test("a delivery that is claimed again while its lease is released stays held, and a stop waits for both", async () => {
  const { databaseUrl, lease, options } = await start(["dlv_1"], { timeoutMs: 30_000 });
  const leases = new Leases(options as unknown as ConstructorParameters<typeof Leases>[0]);
  expect(leases.add({ deliveryId: "dlv_1", lease }, performance.now())).toBe(true);
  const released = leases.release(["dlv_1"]);
  expect(leases.add({ deliveryId: "dlv_1", lease: "again" }, performance.now())).toBe(true);
  await released;
  expect(leases.leaseOf("dlv_1")).toBe("again");
  expect(await query(databaseUrl, "select lease from delivery_queue")).toEqual([{ lease: null }]);
  const none = leases.untilNone();
  leases.remove("dlv_1");
  await none;
});

test("leases that the database does not release are released when it responds again", async () => {
  const { databaseUrl, lease, log, options } = await start(["dlv_1", "dlv_2"], { timeoutMs: 100, leaseMs: 3_600_000 });
  const leases = new Leases(options as unknown as ConstructorParameters<typeof Leases>[0]);
  for (const deliveryId of ["dlv_1", "dlv_2"]) leases.add({ deliveryId, lease }, performance.now());
  const unlock = await lockTable(databaseUrl, "delivery_queue");
  leases.releaseLater("dlv_1");
  await leases.release(["dlv_2"]);
  await leases.untilNone();
  expect(log.failed).toHaveBeenCalledWith("releasing leases failed", expect.any(Error));
  await unlock();
  leases.start();
  onTestFinished(() => leases.stop());
  const released = () =>
    query(databaseUrl, "select delivery_id from delivery_queue where lease is null order by delivery_id");
  await expect.poll(released).toEqual([{ delivery_id: "dlv_1" }, { delivery_id: "dlv_2" }]);
});

test.each<[string, (leases: Leases, deliveryId: string) => Promise<void>]>([
  ["released", (leases, deliveryId) => leases.release([deliveryId])],
  ["postponed", (leases, deliveryId) => leases.postpone(deliveryId)],
])("a delivery that a failed statement still locks is %s after that", async (_, end) => {
  const { databaseUrl, lease, lock, unlock, log, options } = await start(["dlv_1", "dlv_locked"], {
    timeoutMs: 30_000,
    leaseMs: 30_000,
  });
  const leases = new Leases(options as unknown as ConstructorParameters<typeof Leases>[0]);
  for (const deliveryId of ["dlv_1", "dlv_locked"]) leases.add({ deliveryId, lease }, performance.now());
  leases.start();
  onTestFinished(() => leases.stop());
  await lock("delivery_queue", "dlv_locked");
  const ended = ["dlv_1", "dlv_locked"].map((deliveryId) => end(leases, deliveryId));
  const leased = () => query(databaseUrl, "select delivery_id from delivery_queue where lease is not null");
  await expect.poll(leased).toEqual([{ delivery_id: "dlv_locked" }]);
  await unlock();
  await Promise.all(ended);
  await expect.poll(leased).toEqual([]);
  expect(log.failed).not.toHaveBeenCalled();
});

test("attempts are counted once, with those that other processes record for the same webhook, and none deadlocks", async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `dlv_${index}`);
  const { databaseUrl, options, record } = await start(ids, { timeoutMs: 30_000 });
  await query(databaseUrl, "update delivery_queue set webhook_id = 'wh_' || right(delivery_id, 1)");
  const recorders = Array.from({ length: 4 }, () => new ResultRecorder(options));
  const twice = ids.flatMap((id, index) => [0, 1].map((other) => ({ id, recorder: recorders[(index + other) % 4] })));
  const outcomes = await Promise.all(twice.map(({ id, recorder }) => record(recorder as ResultRecorder, id)));
  expect(outcomes.filter((outcome) => outcome === "recorded")).toHaveLength(ids.length);
  expect(
    await query(
      databaseUrl,
      "select webhook_id = '' as whole, count(distinct webhook_id)::integer as webhooks, sum(succeeded)::integer as succeeded, sum(failed)::integer as failed from attempt_counts group by 1 order by 1",
    ),
  ).toEqual([
    { whole: false, webhooks: 10, succeeded: 200, failed: 0 },
    { whole: true, webhooks: 1, succeeded: 200, failed: 0 },
  ]);
  expect(options.log.failed).not.toHaveBeenCalled();
});

test("attempts are counted by the hour in which they started, with the last failure of each", async () => {
  const at = (time: string) => new Date(`2026-01-16T${time}Z`);
  const { databaseUrl, record } = await startFailing(["dlv_ax1", "dlv_ay1", "dlv_az1"]);
  const times = [at("10:59:59.999"), at("10:00:00.001"), at("11:00:00.000")] as const;
  await record(["dlv_ax1", "timeout", times[0]], ["dlv_ay1", "timeout", times[1]], ["dlv_az1", "succeeded", times[2]]);
  expect(await query(databaseUrl, "select started_at from attempts order by delivery_id")).toEqual(
    times.map((started_at) => ({ started_at })),
  );
  const counted = await query(
    databaseUrl,
    `select hour, succeeded::integer, failed::integer, last_success_at, last_failure_at, last_failure_delivery_id
      from attempt_counts where webhook_id = 'wh_1' order by hour`,
  );
  const none = { last_success_at: null, last_failure_at: null, last_failure_delivery_id: null };
  const lastFailure = { last_failure_at: times[0], last_failure_delivery_id: "dlv_ax1" };
  expect(counted).toEqual([
    { ...none, hour: at("10:00:00.000"), succeeded: 0, failed: 2, ...lastFailure },
    { ...none, hour: at("11:00:00.000"), succeeded: 1, failed: 0, last_success_at: times[2] },
  ]);
});

test.each<[first: Outcome, last: Outcome, failures: object[]]>([
  ["timeout", "succeeded", []],
  ["succeeded", "timeout", [{ timeouts: 1 }]],
])("of attempts that are recorded together, a %s and then a %s, the last one counts", async (first, last, failures) => {
  const { databaseUrl, record } = await startFailing(["dlv_a1", "dlv_b1"]);
  await record(["dlv_a1", first], ["dlv_b1", last]);
  expect(await query(databaseUrl, "select timeouts from endpoint_failures")).toEqual(failures);
});

test.each([
  ["together", true],
  ["one after the other", false],
])("a failure counts from its end if the attempt began before a success, recorded %s", async (_, together) => {
  const { databaseUrl, record } = await startFailing(["dlv_a1", "dlv_b1"]);
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 16, 10, 0, seconds));
  const succeeded = ["dlv_a1", "succeeded", at(10)] as const;
  const failed = ["dlv_b1", "timeout", at(0), 15_000] as const;
  for (const batch of together ? [[succeeded, failed]] : [[succeeded], [failed]]) await record(...batch);
  const failures = await query(databaseUrl, "select first_failure_at from endpoint_failures");
  expect(failures).toEqual([{ first_failure_at: at(15) }]);
});

test.each<Outcome>(["timeout", "http_error"])(
  "processes that record successes and failures (%s) of the same webhooks do not deadlock",
  async (outcome) => {
    const { databaseUrl, record } = await startFailing(["dlv_a1", "dlv_a2", "dlv_b1", "dlv_b2"]);
    const holder = await connect(databaseUrl);
    // Each process waits when it has deleted a row.
    await holder.query(`create function wait() returns trigger language plpgsql as $$
        begin perform pg_advisory_xact_lock_shared(1); return null; end $$;
      create trigger wait after delete on endpoint_failures for each row execute function wait()`);
    await holder.query("select pg_advisory_lock(1)");
    const one = record(["dlv_a1", "succeeded"], ["dlv_a2", outcome]);
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(1);
    const other = record(["dlv_b1", outcome], ["dlv_b2", "succeeded"]);
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(2);
    await holder.query("select pg_advisory_unlock(1)");
    const all = await Promise.all([one, other]);
    expect(all.map(({ recorded }) => recorded.size)).toEqual([2, 2]);
  },
);

test("a failure of an endpoint that is known to fail waits for no other transaction", async () => {
  const { databaseUrl, record } = await startFailing(["dlv_a1"]);
  const holder = await connect(databaseUrl);
  // As the success that another process records.
  await holder.query("begin; delete from endpoint_failures");
  const { recorded } = await record(["dlv_a1", "http_error"]);
  expect([...recorded]).toEqual([["dlv_a1", "pending"]]);
});
