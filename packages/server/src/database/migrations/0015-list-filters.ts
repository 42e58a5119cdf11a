import { type Kysely, sql } from "kysely";
import { createIndex, createPartitionedIndex } from "../migration.ts";
import { withShortLock } from "../short-lock.ts";

/** Deliveries of a step, which takes some tens of milliseconds. */
const stepRows = 5_000;

/**
 * Indexes for the filters of lists: events by type and by inbox, and deliveries by the outcome of their last attempt. For
 * the latter, failed attempts have the organization; the others would make the index large and recording slower.
 *
 * A trigger adds the organization to what a process of the previous version records during an upgrade.
 */
export async function upOnline(db: Kysely<never>): Promise<void> {
  await createIndex(db, "events_type", "events (organization_id, event_type, published_at, event_id)");
  await createIndex(
    db,
    "events_inbox",
    "events (organization_id, inbox_id, published_at, event_id) where inbox_id is not null",
  );
  await sql`
    create or replace function add_organization() returns trigger language plpgsql as $$
    begin
      select organization_id into new.organization_id from deliveries where delivery_id = new.delivery_id;
      return new;
    end
    $$`.execute(db);
  await withShortLock(db, ["attempts"], async (transaction) => {
    await sql`alter table attempts add column if not exists organization_id text collate "C"`.execute(transaction);
    await sql`
      create or replace trigger attempts_organization before insert on attempts for each row
      when (new.organization_id is null and new.outcome <> 'succeeded')
      execute function add_organization()`.execute(transaction);
  });
  await addOrganizations(db);
  await createPartitionedIndex(
    db,
    "attempts_failed",
    "attempts",
    "(organization_id, outcome, delivery_id) where organization_id is not null",
  );
}

/** Adds the organization to the failed attempts that are stored. */
async function addOrganizations(db: Kysely<never>): Promise<void> {
  let after = "";
  do {
    const { rows }: { rows: { last: string | null }[] } = await sql<{ last: string | null }>`
      with step as materialized (
        select delivery_id, organization_id from deliveries
        where delivery_id > ${after} order by delivery_id limit ${stepRows}
      ), bounds as materialized (
        select min(delivery_id) as first, max(delivery_id) as last from step
      ), updated as (
        update attempts set organization_id = step.organization_id from step
        where attempts.delivery_id = step.delivery_id and outcome <> 'succeeded' and attempts.organization_id is null
          and attempts.delivery_id between (select first from bounds) and (select last from bounds)
      )
      select last from bounds`.execute(db);
    after = rows[0]?.last ?? "";
  } while (after !== "");
}
