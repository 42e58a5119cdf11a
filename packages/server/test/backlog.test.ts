/** Disabling, enabling and deleting take the same short time however many deliveries are pending. */
import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import pg from "pg";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openInMemory } from "../src/database/embedded.ts";
import { openPostgres } from "../src/database/postgres.ts";
import { BackgroundPace } from "../src/lib/background-pace.ts";
import { StepLoop } from "../src/lib/step-loop.ts";
import { settleStaleDeliveries } from "../src/worker/stale-deliveries.ts";
import { StaleDeliverySettler } from "../src/worker/stale-delivery-settler.ts";
import { startWithBacklog } from "./support/backlog.ts";
import { backlogSql } from "./support/backlog-sql.ts";
import { brief, type DeliveryClient, describeDelivery, eventOf } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";
import { countLockWaits, query } from "./support/postgres.ts";

const second = 1_000;
/** Deliveries that a request settles itself. */
const settledByRequest = 1_000;

const pendingCount = async (client: DeliveryClient, webhook_id: string) =>
  (await client.deliveries({ webhook_id, status: "pending" })).count;

describeDelivery(
  ({ startWebhook, newClient }) => {
    test.each([
      { done: "disabling", status: "failed", reason: "webhook_disabled" },
      { done: "deleting", status: "cancelled", reason: "webhook_deleted" },
      { done: "disabling and deleting", status: "failed", reason: "webhook_disabled" },
    ])("$done settles a backlog in the background, and says so at once", async ({ done, status, reason }) => {
      const { client, endpoint, webhook_id } = await startWebhook(() => undefined);
      const last = await client.publishMessages(settledByRequest + 300);
      await endpoint.waitForRequests(1);
      if (done.includes("disabling")) await client.call("disableWebhook", { webhook_id });
      if (done.includes("deleting")) await client.delete(webhook_id);
      expect(await client.deliveryOf(last)).toMatchObject({ status, reason });
      await endpoint.close();
      await expect.poll(() => pendingCount(client, webhook_id)).toBe(0);
      const { deliveries } = await client.deliveries({ webhook_id, limit: 100, ascending: true });
      expect(new Set(brief({ deliveries }))).toEqual(new Set([`${status}: ${reason}`]));
      expect(await client.deliveryOf(last)).toMatchObject({ status, reason });
      expect(endpoint.received).toHaveLength(1);
    });

    test("410 Gone disables a webhook with a backlog, and delays no other webhook", async () => {
      const held: ServerResponse[] = [];
      const { client, endpoint, webhook_id } = await startWebhook((response) => held.push(response));
      const last = await client.publishMessages(settledByRequest + 300);
      await endpoint.waitForRequests(1);
      endpoint.respond = respondWith(410);
      const other = await newClient();
      const otherEndpoint = await startEndpoint();
      await other.addWebhook(otherEndpoint.url);
      await other.settled(await other.publishMessage());
      held[0]?.writeHead(410).end();
      await expect.poll(async () => (await client.get(webhook_id)).enabled).toBe(false);
      expect(await client.deliveryOf(last)).toMatchObject({ status: "failed", webhook_disabled_because: "gone" });
      await other.settled(await other.publishMessage());
      await expect.poll(() => pendingCount(client, webhook_id)).toBe(0);
      expect(otherEndpoint.received).toHaveLength(2);
    });

    test("a webhook that is enabled again gets new events at once, and nothing of its backlog", async () => {
      const held: ServerResponse[] = [];
      const { client, endpoint, webhook_id } = await startWebhook((response) => held.push(response));
      await client.publishMessages(settledByRequest + 300);
      await endpoint.waitForRequests(1);
      await client.call("disableWebhook", { webhook_id });
      await client.call("enableWebhook", { webhook_id });
      endpoint.respond = respondWith(204);
      held[0]?.writeHead(500).end();
      const event = await client.publishMessage();
      await client.settled(event);
      await expect.poll(() => pendingCount(client, webhook_id)).toBe(0);
      expect(endpoint.eventIds.slice(1)).toEqual([event.event_id]);
    });
  },
  { deliveryTimeoutMs: 60 * second },
);

