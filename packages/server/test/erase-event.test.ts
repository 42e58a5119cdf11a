import { sql } from "kysely";
import { expect, test, vi } from "vitest";
import { firstDeliveryIdSince } from "../src/deliveries/delivery-id.ts";
import { Events } from "../src/events/events.ts";
import { systemClock } from "../src/lib/clock.ts";
import { insertWebhooks, openDatabase } from "./support/database.ts";
import { brief, describeDelivery, messageFor } from "./support/delivery.ts";
import { respondWith } from "./support/endpoint.ts";
import { query } from "./support/postgres.ts";
import { serviceError } from "./support/service.ts";

describeDelivery(
  ({ under, startWebhook, newClient }) => {
    test("erasing leaves no payload in any table, and keeps the records of deliveries", async () => {
      const { client } = await startWebhook();
      const event = messageFor("secret-inbox-7f3a");
      await client.publish(event, "secret-pod-7f3a");
      const { delivery_id: delivered } = await client.settled(event);
      if (under.databaseUrl !== undefined) expect(await tablesWith(under.databaseUrl, "7f3a")).not.toEqual([]);
      expect(await client.call("eraseEvent", { event_id: event.event_id })).toMatchObject({ status: 200, text: "" });

      expect(await client.call("getEvent", { event_id: event.event_id })).toMatchObject(serviceError(404));
      expect(await client.call("eraseEvent", { event_id: event.event_id })).toMatchObject(serviceError(404));
      expect(await client.delivery(delivered)).toMatchObject({ status: "succeeded", attempts: [{ attempt: 1 }] });
      const listed = await client.request("GET", "/delivery/v0/events");
      expect(listed.text).not.toContain(event.event_id);
      expect((await client.deliveries({ inbox_id: "secret-inbox-7f3a" })).count).toBe(0);
      expect((await client.deliveries({ event_id: event.event_id })).count).toBe(1);
      if (under.databaseUrl !== undefined) expect(await tablesWith(under.databaseUrl, "7f3a")).toEqual([]);
    });

    test("an erased event is not published, sent again or recovered", async () => {
      const { client, endpoint, webhook_id } = await startWebhook(respondWith(500));
      const event = messageFor("in_1");
      await client.publish(event);
      await client.attempted(event);
      expect(await client.call("eraseEvent", { event_id: event.event_id })).toMatchObject({ status: 200 });
      const delivery = await client.settled(event);
      expect(delivery).toMatchObject({
        status: "cancelled",
        reason: "event_erased",
        explanation: "The event was erased before it was delivered.",
        attempts: [{ outcome: "http_error" }],
      });
      const erased = expect.stringMatching(/was erased/);
      const { delivery_id } = delivery;
      expect(await client.call("resendDelivery", { delivery_id })).toMatchObject(serviceError(409, erased));
      expect(await client.call("publishEvent", {}, { event })).toMatchObject(serviceError(409, erased));
      const batch = { events: [{ event: messageFor("in_1") }, { event }] };
      expect(await client.call("publishEvents", {}, batch)).toMatchObject(serviceError(409, erased));
      await client.call("disableWebhook", { webhook_id });
      const missed = await client.publishMessage();
      await client.call("eraseEvent", { event_id: missed.event_id });
      await client.call("enableWebhook", { webhook_id });
      const recovered = await client.call("recoverWebhook", { webhook_id }, { since: "2020-01-01T00:00:00Z" });
      expect(recovered.json).toEqual({ count: 0, failed: 0, missed: 0 });
      expect(endpoint.received).toHaveLength(1);
    });

    test.each([
      [204, { status: "succeeded" }],
      [500, { status: "cancelled", reason: "event_erased" }],
    ])("a delivery in flight, to which the endpoint responds %i, is not left pending", async (status, expected) => {
      const { client, endpoint } = await startWebhook();
      let respond = () => {};
      endpoint.respond = (response) => {
        respond = () => response.writeHead(status).end();
      };
      const event = await client.publishMessage();
      await endpoint.waitForRequests(1);
      expect(await client.call("eraseEvent", { event_id: event.event_id })).toMatchObject({ status: 200 });
      expect(brief(await client.deliveries({ event_id: event.event_id }))).toEqual(["pending"]);
      endpoint.respond = respondWith(204);
      respond();
      expect(await client.settled(event)).toMatchObject({ ...expected, attempts: [{ status_code: status }] });
      expect(await client.settled(await client.publishMessage())).toMatchObject({ status: "succeeded" });
    });

    test("an event that is erased after its delivery was claimed, and before it is sent, is not sent", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      await client.settled(await client.publishMessage());
      await client.call("updateDeliverySettings", { webhook_id }, { max_per_second: 1 });
      const events = Array.from({ length: 5 }, () => messageFor("in_1"));
      await client.call("publishEvents", {}, { events: events.map((event) => ({ event })) });
      await endpoint.waitForRequests(2);
      await Promise.all(events.map(({ event_id }) => client.call("eraseEvent", { event_id })));
      const settled = await Promise.all(events.map((event) => client.settled(event)));
      const erased = settled.filter(({ reason }) => reason === "event_erased");
      // On a busy machine, some were sent before they were erased.
      expect(erased.length).toBeGreaterThan(0);
      expect(await client.settled(await client.publishMessage())).toMatchObject({ status: "succeeded" });
      expect(endpoint.received).toHaveLength(1 + events.length - erased.length + 1);
    });

    test("only the organization of an event erases it, with the scope events:write", async () => {
      const { client } = await startWebhook();
      const { event_id } = await client.publishMessage();
      expect(await (await newClient()).call("eraseEvent", { event_id })).toMatchObject(serviceError(404));
      const path = `/delivery/v0/events/${event_id}`;
      const token = await under.service.createToken({ organizationId: client.id, scopes: ["events:read"] });
      expect(await client.request("DELETE", path, { token })).toMatchObject({ status: 403 });
      expect(await client.call("getEvent", { event_id })).toMatchObject({ status: 200 });
    });
  },
  { retrySchedule: [0, 5] },
);

