/** A step through many rows reads only its own rows, even if the database has no statistics of its tables. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { deriveKeyRing } from "../src/crypto/keys.ts";
import type { Schema } from "../src/database/schema.ts";
import { firstDeliveryIdSince } from "../src/deliveries/delivery-id.ts";
import { type DeliveryFilter, deliverySearches } from "../src/deliveries/list-queries.ts";
import { defaultPartitions } from "../src/deliveries/partitions.ts";
import { deleteDeliveries, deleteEvents, requeueDelivery, selectWebhookState } from "../src/deliveries/queries.ts";
import { queueRecoverable, scanForRecoverable } from "../src/deliveries/recoverable-queries.ts";
import { eventSearches, selectEvent } from "../src/events/queries.ts";
import { insertEvents, selectEvents } from "../src/publish/queries.ts";
import { reencryptSecrets } from "../src/reencrypt.ts";
import { selectSummaryStep, selectWebhookHealth } from "../src/webhooks/health-queries.ts";
import { loadEvents } from "../src/worker/claimed-events.ts";
import { selectCurrentStates } from "../src/worker/current-state.ts";
import { type DeliveryResult, recordResults } from "../src/worker/result-queries.ts";
import { settleStaleDeliveries } from "../src/worker/stale-deliveries.ts";
import { insertBacklog, ulidTimeSql } from "./support/backlog-sql.ts";
import { insertWebhooks, newEvent, openDatabase } from "./support/database.ts";

const count = 4_000;
const limit = 50;
const [organizationId, webhookId] = ["default", "wh_backlog"];
const [since, now] = [new Date(Date.now() - 60_000), new Date()];

/** Rows and index entries that were read. */
async function countRead(db: Kysely<Schema>): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ read: number }>`
    select (select sum(idx_tup_read) from pg_stat_user_indexes)::integer
      + (select sum(seq_tup_read) from pg_stat_user_tables)::integer as read`.execute(db);
  return rows[0]?.read ?? 0;
}

