/** New deliveries that need no claim are sent at once; the others are left to claims. */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Database } from "../src/database/database.ts";
import { openInMemory } from "../src/database/embedded.ts";
import type { Schema } from "../src/database/schema.ts";
import { Publisher, type PublisherOptions } from "../src/publish/publisher.ts";
import { insertEvents, type NewEvent } from "../src/publish/queries.ts";
import { selectCurrentStates, toCurrentWebhook } from "../src/worker/current-state.ts";
import { HandOver, maxHandedOver, type NewLease } from "../src/worker/hand-over.ts";
import { insertWebhooks, newEvent } from "./support/database.ts";
import { messageFor, startOnPostgres } from "./support/delivery.ts";
import { hang, startEndpoint } from "./support/endpoint.ts";
import { losingResponse, query } from "./support/postgres.ts";

const now = new Date();
const later = new Date(now.getTime() + 60_000);
const earlier = new Date(now.getTime() - 1);
const lease: NewLease = { lease: "1:0", now, until: later, since: 0 };

const eventAt = (at: Date, organizationId: string, changes: Partial<NewEvent> = {}) =>
  newEvent(organizationId, { publishedAt: at, dueAt: at, ...changes });

interface Case {
  readonly name: string;
  readonly before?: (db: Kysely<Schema>, organizationId: string, webhookId: string) => Promise<unknown>;
  readonly event?: Partial<NewEvent>;
  /** @default 1 */
  readonly webhooks?: number;
  readonly leased: number;
}

describe("of a new event", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openInMemory();
  });
  afterAll(() => database.close());

  const insertMatching = (organization_id: string, webhookIds: readonly string[]) => {
    const secret = Buffer.from("sealed");
    return insertWebhooks(database.db, webhookIds, { organization_id, event_types: ["message.received"], secret });
  };

  test.each<Case>([
    { name: "the delivery is leased", leased: 1 },
    { name: `${maxHandedOver} deliveries are leased`, webhooks: maxHandedOver, leased: maxHandedOver },
    { name: "many deliveries are not leased", webhooks: maxHandedOver + 1, leased: 0 },
    { name: "a delivery that is due later is not leased", event: { dueAt: later }, leased: 0 },
    {
      name: "a delivery is not leased while an older one waits",
      before: (db, organizationId) => insertEvents(db, [eventAt(earlier, organizationId)]),
      leased: 0,
    },
    {
      name: "a delivery is leased while an older one is sent",
      before: (db, organizationId) => insertEvents(db, [eventAt(earlier, organizationId)], { lease }),
      leased: 1,
    },
    {
      name: "a delivery is leased while an older one is due later",
      before: (db, organizationId) => insertEvents(db, [eventAt(earlier, organizationId, { dueAt: later })]),
      leased: 1,
    },
    {
      name: "a delivery to an endpoint that fails is not leased",
      before: (db, _, webhookId) => sql`insert into endpoint_failures (webhook_id) values (${webhookId})`.execute(db),
      leased: 0,
    },
    {
      name: "a delivery of a webhook with limits is not leased",
      before: (db, _, webhookId) =>
        sql`insert into delivery_settings (webhook_id, max_in_flight) values (${webhookId}, 5)`.execute(db),
      leased: 0,
    },
    {
      name: "a delivery is leased after its webhook's limits were removed",
      before: (db, _, webhookId) => sql`insert into delivery_settings (webhook_id) values (${webhookId})`.execute(db),
      leased: 1,
    },
  ])("$name", async ({ before, event, webhooks = 1, leased }) => {
    const { db } = database;
    const organizationId = randomUUID();
    const webhookIds = Array.from({ length: webhooks }, () => `wh_${randomUUID()}`);
    await insertMatching(organizationId, webhookIds);
    await before?.(db, organizationId, webhookIds[0] ?? "");
    const inserted = eventAt(now, organizationId, event);
    const [result] = await insertEvents(db, [inserted], { lease });
    expect(result?.webhookIds.toSorted()).toEqual(webhookIds.toSorted());
    const stored = await db
      .selectFrom("delivery_queue")
      .select(["delivery_id as deliveryId", "webhook_id as webhookId", "epoch", "lease", "leased_until"])
      .where("event_id", "=", inserted.eventId)
      .where("lease", "is not", null)
      .orderBy("delivery_id")
      .execute();
    expect(stored).toHaveLength(leased);
    const leases = { lease: lease.lease, leased_until: lease.until };
    expect(stored).toEqual(result?.leased.map(({ webhook: _, ...delivery }) => ({ ...delivery, ...leases })));
    const keys = result?.leased.map((delivery) => ({ ...delivery, organizationId, eventId: inserted.eventId })) ?? [];
    const current = await selectCurrentStates(db, keys, now);
    expect(keys.map(({ webhook }) => toCurrentWebhook(webhook))).toEqual(current.map(({ webhook }) => webhook));
  });

  /**
   * Publishes an event on a database that fails, and returns the event and the leases that are lost.
   *
   * @param options.isShared it shares its batch with an event that was published before
   */
  async function publishOn(db: Kysely<Schema>, { isShared = false } = {}) {
    const organizationId = randomUUID();
    await insertMatching(organizationId, [`wh_${randomUUID()}`]);
    const loseLease = vi.fn();
    const handOver = new HandOver({
      clock: { now: () => now },
      leaseMs: 60_000,
      isQuiet: () => true,
      newLease: () => "1:7",
      loseLease,
      take: () => expect.unreachable("the deliveries are not known"),
    });
    const publisher = new Publisher({
      db,
      clock: { now: () => now },
      notifyDue: vi.fn(),
      notifyFanOut: vi.fn(),
      handOver,
      metrics: { published: vi.fn() } as unknown as PublisherOptions["metrics"],
      retrySchedule: [0],
      maxRunning: 1,
    });
    const event = messageFor("in_1");
    const known = messageFor("in_1");
    if (isShared) {
      await insertEvents(database.db, [eventAt(earlier, organizationId, { eventId: known.event_id })], { lease });
    }
    const published = [event, ...(isShared ? [known] : [])].map((each) =>
      publisher.publish(organizationId, { event: each }, JSON.stringify(each)),
    );
    const outcomes = await Promise.allSettled(published);
    expect(outcomes.map(({ status }) => status)).toEqual(published.map(() => "rejected"));
    return { event, lost: loseLease.mock.calls };
  }

  test("the deliveries are left to claims if the response to the publish is lost", async () => {
    const { event, lost } = await publishOn(losingResponse(database.db, (row) => "leased" in row));
    const stored = database.db.selectFrom("delivery_queue").select("lease").where("event_id", "=", event.event_id);
    expect(await stored.execute()).toEqual([{ lease: "1:7" }]);
    expect(lost).toEqual([["1:7"]]);
  });

  /** The database, of which a statement fails with a code. */
  function failingAt(statement: number, code: string): Kysely<Schema> {
    let statements = 0;
    return database.db.withPlugin({
      transformQuery({ node }) {
        statements++;
        if (statements === statement) throw Object.assign(new Error(code), { code });
        return node;
      },
      transformResult: async ({ result }) => result,
    });
  }

  test.each([
    ["ECONNRESET", [["1:7"]]],
    ["57P01", [["1:7"]]],
    ["ECONNREFUSED", []],
    ["25006", []],
    ["53300", []],
    ["57014", []],
  ])("only leases that may have been committed are lost: %s", async (code, leases) => {
    expect((await publishOn(failingAt(1, code))).lost).toEqual(leases);
  });

  test("the lease is lost if a later statement fails than the one that has stored the deliveries", async () => {
    const { lost } = await publishOn(failingAt(2, "57014"), { isShared: true });
    expect(lost).toEqual([["1:7"]]);
  });
});

