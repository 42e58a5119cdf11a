import { type Kysely, sql, type Transaction } from "kysely";
import { withShortLock } from "../short-lock.ts";

/**
 * Partitions deliveries, attempts and bodies of events by time, so that retention can drop what is old. The existing tables
 * become the default partitions, without reading them; the service creates the others.
 *
 * The body of an event has a table of its own, because events have to be unique at any time. Until then it is in `events`.
 * A process of the previous version cannot send what a new one has published: its attempt is an `internal_error`, and the
 * retry is sent.
 */
export async function upOnline(db: Kysely<never>): Promise<void> {
  await withShortLock(db, ["deliveries"], async (transaction) => {
    if (!(await becomesPartition(transaction, "deliveries"))) return;
    const indexes = {
      deliveries_event: "(organization_id, event_id)",
      deliveries_not_delivered: "(organization_id, created_at, delivery_id) where reason is not null",
      deliveries_page: "(organization_id, created_at, delivery_id)",
      deliveries_webhook: "(webhook_id, created_at, delivery_id)",
    };
    for (const [name, on] of Object.entries(indexes)) {
      await rename(transaction, "index", name, name.replace("deliveries", "deliveries_default"));
      await sql`create index ${sql.id(name)} on deliveries ${sql.raw(on)}`.execute(transaction);
    }
    await sql`alter table deliveries add primary key (delivery_id)`.execute(transaction);
    await sql`alter table deliveries attach partition deliveries_default default`.execute(transaction);
  });
  await withShortLock(db, ["attempts"], async (transaction) => {
    if (!(await becomesPartition(transaction, "attempts"))) return;
    await sql`alter table attempts add primary key (delivery_id, attempt)`.execute(transaction);
    await sql`alter table attempts attach partition attempts_default default`.execute(transaction);
  });
  await withShortLock(db, ["events"], (transaction) =>
    sql`alter table events alter column body drop not null`.execute(transaction),
  );
  await sql`
    create table if not exists event_bodies (
      published_at timestamptz(3) not null,
      organization_id text collate "C" not null,
      event_id text collate "C" not null,
      body bytea not null
    ) partition by range (published_at)`.execute(db);
  await sql`create table if not exists event_bodies_default partition of event_bodies default`.execute(db);
  await sql`create index if not exists event_bodies_event on event_bodies (published_at, event_id)`.execute(db);
}

/** Makes a table the partition `…_default` of one with its name and columns. Returns false if that was done. */
async function becomesPartition(transaction: Transaction<never>, table: string): Promise<boolean> {
  const partition = `${table}_default`;
  const { rows } = await sql`select where to_regclass(${partition}) is null`.execute(transaction);
  if (rows.length === 0) return false;
  await rename(transaction, "table", table, partition);
  await rename(transaction, "index", `${table}_pkey`, `${partition}_pkey`);
  await sql`
    create table ${sql.id(table)} (like ${sql.id(partition)} including defaults)
    partition by range (delivery_id)`.execute(transaction);
  return true;
}

async function rename(transaction: Transaction<never>, kind: "table" | "index", from: string, to: string) {
  await sql`alter ${sql.raw(kind)} ${sql.id(from)} rename to ${sql.id(to)}`.execute(transaction);
}
