import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { Schema } from "../database/schema.ts";
import { withShortLock } from "../database/short-lock.ts";
import { firstDeliveryIdSince, type TimeRange } from "./delivery-id.ts";

/*
 * The tables that grow with every event are partitioned by its time of publication, in whole days (UTC). Rows that no
 * partition covers are in the default partition, `…_default`: those from before migration 0010, those that were still pending
 * when their partition was dropped, and, if partitions were not created in time, recent ones.
 *
 * A partition is named after its table, its first day, and the day after its last one.
 */

export const partitionedTables = ["deliveries", "not_delivered", "attempts", "event_bodies"] as const;
export type PartitionedTable = (typeof partitionedTables)[number];

/** The column by which a table is partitioned, and its first value of a time. */
const keys: Readonly<Record<PartitionedTable, { column: string; first: (time: Date) => string }>> = {
  deliveries: { column: "delivery_id", first: firstDeliveryIdSince },
  not_delivered: { column: "delivery_id", first: firstDeliveryIdSince },
  attempts: { column: "delivery_id", first: firstDeliveryIdSince },
  event_bodies: { column: "published_at", first: (time) => time.toISOString() },
};

const storage = (table: PartitionedTable) => (table === "deliveries" ? sql`with (fillfactor = 50)` : sql``);

