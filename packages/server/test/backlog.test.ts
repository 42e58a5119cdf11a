/** Disabling, enabling and deleting take the same short time however many deliveries are pending. */
import type { ServerResponse } from "node:http";
import { sql } from "kysely";
import { describe, expect, test, vi } from "vitest";
import { BackgroundPace } from "../src/lib/background-pace.ts";
import { settleStaleDeliveries } from "../src/worker/stale-deliveries.ts";
import { StaleDeliverySettler } from "../src/worker/stale-delivery-settler.ts";
import { startWithBacklog } from "./support/backlog.ts";
import { insertBacklog } from "./support/backlog-sql.ts";
import { openDatabase } from "./support/database.ts";
import { brief, type DeliveryClient, describeDelivery, eventOf } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";
import { connect, countLockWaits, query } from "./support/postgres.ts";

const second = 1_000;
/** Deliveries that a request settles itself, on Postgres and on the embedded database. */
const [settledByRequest, settledByRequestOnPGlite] = [1_000, 100];

const pendingCount = async (client: DeliveryClient, webhook_id: string) =>
  (await client.deliveries({ webhook_id, status: "pending" })).count;

describeDelivery(
  ({ startWebhook, newClient, under }) => {
    /** Publishes more than a request settles itself, and returns the last event. */
    const publishMany = async (client: DeliveryClient) => {
      const settled = under.databaseUrl === undefined ? settledByRequestOnPGlite : settledByRequest;
      return (await client.publishMessages(settled + 300)).at(-1) ?? expect.unreachable();
    };

    test.each([
      { done: "disabling", status: "failed", reason: "webhook_disabled" },
      { done: "deleting", status: "cancelled", reason: "webhook_deleted" },
      { done: "disabling and deleting", status: "failed", reason: "webhook_disabled" },
    ])("$done settles a backlog in the background, and says so at once", async ({ done, status, reason }) => {
      const { client, endpoint, webhook_id } = await startWebhook(() => undefined);
      const last = await publishMany(client);
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
      const last = await publishMany(client);
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
      await publishMany(client);
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
  const { db } = await openDatabase();
  const backlog = { organizationId: "default", webhookId: "wh_deleted", count: 120, status: "pending" } as const;
  await sql`alter table delivery_queue alter column epoch drop not null`.execute(db);
  await insertBacklog(db, { ...backlog, publishedAt: new Date() });
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
});

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
    const { db } = await openDatabase(databaseUrl);
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
    const other = await connect(databaseUrl);
    await other.query("begin");
    // Shorter than Postgres takes to find a deadlock.
    await other.query("set local lock_timeout = 500");
    await other.query("select from webhooks where webhook_id = $1 for update", [webhook_id]);
    const deleted = client.delete(webhook_id);
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(1);
    await other.query("update delivery_queue set due_at = due_at where webhook_id = $1", [webhook_id]);
    await other.query("commit");
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
    const lock = await connect(databaseUrl);
    await lock.query(`begin; select from webhooks where webhook_id = '${webhook_id}' for update`);
    for (let count = 0; count < 5; count++) {
      const gone = eventOf("message.delivered");
      await client.publish(gone);
      expect(await client.settled(gone)).toMatchObject({ status: "failed", reason: "gone" });
    }
    await client.settled(await client.publishMessage());
    expect(await countLockWaits(databaseUrl)).toBe(1);
    expect(await client.get(webhook_id)).toMatchObject({ enabled: true });
    await lock.query("rollback");
    await expect.poll(async () => (await client.get(webhook_id)).enabled).toBe(false);
  });
});
