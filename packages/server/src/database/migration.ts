import { type Kysely, sql, type Transaction } from "kysely";
import { withShortLock } from "./short-lock.ts";

/**
 * A change of the schema. Processes of the version before may be running, so it must not hold a lock for longer than a
 * moment.
 */
export type Migration =
  /** In a transaction, for changes of the catalog and of small tables. */
  | {
      readonly up: (transaction: Transaction<never>) => Promise<void>;
      /** The large tables that it locks. @default none */
      readonly tables?: readonly string[];
    }
  /**
   * Outside of a transaction, for what takes long. An interrupted one is run again from its start: each of its statements
   * must be repeatable.
   */
  | { readonly upOnline: (db: Kysely<never>) => Promise<void> };

/**
 * Creates an index without blocking writes. One that an interrupted run has left unfinished is built again.
 *
 * @param on table and columns: `events (published_at)`
 */
export async function createIndex(db: Kysely<never>, name: string, on: string): Promise<void> {
  const { rows } = await sql`
    select from pg_index where indexrelid = to_regclass(${name}) and not indisvalid`.execute(db);
  if (rows.length > 0) await sql`drop index concurrently ${sql.id(name)}`.execute(db);
  await sql`create index concurrently if not exists ${sql.id(name)} on ${sql.raw(on)}`.execute(db);
}

/**
 * Creates an index of a partitioned table, and of each of its partitions, without blocking writes.
 *
 * @param on columns: `(organization_id, outcome)`
 */
export async function createPartitionedIndex(
  db: Kysely<never>,
  name: string,
  table: string,
  on: string,
): Promise<void> {
  await sql`create index if not exists ${sql.id(name)} on only ${sql.id(table)} ${sql.raw(on)}`.execute(db);
  const { rows } = await sql<{ partition: string }>`
    select relname as partition from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = to_regclass(${table})`.execute(db);
  for (const { partition } of rows) {
    const indexName = name.replace(table, partition);
    const { rows: attached } = await sql`
      select from pg_inherits where inhrelid = to_regclass(${indexName})`.execute(db);
    if (attached.length > 0) continue;
    await createIndex(db, indexName, `${partition} ${on}`);
    await withShortLock(db, [partition], async (transaction) => {
      await sql`alter index ${sql.id(name)} attach partition ${sql.id(indexName)}`.execute(transaction);
    });
  }
}

/**
 * Replaces an index by one of the same name, without blocking writes.
 *
 * @param on table and columns: `events (published_at)`
 */
export async function replaceIndex(db: Kysely<never>, name: string, on: string): Promise<void> {
  const [table = ""] = on.split(" ");
  const replacement = `${name}_new`;
  await createIndex(db, replacement, on);
  await withShortLock(db, [table], async (transaction) => {
    await sql`drop index if exists ${sql.id(name)}`.execute(transaction);
    await sql`alter index ${sql.id(replacement)} rename to ${sql.id(name)}`.execute(transaction);
  });
}
