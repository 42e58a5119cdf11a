import { type Kysely, sql } from "kysely";
import { withShortLock } from "../short-lock.ts";

/** Rows of a step, which takes some tens of milliseconds. */
const stepRows = 5_000;

/**
 * Deliveries that failed or were cancelled, in a table of their own. Before, an index of `deliveries` found them. Settling one
 * changed its columns, so Postgres wrote to every index of the table; now it writes to none of them.
 *
 * A trigger keeps the table, so that what a process of the previous version settles during an upgrade is in it.
 */
export async function upOnline(db: Kysely<never>): Promise<void> {
  await sql`
    create table if not exists not_delivered (
      organization_id text collate "C" not null,
      status text collate "C" not null,
      created_at timestamptz(3) not null,
      delivery_id text collate "C" not null,
      primary key (organization_id, status, created_at, delivery_id)
    ) partition by range (delivery_id)`.execute(db);
  await sql`create table if not exists not_delivered_default partition of not_delivered default`.execute(db);
  const partitions = await selectPartitions(db);
  for (const { name, bounds } of partitions) {
    const partition = sql.id(name.replace("deliveries", "not_delivered"));
    await sql`create table if not exists ${partition} partition of not_delivered ${sql.raw(bounds)}`.execute(db);
  }
  await sql`
    create or replace function keep_not_delivered() returns trigger language plpgsql
    -- Each row is looked up by its key, whatever the planner knows of the tables.
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
    as $$
    begin
      delete from not_delivered using old_rows
      where old_rows.reason is not null and not_delivered.organization_id = old_rows.organization_id
        and not_delivered.status = old_rows.status and not_delivered.created_at = old_rows.created_at
        and not_delivered.delivery_id = old_rows.delivery_id;
      insert into not_delivered (organization_id, status, created_at, delivery_id)
      select organization_id, status, created_at, delivery_id from new_rows where reason is not null
      on conflict do nothing;
      return null;
    end
    $$`.execute(db);
  await withShortLock(db, ["deliveries"], async (transaction) => {
    await sql`
      create or replace trigger deliveries_not_delivered
      after update on deliveries referencing old table as old_rows new table as new_rows
      for each statement execute function keep_not_delivered()`.execute(transaction);
  });
  await copy(db);
  const tables = ["deliveries_default", ...partitions.map(({ name }) => name)];
  await withShortLock(db, tables, async (transaction) => {
    await sql`drop index if exists deliveries_not_delivered`.execute(transaction);
  });
}

async function selectPartitions(db: Kysely<never>) {
  const { rows } = await sql<{ name: string; bounds: string }>`
    select relname as name, pg_get_expr(relpartbound, pg_class.oid) as bounds
    from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = to_regclass('deliveries') and relname <> 'deliveries_default'`.execute(db);
  return rows;
}

/**
 * Copies what was settled before. A delivery that is sent again meanwhile may be copied: readers look at its own status, and
 * nothing is inserted twice.
 */
async function copy(db: Kysely<never>): Promise<void> {
  let after: { organization_id: string; created_at: string; delivery_id: string } | undefined;
  do {
    const isAfter =
      after === undefined
        ? sql`true`
        : sql`(organization_id, created_at, delivery_id) >
            (${after.organization_id}, ${after.created_at}::timestamptz, ${after.delivery_id})`;
    const { rows }: { rows: NonNullable<typeof after>[] } = await sql<NonNullable<typeof after>>`
      with step as materialized (
        select organization_id, status, created_at, delivery_id from deliveries
        where reason is not null and ${isAfter}
        order by organization_id, created_at, delivery_id limit ${stepRows}
      ), copied as (
        insert into not_delivered (organization_id, status, created_at, delivery_id)
        select organization_id, status, created_at, delivery_id from step
        on conflict do nothing
      )
      select organization_id, created_at::text, delivery_id from step
      order by organization_id desc, step.created_at desc, delivery_id desc limit 1`.execute(db);
    after = rows[0];
  } while (after !== undefined);
}