test.each<[string, (db: Kysely<Schema>) => Promise<unknown>]>([
  [
    "settling",
    async (db) => {
      const { position: after } = await settleStaleDeliveries(db, webhookId, { limit, now });
      expect(await settleStaleDeliveries(db, webhookId, { limit, now, after })).toMatchObject({ count: limit });
    },
  ],
  ["recovering", (db) => scanForRecoverable(db, { organizationId, webhookId }, { since, until: now, limit })],
  [
    "queueing missed events",
    async (db) => {
      const range = { since, until: now, limit };
      const { found } = await scanForRecoverable(db, { organizationId, webhookId }, range);
      const missed = found.map((event) => ({ ...event, deliveryId: null }));
      expect(missed).toHaveLength(limit);
      const queue = db
        .transaction()
        .execute((transaction) => queueRecoverable(transaction, webhookId, missed, { dueAt: now, spacingMs: 1 }));
      expect(await queue).toEqual({ failed: 0, missed: 0 });
    },
  ],
  [
    "removing deliveries",
    (db) =>
      deleteDeliveries(db, { partitions: defaultPartitions, after: "", before: firstDeliveryIdSince(now), limit }),
  ],
  ...[{}, { status: "failed" }, { webhook_id: webhookId }, { event_type: "message.delivered" }].map(
    (filter): [string, (db: Kysely<Schema>) => Promise<void>] => [
      `listing ${JSON.stringify(filter)}`,
      async (db) => {
        const page = { ascending: false, after: undefined, rows: limit };
        const [search] = deliverySearches(db, organizationId, filter);
        expect((await search?.scan(page, 2 * limit))?.items).toHaveLength(limit);
      },
    ],
  ),
  ...[{}, { event_type: "message.delivered" }].map((filter): [string, (db: Kysely<Schema>) => Promise<void>] => [
    `listing events ${JSON.stringify(filter)}`,
    async (db) => {
      const page = { ascending: false, after: undefined, rows: limit };
      const [search] = eventSearches(db, organizationId, filter);
      expect((await search?.scan(page, 2 * limit))?.items).toHaveLength(limit);
    },
  ]),
  [
    "sending one again",
    async (db) => {
      const { rows } = await sql<{ delivery_id: string }>`
        select delivery_id from deliveries where organization_id = ${organizationId} order by created_at limit 1`.execute(
        db,
      );
      expect(await requeueDelivery(db, rows[0]?.delivery_id ?? "", { now, dueAt: now })).toBe(true);
    },
  ],
  [
    "showing the health of a webhook",
    async (db) => {
      await sql`update webhooks set enabled = true`.execute(db);
      expect(await selectWebhookHealth(db, organizationId, webhookId, { now, max: limit })).toMatchObject({
        pending: limit,
        due: limit,
        oldest_due_at: new Date(since.getTime() + 2),
      });
    },
  ],
  [
    "summarizing an organization",
    async (db) => {
      await sql`update webhooks set enabled = true`.execute(db);
      const page = { after: undefined, rows: limit };
      const summary = await selectSummaryStep(db, organizationId, page, { now, max: limit });
      expect(summary).toMatchObject({ total: 1, pending: limit, due: limit });
    },
  ],
  [
    "looking for a webhook to which nothing was sent",
    async (db) => {
      await sql`insert into webhooks select 'wh_new', organization_id, url, event_types, inbox_ids, pod_ids, client_id, secret,
        true, created_at, updated_at from webhooks`.execute(db);
      expect(await selectWebhookState(db, organizationId, "wh_new")).toBe("enabled");
      expect(await selectWebhookState(db, organizationId, "wh_none")).toBeUndefined();
      expect(await selectWebhookState(db, "another", webhookId)).toBeUndefined();
    },
  ],
  [
    "removing events",
    (db) => deleteEvents(db, { partitions: defaultPartitions, after: new Date(0), before: now, limit }),
  ],
])("%s", async (_, step) => {
  const db = await openSeeded(step);
  const before = await countRead(db);
  await step(db);
  expect((await countRead(db)) - before).toBeLessThan(count / 4);
});

const eventFilters: readonly DeliveryFilter[] = [{ event_type: "message.delivered" }, { inbox_id: "in_1" }];

test.each(eventFilters)("listing %o of events for many webhooks reads the deliveries of few events", async (filter) => {
  const { db } = await openDatabase();
  const webhooks = 100;
  const events = count / webhooks;
  const at = `timestamptz '${since.toISOString()}' + event * interval '1 millisecond'`;
  const ulidOfEvent = `${ulidTimeSql(`(${since.getTime()} + event)`)} || lpad(event::text, 16, '0')`;
  const run = (statement: string) => sql.raw(statement).execute(db);
  await run(`
    insert into events (organization_id, event_id, event_type, inbox_id, deliveries, published_at)
    select '${organizationId}', 'evt_' || event, 'message.delivered', 'in_1', ${webhooks}, ${at}
    from generate_series(1, ${events}) as event`);
  await run(`
    insert into deliveries
      (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at, settled_at)
    select 'dlv_' || ${ulidOfEvent} || lpad(webhook::text, 6, '0'), '${organizationId}', 'evt_' || event,
      'message.delivered', 'wh_' || webhook, 'succeeded', false, ${at}, ${at}
    from generate_series(1, ${events}) as event cross join generate_series(1, ${webhooks}) as webhook`);
  for (const ascending of [true, false]) {
    const page = { ascending, after: undefined, rows: limit };
    const before = await countRead(db);
    const [search] = deliverySearches(db, organizationId, filter);
    expect((await search?.scan(page, 2 * limit))?.items).toHaveLength(limit);
    expect((await countRead(db)) - before).toBeLessThan(count / 4);
  }
});

/** Blocks of the indexes of events that were read. */
async function countEventBlocks(db: Kysely<Schema>): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ read: number }>`
    select sum(idx_blks_hit + idx_blks_read)::integer as read from pg_statio_user_indexes where relname = 'events'`.execute(
    db,
  );
  return rows[0]?.read ?? 0;
}