test("a step of settling that is too large for the database is repeated with fewer deliveries", async () => {
  const database = await openInMemory();
  onTestFinished(() => database.close());
  const { db } = database;
  const backlog = { organizationId: "default", webhookId: "wh_deleted", count: 120, status: "pending" } as const;
  await sql`alter table delivery_queue alter column epoch drop not null`.execute(db);
  for (const statement of backlogSql({ ...backlog, publishedAt: new Date() })) await sql.raw(statement).execute(db);
  await sql`update delivery_queue set epoch = 0`.execute(db);
  await sql`
    create function fail() returns trigger language plpgsql as $$
    begin
      if (select count(*) from removed) > 50 then raise exception 'too large'; end if;
      return null;
    end
    $$`.execute(db);
  await sql`
    create trigger fail after delete on delivery_queue referencing old table as removed
    for each statement execute function fail()`.execute(db);
  const log = { failed: vi.fn() } as unknown as ConstructorParameters<typeof StaleDeliverySettler>[0]["log"];
  const counted = { failed: 0, cancelled: 0 };
  const settler = new StaleDeliverySettler({
    db,
    clock: { now: () => new Date() },
    metrics: {
      settled: ({ failed = 0, cancelled = 0 }) => {
        counted.failed += failed;
        counted.cancelled += cancelled;
      },
    },
    log,
    mayWrite: () => true,
    stepMs: 50,
    pace: new BackgroundPace(),
  });
  const countLeft = async () => {
    settler.add(backlog.webhookId);
    return (await db.selectFrom("delivery_queue").select("delivery_id").execute()).length;
  };
  await expect.poll(countLeft, { interval: 50 }).toBe(0);
  expect(log.failed).toHaveBeenCalled();
  await settler.stop();
  expect(counted).toEqual({ failed: 0, cancelled: backlog.count });
}, 60_000);

