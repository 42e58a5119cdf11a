/** A claim loads only so many bytes of events, and an event with many deliveries once. */
import { randomUUID } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { describe, expect, test, vi } from "vitest";
import type { Schema } from "../src/database/schema.ts";
import { insertEvents } from "../src/publish/queries.ts";
import { maxClaimedBytes, maxSmallBytes } from "../src/worker/claimed-events.ts";
import { type ClaimOptions, claimDeliveries } from "../src/worker/queue.ts";
import { insertWebhooks, newEvent, openDatabase } from "./support/database.ts";
import { startOnPostgres } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { query } from "./support/postgres.ts";

/** The largest event. */
const largeBytes = 1_048_576;
const largeBody = `"${"x".repeat(largeBytes - 2)}"`;
/** Large events that one claim loads, of more. */
const loadedCount = maxClaimedBytes / largeBytes;

const start = Date.now() - 60_000;
let published = 0;

/** Stores an event that was published after the ones before, and returns its id. */
async function publish(db: Kysely<Schema>, organizationId: string, body: string, inboxId = "in_1"): Promise<string> {
  const at = new Date(start + published++);
  const event = newEvent(organizationId, { body, inboxId, publishedAt: at, dueAt: at });
  await insertEvents(db, [event]);
  return event.eventId;
}

async function publishLarge(db: Kysely<Schema>, organizationId: string, count: number): Promise<string[]> {
  const eventIds: string[] = [];
  for (let index = 0; index < count; index++) eventIds.push(await publish(db, organizationId, largeBody));
  return eventIds;
}

/** Creates webhooks of a new organization that get all its events. */
async function createWebhooks(db: Kysely<Schema>, count: number) {
  const organizationId = `org_${randomUUID()}`;
  const webhookIds = Array.from({ length: count }, () => `wh_${randomUUID()}`);
  await insertWebhooks(db, webhookIds, { organization_id: organizationId, event_types: ["message.received"] });
  return { organizationId, webhookIds };
}

const idsOf = (deliveries: readonly { readonly eventId: string }[]) => deliveries.map(({ eventId }) => eventId);

const unexpected: ClaimOptions["onError"] = (...error) => expect.unreachable(String(error));

async function claim(db: Kysely<Schema>, webhookIds: readonly string[], options: Partial<ClaimOptions> = {}) {
  const { deliveries, notLoaded } = await claimDeliveries(db, new Map(webhookIds.map((id) => [id, 50])), {
    now: new Date(),
    lease: "1:0",
    leaseMs: 60_000,
    voidLeases: [],
    heldOf: () => 0,
    loadsLarge: true,
    onError: unexpected,
    ...options,
  });
  return { deliveries, loaded: idsOf(deliveries), notLoaded: idsOf(notLoaded) };
}

/** Makes deliveries claimable, as the worker does with those that are not loaded. */
async function release(db: Kysely<Schema>, eventIds: readonly string[]): Promise<void> {
  await db
    .updateTable("delivery_queue")
    .set({ lease: null, leased_until: null })
    .where("event_id", "in", eventIds)
    .execute();
}

/** The database, and how many characters of bodies its statements have returned. */
function countingBodies(db: Kysely<Schema>) {
  const counted = { characters: 0 };
  const counting = db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      for (const { body } of result.rows) if (typeof body === "string") counted.characters += body.length;
      return result;
    },
  });
  return { counting, counted };
}

test.each([
  ["small", "{}"],
  ["large", largeBody],
])("the deliveries of a %s event share its body", async (_, body) => {
  const { db } = await openDatabase();
  const { organizationId, webhookIds } = await createWebhooks(db, 40);
  await publish(db, organizationId, body);
  const { counting, counted } = countingBodies(db);
  const { deliveries, notLoaded } = await claim(counting, webhookIds);
  expect([deliveries.length, notLoaded]).toEqual([40, []]);
  const [first] = deliveries;
  expect(String(first?.body?.bytes) === body).toBe(true);
  for (const delivery of deliveries) {
    expect(delivery.body === first?.body && delivery.body?.bytes === first?.body?.bytes).toBe(true);
  }
  expect(counted.characters).toBe(body.length);
});

test("of large events, the oldest ones of a webhook are loaded, and the next claim loads the rest", async () => {
  const { db } = await openDatabase();
  const { organizationId, webhookIds } = await createWebhooks(db, 1);
  const events = await publishLarge(db, organizationId, loadedCount + 3);
  const { counting, counted } = countingBodies(db);
  const first = await claim(counting, webhookIds);
  expect([first.loaded, first.notLoaded]).toEqual([events.slice(0, loadedCount), events.slice(loadedCount)]);
  expect(counted.characters).toBe(maxClaimedBytes);
  await release(db, first.notLoaded);
  const second = await claim(db, webhookIds);
  expect([second.loaded, second.notLoaded]).toEqual([events.slice(loadedCount), []]);
});

test("if large events may not be loaded, the others are, but for those that follow one to the same webhook", async () => {
  const { db } = await openDatabase();
  const [large, other] = [await createWebhooks(db, 1), await createWebhooks(db, 1)];
  const first = await publish(db, large.organizationId, "{}");
  const second = await publish(db, large.organizationId, `"${"x".repeat(maxSmallBytes - 1)}"`);
  const third = await publish(db, large.organizationId, "{}");
  const small = await publish(db, other.organizationId, `"${"x".repeat(maxSmallBytes - 2)}"`);
  const webhookIds = [...large.webhookIds, ...other.webhookIds];
  const { loaded, notLoaded } = await claim(db, webhookIds, { loadsLarge: false });
  expect([loaded, notLoaded]).toEqual([
    [first, small],
    [second, third],
  ]);
  await release(db, notLoaded);
  expect((await claim(db, webhookIds)).loaded).toEqual([second, third]);
});