const deliveryOf = (eventId: string) => ({ deliveryId: "dlv_1", organizationId, webhookId, eventId });

test.each<[string, (db: Kysely<Schema>, eventId: string) => Promise<unknown>]>([
  ["sending", (db, eventId) => selectCurrentStates(db, [deliveryOf(eventId)], now)],
  ["publishing it again", (db, eventId) => insertEvents(db, [newEvent(organizationId, { eventId })])],
  ["comparing it", (db, eventId) => selectEvents(db, [{ organizationId, eventId }])],
  ["loading it", (db, eventId) => loadEvents(db, [deliveryOf(eventId)], 0, expect.unreachable)],
  ["showing it", (db, eventId) => selectEvent(db, organizationId, eventId)],
])("%s looks up an event, though the primary key is the highest index", async (_, lookUp) => {
  const db = await openSeeded();
  // Most organizations have one event. The primary key is the only index with its ids in another order.
  await sql`
    insert into events (organization_id, event_id, event_type, deliveries, published_at)
    select 'org_' || number, 'evt_1', '', 0, ${now} from generate_series(1, ${count}::integer) as number`.execute(db);
  await sql`alter index events_pkey set (fillfactor = 10)`.execute(db);
  await sql`reindex index events_pkey`.execute(db);
  await sql`analyze events`.execute(db);
  const { rows } = await sql<{ id: string }>`
    select event_id as id from events where organization_id = ${organizationId} limit 1`.execute(db);
  const before = await countEventBlocks(db);
  await lookUp(db, rows[0]?.id ?? "");
  expect((await countEventBlocks(db)) - before).toBeLessThan(15);
});

test("re-encrypting reads each secret once, also if it cannot be decrypted", async () => {
  const { db } = await openDatabase();
  await sql`
    insert into webhooks (webhook_id, organization_id, url, event_types, inbox_ids, pod_ids, secret, enabled, created_at,
      updated_at)
    select 'wh_' || number, ${organizationId}, '', '{}', '{}', '{}', decode('0100000000' || md5(number::text), 'hex'), true,
      ${now}, ${now}
    from generate_series(1, ${count}::integer) as number`.execute(db);
  const before = await countRead(db);
  expect(await reencryptSecrets(db, deriveKeyRing([Buffer.alloc(32, 1)]))).toBe(0);
  expect((await countRead(db)) - before).toBeLessThan(2 * count);
});

test.each(["empty", "full"])(
  "recording results reads their deliveries only, if the plan is of %s tables",
  async (tables) => {
    const { db } = await openDatabase();
    await insertWebhooks(db, [webhookId]);
    const resultOf = (deliveryId: string): DeliveryResult => {
      const attempt = { startedAt: now, durationMs: 1, outcome: "succeeded" } as const;
      return { deliveryId, webhookId, epoch: 0, lease: "1:0", attempt, next: { status: "succeeded" } };
    };
    if (tables === "empty") await recordResults(db, [resultOf("dlv_1")], now);
    await insertBacklog(db, { organizationId: "org", webhookId, count, status: "pending", publishedAt: since });
    const { rows } = await sql<{ id: string }>`
    update delivery_queue set lease = '1:0', leased_until = ${new Date(now.getTime() + 60_000)}
    where delivery_id in (
      select min(delivery_id) from delivery_queue union all select max(delivery_id) from delivery_queue
    )
    returning delivery_id as id`.execute(db);
    const results = rows.map(({ id }) => resultOf(id));
    const before = await countRead(db);
    expect((await recordResults(db, results, now)).recorded.size).toBe(2);
    expect((await countRead(db)) - before).toBeLessThan(count / 4);
  },
);