/** Makes the database reject every claim. */
const rejectClaims = (databaseUrl: string) =>
  query(
    databaseUrl,
    `create function reject() returns trigger language plpgsql as $$ begin raise 'claimed'; end $$;
    create trigger reject before update on delivery_queue for each row
      when (old.lease is null and new.lease is not null) execute function reject()`,
  );

test("an event is sent and recorded without a claim, and one that could not be sent is claimed", async () => {
  const { client, databaseUrl } = await startOnPostgres({ retrySchedule: [0, 0] });
  let isDown = false;
  const endpoint = await startEndpoint((response) => response.writeHead(isDown ? 500 : 204).end());
  await client.addWebhook(endpoint.url);
  // A worker joins after the service has started.
  await client.settled(await client.publishMessage());
  await rejectClaims(databaseUrl);
  for (let event = 0; event < 3; event++) {
    expect(await client.settled(await client.publishMessage())).toMatchObject({ status: "succeeded" });
  }
  isDown = true;
  const failed = await client.attempted(await client.publishMessage());
  isDown = false;
  const waiting = await client.publishMessage();
  await query(databaseUrl, "drop trigger reject on delivery_queue");
  for (const event of [failed, waiting]) expect(await client.settled(event)).toMatchObject({ status: "succeeded" });
});

test("an event is sent without a claim while many requests wait for their endpoints", async () => {
  const { client, databaseUrl } = await startOnPostgres();
  const [endpoint, hanging] = [await startEndpoint(), await startEndpoint(hang)];
  const requests = 20;
  for (let request = 0; request < requests; request++) {
    await client.addWebhook(hanging.url, { inbox_ids: ["in_hanging"] });
  }
  await client.addWebhook(endpoint.url, { inbox_ids: ["in_1"] });
  await client.publish(messageFor("in_hanging"));
  await hanging.waitForRequests(requests);
  // Those that were sent just now count as work of this process.
  await setTimeout(50);
  await rejectClaims(databaseUrl);
  expect(await client.settled(await client.publishMessage())).toMatchObject({ status: "succeeded" });
});

test("a delivery that has to wait for a place is not sent after its webhook was disabled", async () => {
  const { client } = await startOnPostgres({ maxInFlightPerWebhook: 1 });
  const waiting: (() => void)[] = [];
  const endpoint = await startEndpoint((response) => void waiting.push(() => response.writeHead(204).end()));
  const { webhook_id } = await client.addWebhook(endpoint.url);
  await client.publishMessage();
  await expect.poll(() => waiting).toHaveLength(1);
  const second = await client.publishMessage();
  await client.call("disableWebhook", { webhook_id });
  waiting[0]?.();
  expect(await client.settled(second)).toMatchObject({ status: "failed", reason: "webhook_disabled" });
  expect(waiting).toHaveLength(1);
});
