import { type Kysely, sql, type Transaction } from "kysely";
import { withShortLock } from "./short-lock.ts";

/**
 * A change of the schema. Processes of the version before may be running, so it must not hold a lock for longer than a
 * moment.
 */
export type Migration =
  /** In a transaction, for changes of the catalog and of small tables. */
  | { readonly up: (transaction: Transaction<never>) => Promise<void> }
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