test("removing events does not read all deliveries of a partition, which is small beside the events", async () => {
  const db = await openSeeded();
  const columns = sql`organization_id, event_type, inbox_id, deliveries, published_at`;
  await sql`
    insert into events (event_id, ${columns})
    select event_id || '_' || copy, ${columns} from events cross join generate_series(1, 20) as copy`.execute(db);
  await sql`analyze`.execute(db);
  const before = await countRead(db);
  await deleteEvents(db, { partitions: defaultPartitions, after: new Date(0), before: now, limit });
  expect((await countRead(db)) - before).toBeLessThan(count / 2);
});

test("recovering looks only at the fan-outs of its events, which are not missed", async () => {
  const db = await openSeeded();
  await sql`
    insert into fan_outs (organization_id, delivery_id_prefix, first_number, event_id, event_type, published_at, due_at,
      webhook_ids, epochs)
    select organization_id, left(delivery_id, -6), 1, event_id, event_type, created_at, created_at, array[webhook_id], '{0}'
    from deliveries`.execute(db);
  await sql`update webhooks set event_types = '{message.delivered}', enabled = true`.execute(db);
  await sql`truncate deliveries, delivery_queue`.execute(db);
  const before = await countRead(db);
  const scan = await scanForRecoverable(db, { organizationId, webhookId }, { since, until: now, limit });
  expect(scan).toMatchObject({ found: [], last: { eventId: expect.stringMatching(/_50$/) } });
  expect((await countRead(db)) - before).toBeLessThan(count / 4);
});

test("publishing reads a row for each webhook that gets the event, and no other one", async () => {
  const { db } = await openDatabase();
  await sql`
    insert into webhooks (webhook_id, organization_id, url, event_types, inbox_ids, pod_ids, secret, enabled, created_at,
      updated_at)
    select 'wh_' || number, ${organizationId}, '',
      case number % 2 when 0 then '{message.sent}'::text[] else '{message.received}' end, '{}', '{}', '',
      number = 1 or number % 2 = 0, ${now}, ${now}
    from generate_series(1, ${count}::integer) as number`.execute(db);
  const before = await countRead(db);
  expect(await insertEvents(db, [newEvent(organizationId)])).toMatchObject([{ deliveries: 1, webhookIds: ["wh_1"] }]);
  const afterOne = await countRead(db);
  expect(afterOne - before).toBeLessThan(50);
  const [forMany] = await insertEvents(db, [newEvent(organizationId, { eventType: "message.sent" })]);
  expect(forMany).toMatchObject({ deliveries: count / 2, isFannedOut: true });
  expect((await countRead(db)) - afterOne).toBeLessThan(count / 2 + 50);
});

test("each `exists` of a statement has an offset: without statistics, the planner would read the whole table once", () => {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const statements = files
    .filter((name) => !name.includes("migrations"))
    .flatMap((name) =>
      readFileSync(join(sources, name), "utf8")
        .split(/\bexists (?=\(\s*(?:--.*\s*)*select\b)/)
        .slice(1),
    );
  expect(statements.length).toBeGreaterThan(20);
  expect(statements.map(inParentheses).filter((rows) => !/ pg_locks\b|\boffset 0\s*$/.test(rows))).toEqual([]);
});

const sources = fileURLToPath(new URL("../src", import.meta.url));

/** What the parentheses contain with which a text begins. */
function inParentheses(text: string): string {
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return text.slice(1, index);
  }
  return text;
}

/**
 * A database with a webhook and its deliveries, of which every other one has failed.
 *
 * @param plan runs statements while the tables are empty: their plans are kept
 */
async function openSeeded(plan?: (db: Kysely<Schema>) => Promise<unknown>): Promise<Kysely<Schema>> {
  const { db } = await openDatabase();
  await plan?.(db).catch(() => undefined);
  await insertWebhooks(db, [webhookId], { organization_id: organizationId, enabled: false });
  await insertBacklog(db, { organizationId, webhookId, count, status: "pending", publishedAt: since });
  await sql`
    with removed as (delete from delivery_queue where event_id ~ '[13579]$' returning delivery_id)
    update deliveries set status = 'failed', reason = 'exhausted' from removed
    where deliveries.delivery_id = removed.delivery_id`.execute(db);
  return db;
}