test("large events keep neither those of other organizations nor those of other webhooks from being loaded", async () => {
  const { db } = await openDatabase();
  const large = await createWebhooks(db, 1);
  const [other, beside] = [await createWebhooks(db, 1), `wh_${randomUUID()}`];
  const filter = { organization_id: large.organizationId, inbox_ids: ["in_2"], event_types: ["message.received"] };
  await insertWebhooks(db, [beside], filter);
  await publishLarge(db, large.organizationId, loadedCount + 3);
  const small = [
    await publish(db, large.organizationId, "{}", "in_2"),
    await publish(db, other.organizationId, "{}"),
    await publish(db, other.organizationId, "{}"),
  ];
  const { deliveries } = await claim(db, [...large.webhookIds, beside, ...other.webhookIds]);
  expect(idsOf(deliveries.filter(({ webhookId }) => !large.webhookIds.includes(webhookId)))).toEqual(small);
});

test("a later delivery of a webhook waits for the one that is not loaded, though another webhook needs its event", async () => {
  const { db } = await openDatabase();
  const { organizationId, webhookIds } = await createWebhooks(db, 2);
  const [first = "", second = ""] = webhookIds;
  const shared = await publish(db, organizationId, "{}");
  const larger = await publishLarge(db, organizationId, loadedCount + 2);
  // The second webhook gets the shared event last, as a retry.
  await db
    .updateTable("delivery_queue")
    .set({ due_at: new Date(start + published++) })
    .where("webhook_id", "=", second)
    .where("event_id", "=", shared)
    .execute();
  const { deliveries, notLoaded } = await claim(db, [first, second]);
  const loadedOf = (id: string) => idsOf(deliveries.filter(({ webhookId }) => webhookId === id));
  expect(loadedOf(first)[0]).toBe(shared);
  expect(loadedOf(second)).toEqual(larger.slice(0, loadedCount));
  expect(notLoaded).toContain(shared);
});

describe("an error", () => {
  test("of one event leaves the limit and the other events as they are", async () => {
    const { db } = await openDatabase();
    const { organizationId, webhookIds } = await createWebhooks(db, 1);
    const events = await publishLarge(db, organizationId, loadedCount + 3);
    const [, unreadable = ""] = events;
    await sql`update event_bodies set body = '\\xff' where event_id = ${unreadable}`.execute(db);
    const onError = vi.fn();
    const { deliveries, loaded, notLoaded } = await claim(db, webhookIds, { onError });
    expect([loaded, notLoaded]).toEqual([events.slice(0, loadedCount + 1), events.slice(loadedCount + 1)]);
    const withoutBody = deliveries.filter(({ body }) => body === null);
    expect(withoutBody).toMatchObject([{ eventId: unreadable, isErased: null }]);
    expect(onError.mock.calls).toEqual([[webhookIds[0], "event", expect.any(Error)]]);
  });

  test("of one webhook leaves the limit and the other webhooks as they are", async () => {
    const { db } = await openDatabase();
    const { organizationId, webhookIds } = await createWebhooks(db, 2);
    const [healthy = "", rejected = ""] = webhookIds;
    const events = await publishLarge(db, organizationId, loadedCount + 3);
    await sql
      .raw(`create function reject() returns trigger language plpgsql as $$
        begin if new.webhook_id = '${rejected}' then raise exception 'rejected'; end if; return new; end $$`)
      .execute(db);
    await sql
      .raw("create trigger reject before update on delivery_queue for each row execute function reject()")
      .execute(db);
    const onError = vi.fn();
    const { deliveries, loaded, notLoaded } = await claim(db, webhookIds, { onError });
    expect([loaded, notLoaded]).toEqual([events.slice(0, loadedCount), events.slice(loadedCount)]);
    expect(deliveries.every(({ webhookId }) => webhookId === healthy)).toBe(true);
    expect(onError.mock.calls).toEqual([[rejected, "claim", expect.any(Error)]]);
  });
});

test("large events that are not loaded are given back, and arrive, each once and in order", async () => {
  const webhooks = loadedCount + 8;
  const common = { encryptionKey: Buffer.alloc(32, 1), token: "a-token-of-large-events" };
  const { client, databaseUrl } = await startOnPostgres({ ...common, role: "api" });
  const endpoint = await startEndpoint();
  const { db } = await openDatabase(databaseUrl);
  const expected: Record<string, string[]> = {};
  for (let index = 0; index < webhooks; index++) {
    const inbox = `in_${index}`;
    await client.addWebhook(`${endpoint.url}/${inbox}`, { inbox_ids: [inbox] });
    const events = [await publish(db, "default", largeBody, inbox), await publish(db, "default", largeBody, inbox)];
    expected[new URL(`${endpoint.url}/${inbox}`).pathname] = events;
  }
  await query(
    databaseUrl,
    `create table given_back (delivery_id text);
    create function note() returns trigger language plpgsql as $$
    begin insert into given_back values (old.delivery_id); return new; end $$;
    create trigger note after update on delivery_queue for each row
      when (old.lease is not null and new.lease is null) execute function note()`,
  );
  await startOnPostgres({ ...common, databaseUrl, role: "worker" });
  await expect.poll(() => query(databaseUrl, "select from delivery_queue")).toEqual([]);
  const received: Record<string, string[]> = {};
  for (const { path, headers, body } of endpoint.received) {
    expect(body.length).toBe(largeBytes);
    received[path] = [...(received[path] ?? []), String(headers["webhook-id"])];
  }
  expect(received).toEqual(expected);
  expect(await query(databaseUrl, "select from given_back")).not.toEqual([]);
});