const compactDay = (time: Date) => time.toISOString().slice(0, 10).replaceAll("-", "");
const parseDay = (text: string) => new Date(text.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3"));

const nameOf = (table: PartitionedTable, { since, until }: TimeRange) =>
  `${table}_${compactDay(since)}_${compactDay(until)}`;
const defaultNameOf = (table: PartitionedTable) => `${table}_default`;
const defaultOf = (table: PartitionedTable) => sql.table(defaultNameOf(table));

/** Returns what the partitions of a table cover, in order of time. */
export async function selectPartitions(db: Kysely<Schema>, table: PartitionedTable): Promise<TimeRange[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = to_regclass(${table}) order by relname`.execute(db);
  return rows.flatMap(({ name }) => {
    const [, since, until] = /_(\d{8})_(\d{8})$/.exec(name) ?? [];
    return since === undefined || until === undefined ? [] : [{ since: parseDay(since), until: parseDay(until) }];
  });
}

/** The names of a partition of each table. */
export type PartitionNames = Readonly<Record<PartitionedTable, string>>;

const mapTables = (name: (table: PartitionedTable) => string): PartitionNames => ({
  deliveries: name("deliveries"),
  not_delivered: name("not_delivered"),
  attempts: name("attempts"),
  event_bodies: name("event_bodies"),
});

export const defaultPartitions: PartitionNames = mapTables(defaultNameOf);

/** The names of the partitions of a range. A table that has none has its rows in the default partition. */
export async function selectPartitionNames(db: Kysely<Schema>, range: TimeRange): Promise<PartitionNames> {
  const names = mapTables((table) => nameOf(table, range));
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where relname = any (${sql.val(Object.values(names))}::text[])`.execute(db);
  const existing = new Set(rows.map(({ name }) => name));
  return mapTables((table) => (existing.has(names[table]) ? names[table] : defaultNameOf(table)));
}

const isIn = (table: PartitionedTable, { since, until }: TimeRange): RawBuilder<boolean> => {
  const { column, first } = keys[table];
  return sql`(${sql.ref(column)} >= ${sql.lit(first(since))} and ${sql.ref(column)} < ${sql.lit(first(until))})`;
};

/** Whether the default partition of a table is empty, and whether it is empty in a range. */
export interface DefaultContents {
  readonly isEmpty: boolean;
  readonly isEmptyInRange: boolean;
}

export async function selectDefaultContents(
  db: Kysely<Schema>,
  table: PartitionedTable,
  range: TimeRange,
): Promise<DefaultContents> {
  const { rows } = await sql<DefaultContents>`
    select not exists (select from ${defaultOf(table)} offset 0) as "isEmpty",
      not exists (select from ${defaultOf(table)} where ${isIn(table, range)} offset 0) as "isEmptyInRange"`.execute(
    db,
  );
  return rows[0] ?? { isEmpty: false, isEmptyInRange: false };
}

/** A backup holds locks for a long time: the next run tries again. */
const attempts = 5;

/** Creates a partition beside the rows that the default partition has. */
export async function createMissingPartition(
  db: Kysely<Schema>,
  table: PartitionedTable,
  range: TimeRange,
  { isEmpty }: DefaultContents,
): Promise<void> {
  if (!isEmpty) await excludeFromDefault(db, table, range);
  await createPartition(db, table, range);
}

/** Creates a partition. The default partition is empty, or `excludeFromDefault` was called before. */
export async function createPartition(db: Kysely<Schema>, table: PartitionedTable, range: TimeRange): Promise<void> {
  const name = sql.table(nameOf(table, range));
  const { first } = keys[table];
  const work = async (transaction: Transaction<Schema>) => {
    // Attached, because creating it as a partition would lock the whole table.
    await sql`create table ${name} (like ${sql.table(table)} including all) ${storage(table)}`.execute(transaction);
    await sql`
      alter table ${sql.table(table)} attach partition ${name}
      for values from (${sql.lit(first(range.since))}) to (${sql.lit(first(range.until))})`.execute(transaction);
    await dropExclusion(transaction, table);
  };
  await withShortLock(db, [defaultNameOf(table)], work, { attempts });
}

const exclusion = "excluded_range";

/**
 * Makes Postgres check that the default partition has no row of a range, without blocking others. Otherwise creating the
 * partition would read all of the default partition under a lock. Until that partition is there, rows of the range cannot be
 * stored, so it has to be in the future.
 */
async function excludeFromDefault(db: Kysely<Schema>, table: PartitionedTable, range: TimeRange): Promise<void> {
  const partition = defaultOf(table);
  const work = (transaction: Transaction<Schema>) =>
    sql`
      alter table ${partition} add constraint ${sql.id(exclusion)} check (not ${isIn(table, range)}) not valid`.execute(
      transaction,
    );
  await withShortLock(db, [defaultNameOf(table)], work, { attempts });
  await sql`alter table ${partition} validate constraint ${sql.id(exclusion)}`.execute(db);
}

/** Undoes what `excludeFromDefault` did in a run that failed. */
export async function includeInDefault(db: Kysely<Schema>, table: PartitionedTable): Promise<void> {
  const { rows } = await sql`
    select from pg_constraint
    where conrelid = to_regclass(${defaultNameOf(table)}) and conname = ${exclusion}`.execute(db);
  if (rows.length > 0)
    await withShortLock(db, [defaultNameOf(table)], (transaction) => dropExclusion(transaction, table), { attempts });
}

const dropExclusion = (db: Kysely<Schema>, table: PartitionedTable) =>
  sql`alter table ${defaultOf(table)} drop constraint if exists ${sql.id(exclusion)}`.execute(db);

/** What may be moved: copying more under a lock would take too long. */
const maxMoved = { deliveries: 250, attempts: 2_500, bodyBytes: 4 * 1024 ** 2 } as const;

/** What is pending in a range. */
type Pending = Readonly<Record<keyof typeof maxMoved, number>>;

const nothing: Pending = { deliveries: 0, attempts: 0, bodyBytes: 0 };

const isTooMuch = ({ deliveries, attempts, bodyBytes }: Pending) =>
  deliveries > maxMoved.deliveries || attempts > maxMoved.attempts || bodyBytes > maxMoved.bodyBytes;

/**
 * Drops a partition, and gives its disk space back. What is still pending is moved to the default partition.
 *
 * @returns false if too much is pending: the partition stays
 */
export async function dropPartition(db: Kysely<Schema>, table: PartitionedTable, range: TimeRange): Promise<boolean> {
  // `not_delivered` has no row of a pending delivery. To look for one would read all of the partition under the lock.
  const measure = async (on: Kysely<Schema>) => (table === "not_delivered" ? nothing : measurePending(on, range));
  if (isTooMuch(await measure(db))) return false;
  const work = async (transaction: Transaction<Schema>) => {
    await sql`lock table only ${sql.table(table)} in access exclusive mode`.execute(transaction);
    // Now nothing can be resent or recovered.
    const pending = await measure(transaction);
    if (isTooMuch(pending)) return false;
    const partition = sql.table(nameOf(table, range));
    if (pending.deliveries > 0) {
      await sql`alter table ${sql.table(table)} detach partition ${partition}`.execute(transaction);
      await sql`insert into ${sql.table(table)} ${selectPending(table, range, partition)}`.execute(transaction);
    }
    await sql`drop table ${partition}`.execute(transaction);
    return true;
  };
  return withShortLock(db, [defaultNameOf(table), nameOf(table, range)], work, { attempts });
}

const queuedIn = (range: TimeRange) => sql`delivery_queue where ${isIn("deliveries", range)}`;
const fannedOutIn = ({ since, until }: TimeRange) => sql`
  fan_outs where delivery_id_prefix >= ${firstDeliveryIdSince(since)} and delivery_id_prefix < ${firstDeliveryIdSince(until)}`;

/**
 * Counts the pending deliveries of a range, their attempts, and the bytes of their events, up to one delivery more than may be
 * moved. Those without a row of their own are counted in groups.
 */
async function measurePending(db: Kysely<Schema>, range: TimeRange): Promise<Pending> {
  const max = maxMoved.deliveries + 1;
  const { rows } = await sql<Pending>`
    with pending as materialized (
      (select organization_id, event_id, attempts from ${queuedIn(range)} limit ${max})
      union all (select organization_id, event_id, 0 from ${fannedOutIn(range)} limit ${max})
    )
    select count(*)::integer as deliveries, coalesce(sum(attempts), 0)::float8 as attempts, (
      select coalesce(sum(octet_length(body.body)), 0)::float8
      from ${bodiesOf(sql`select distinct organization_id, event_id from pending`, sql.table("event_bodies"))}
    ) as "bodyBytes"
    from pending`.execute(db);
  return rows[0] ?? nothing;
}

/** The rows of a partition that are pending, or whose events are. Each is looked up by its key. */
function selectPending(table: PartitionedTable, range: TimeRange, partition: RawBuilder<unknown>): RawBuilder<unknown> {
  if (table !== "event_bodies")
    return sql`select * from ${partition} where delivery_id = any (array(select delivery_id from ${queuedIn(range)}))`;
  const pending = sql`
    select organization_id, event_id from ${queuedIn(range)}
    union select organization_id, event_id from ${fannedOutIn(range)}`;
  return sql`select body.* from ${bodiesOf(pending, partition)}`;
}

/** Joins events with their bodies. The offsets make the planner look up each, whatever it knows of the tables. */
const bodiesOf = (events: RawBuilder<unknown>, bodies: RawBuilder<unknown>) => sql`
  (${events}) as pending
  cross join lateral (
    select published_at from events
    where events.organization_id = pending.organization_id and events.event_id = pending.event_id offset 0
  ) as event
  cross join lateral (
    select * from ${bodies} as bodies
    where bodies.published_at = event.published_at and bodies.event_id = pending.event_id
      and bodies.organization_id = pending.organization_id offset 0
  ) as body`;

/** The partition that covers a time, or the one that is missing there. */
export function nextRange(
  since: Date,
  existing: readonly TimeRange[],
  widthMs: number,
): TimeRange & { readonly isMissing: boolean } {
  const covering = existing.find((range) => range.since <= since && since < range.until);
  if (covering !== undefined) return { ...covering, isMissing: false };
  const following = existing.find((range) => range.since > since);
  const end = Math.min(since.getTime() + widthMs, following?.since.getTime() ?? Number.POSITIVE_INFINITY);
  return { since, until: new Date(end), isMissing: true };
}

/** What no partition covers, up to a time. */
export function gapsBetween(partitions: readonly TimeRange[], before: Date): TimeRange[] {
  const gaps: TimeRange[] = [];
  let since = new Date(0);
  for (const partition of [...partitions, { since: before, until: before }]) {
    const until = partition.since < before ? partition.since : before;
    if (since < until) gaps.push({ since, until });
    if (partition.until > since) since = partition.until;
  }
  return gaps;
}