describeDelivery(
  ({ under, startWebhook, clock }) => {
    test("a delivery that is claimed after its event was erased is cancelled, and others are sent", async () => {
      const databaseUrl = under.databaseUrl ?? "";
      const { client, endpoint } = await startWebhook(respondWith(500));
      const [erased, other] = [messageFor("in_1"), messageFor("in_1")];
      for (const event of [erased, other]) {
        await client.publish(event);
        await client.attempted(event);
      }
      endpoint.respond = respondWith(204);
      // As if the process had ended before it cancelled the delivery.
      const where = `organization_id = '${client.id}' and event_id = '${erased.event_id}'`;
      await query(databaseUrl, `update events set erased_at = now(), inbox_id = null where ${where}`);
      await query(databaseUrl, `delete from event_bodies where ${where}`);
      clock.advance(10_000);
      expect(await client.settled(erased)).toMatchObject({ reason: "event_erased", attempts: [{ attempt: 1 }] });
      expect(await client.settled(other)).toMatchObject({ status: "succeeded" });
    });
  },
  { retrySchedule: [0, 5], databases: ["Postgres"] },
);

/** A database with an event and its 250 pending deliveries, of which that of `wh_7` is in flight. */
async function startWithLargeEvent() {
  const { db } = await openDatabase();
  const now = new Date();
  await sql`
    insert into events (organization_id, event_id, event_type, deliveries, published_at)
    values ('org', 'evt', 'message.sent', 250, ${now})`.execute(db);
  const webhookIds = Array.from({ length: 250 }, (_, index) => `wh_${index + 1}`);
  await insertWebhooks(db, webhookIds);
  await sql`
    insert into deliveries (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at)
    select ${`${firstDeliveryIdSince(now)}0000000000000000`} || lpad(n::text, 6, '0'), 'org', 'evt', 'message.sent', 'wh_' || n,
      'pending', false, ${now} from generate_series(1, 250) as n`.execute(db);
  await sql`
    insert into delivery_queue
      (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, lease,
        leased_until)
    select delivery_id, organization_id, webhook_id, event_id, false, created_at, created_at, 0, 0, '1:1',
      case when webhook_id = 'wh_7' then created_at + interval '1 minute' end from deliveries`.execute(db);
  const [log, metrics] = [{ failed: vi.fn() }, { settled: vi.fn() }];
  const search = { firstRows: 100, moreRows: 100 };
  const events = new Events({ db, clock: systemClock, log, metrics, search, maxCancelled: 100 });
  const countByStatus = async () => {
    const { rows } = await sql`
      select status, reason, count(*)::integer as count from deliveries group by status, reason order by status`.execute(
      db,
    );
    return rows;
  };
  return { db, events, log, metrics, countByStatus };
}

test("all pending deliveries of a large event are cancelled, in steps, except for those in flight", async () => {
  const { db, events, log, metrics, countByStatus } = await startWithLargeEvent();
  await events.erase("org", "evt");
  expect(await countByStatus()).toEqual([
    { status: "cancelled", reason: "event_erased", count: 249 },
    { status: "pending", reason: null, count: 1 },
  ]);
  expect((await sql`select webhook_id from delivery_queue`.execute(db)).rows).toEqual([{ webhook_id: "wh_7" }]);
  expect(metrics.settled.mock.calls).toEqual([99, 100, 50].map((cancelled) => [{ cancelled }]));
  expect(log.failed).not.toHaveBeenCalled();
});

test("an event is erased even if its deliveries cannot be cancelled, which then are when they are due", async () => {
  const { db, events, log, countByStatus } = await startWithLargeEvent();
  await sql`
    create function fail() returns trigger language plpgsql as $$
    begin raise exception using errcode = 'connection_failure'; end $$`.execute(db);
  await sql`create trigger fail before update on deliveries for each row execute function fail()`.execute(db);
  await events.erase("org", "evt");
  expect(log.failed).toHaveBeenCalledOnce();
  await expect(events.erase("org", "evt")).rejects.toMatchObject({ status: 404 });
  expect(await countByStatus()).toEqual([{ status: "pending", reason: null, count: 250 }]);
});

/** The tables that have a text in some row, also as bytes. */
async function tablesWith(databaseUrl: string, text: string): Promise<string[]> {
  const tables = await query(
    databaseUrl,
    "select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace",
  );
  const hex = Buffer.from(text).toString("hex");
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await query(
      databaseUrl,
      `select from ${name} as t where t::text like '%${text}%' or t::text like '%${hex}%' limit 1`,
    );
    if (rows.length > 0) found.push(String(name));
  }
  return found;
}