describe("on Postgres", () => {
  test("a backlog that takes longer than the statement timeout can be stopped and removed", async () => {
    const { client, databaseUrl, webhook_id } = await startWithBacklog(60_000, { databaseTimeoutMs: second });
    for (const operation of ["disableWebhook", "enableWebhook"] as const) {
      expect(await client.call(operation, { webhook_id })).toMatchObject({ status: 200 });
    }
    await client.delete(webhook_id);
    const countOf = async (rows: string) =>
      (await query(databaseUrl, `select count(*)::integer as count from ${rows}`))[0]?.count;
    // One delivery may be in flight.
    await expect.poll(() => countOf("delivery_queue")).toBeLessThanOrEqual(1);
    expect(await countOf("deliveries where status in ('failed', 'cancelled')")).toBeGreaterThanOrEqual(59_999);
  });

  test("a delivery that is not settled yet shows its state, and can be sent again", async () => {
    const { client, webhook_id } = await startWithBacklog(settledByRequest + 10, { role: "api" });
    const { deliveries } = await client.deliveries({ webhook_id, limit: 1 });
    const delivery_id = deliveries[0]?.delivery_id ?? "";
    await client.call("disableWebhook", { webhook_id });
    // The list shows what is stored.
    expect(await pendingCount(client, webhook_id)).toBe(10);
    expect(await client.delivery(delivery_id)).toMatchObject({ status: "failed", reason: "webhook_disabled" });
    expect(await client.call("resendDelivery", { delivery_id })).toMatchObject({ status: 409 });
    await client.call("enableWebhook", { webhook_id });
    expect(await client.delivery(delivery_id)).toMatchObject({ status: "failed", reason: "webhook_disabled" });
    expect(await client.call("resendDelivery", { delivery_id })).toMatchObject({
      status: 202,
      json: { status: "pending", delivery_id },
    });
    expect(await client.call("resendDelivery", { delivery_id })).toMatchObject({ status: 409 });
    await client.delete(webhook_id);
    expect(await client.delivery(delivery_id)).toMatchObject({ status: "cancelled", reason: "webhook_deleted" });
  });

  test("deliveries that failed because their webhook was disabled stay so when it is deleted", async () => {
    // A request that deletes settles twice.
    const count = 3 * settledByRequest + 10;
    const { client, databaseUrl, webhook_id } = await startWithBacklog(count, { role: "api" });
    const { deliveries } = await client.deliveries({ webhook_id, limit: 1 });
    const delivery_id = deliveries[0]?.delivery_id ?? "";
    await client.call("disableWebhook", { webhook_id });
    await client.call("enableWebhook", { webhook_id });
    const later = eventOf("message.delivered");
    await client.publish(later);
    await client.delete(webhook_id);
    expect(await pendingCount(client, webhook_id)).toBe(11);
    const expectStates = async () => {
      expect(await client.delivery(delivery_id)).toMatchObject({ status: "failed", reason: "webhook_disabled" });
      expect(await client.deliveryOf(later)).toMatchObject({ status: "cancelled", reason: "webhook_deleted" });
    };
    await expectStates();
    const { db, close } = openPostgres(databaseUrl, { timeoutMs: 10 * second, onError: () => undefined });
    onTestFinished(close);
    await settleStaleDeliveries(db, webhook_id, { limit: 100, now: new Date() });
    expect(await pendingCount(client, webhook_id)).toBe(0);
    await expectStates();
    const byStatus = "select status, count(*)::integer as count from deliveries group by status order by status";
    expect(await query(databaseUrl, byStatus)).toEqual([
      { status: "cancelled", count: 1 },
      { status: "failed", count },
    ]);
  });

  test("a webhook is locked before its deliveries when it is deleted, as everything does that also locks them", async () => {
    const { client, databaseUrl, webhook_id } = await startWithBacklog(settledByRequest + 10, { role: "api" });
    await client.call("disableWebhook", { webhook_id });
    const other = new pg.Client({ connectionString: databaseUrl });
    await other.connect();
    await other.query("begin");
    // Shorter than Postgres takes to find a deadlock.
    await other.query("set local lock_timeout = 500");
    await other.query("select from webhooks where webhook_id = $1 for update", [webhook_id]);
    const deleted = client.delete(webhook_id);
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(1);
    await other.query("update delivery_queue set due_at = due_at where webhook_id = $1", [webhook_id]);
    await other.query("commit");
    await other.end();
    await deleted;
  });

  test("what failed because a webhook was disabled is not cancelled when its event is erased", async () => {
    const { client, webhook_id } = await startWithBacklog(settledByRequest + 10, { role: "api" });
    const { deliveries } = await client.deliveries({ webhook_id, limit: 1 });
    const [{ delivery_id, event_id } = { delivery_id: "", event_id: "" }] = deliveries;
    await client.call("disableWebhook", { webhook_id });
    expect(await client.call("eraseEvent", { event_id })).toMatchObject({ status: 200 });
    expect(await client.delivery(delivery_id)).toMatchObject({ status: "failed", reason: "webhook_disabled" });
  });

  test("a webhook that is locked stops neither the recording of results nor, once unlocked, its being disabled", async () => {
    const { client, databaseUrl, endpoint, webhook_id } = await startWithBacklog(0);
    endpoint.respond = respondWith(410);
    const other = await startEndpoint();
    await client.addWebhook(other.url);
    const lock = new pg.Client({ connectionString: databaseUrl });
    await lock.connect();
    await lock.query("begin");
    await lock.query("select from webhooks where webhook_id = $1 for update", [webhook_id]);
    for (let count = 0; count < 5; count++) {
      const gone = eventOf("message.delivered");
      await client.publish(gone);
      expect(await client.settled(gone)).toMatchObject({ status: "failed", reason: "gone" });
    }
    await client.settled(await client.publishMessage());
    expect(await countLockWaits(databaseUrl)).toBe(1);
    expect(await client.get(webhook_id)).toMatchObject({ enabled: true });
    await lock.query("rollback");
    await lock.end();
    await expect.poll(async () => (await client.get(webhook_id)).enabled).toBe(false);
  });
});

describe("a loop of steps", () => {
  const options = { mayRun: () => true, restMs: () => 0, onError: () => undefined };

  test("gives each task its turn, and leaves out one that fails", async () => {
    const steps: string[] = [];
    const errors: unknown[] = [];
    const loop = new StepLoop({
      ...options,
      onError: (error) => errors.push(error),
      step: async (task) => {
        steps.push(task);
        if (task === "broken") throw new Error("broken");
        return steps.filter((other) => other === task).length < 3;
      },
    });
    for (const task of ["a", "broken", "b"]) loop.add(task);
    await expect.poll(() => steps).toEqual(["a", "broken", "b", "a", "b", "a", "b"]);
    expect(errors).toHaveLength(1);
    loop.add("broken");
    await setTimeout(20);
    expect(steps).toHaveLength(7);
    await loop.stop();
  });

  test("begins no step after it was stopped, and none while it may not run", async () => {
    let mayRun = false;
    const steps: string[] = [];
    const loop = new StepLoop({ ...options, mayRun: () => mayRun, step: async (task) => steps.push(task) > 0 });
    loop.add("a");
    await setTimeout(20);
    await loop.stop();
    mayRun = true;
    loop.add("b");
    await setTimeout(20);
    expect(steps).toEqual([]);
  });
});
