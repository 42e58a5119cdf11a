import { setTimeout } from "node:timers/promises";
import { type Kysely, sql, type Transaction } from "kysely";
import { StartError } from "../lib/errors.ts";

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

/** While a statement waits for an exclusive lock, all others on the table wait behind it. */
const lockTimeoutMs = 25;
const pauseMs = { least: 100, most: 400 };
/** A transaction that is open for longer is not going to end soon. */
const maxWaitMs = 60_000;

/**
 * Runs a transaction that takes exclusive locks. If it cannot get one at once, it is repeated after a pause, so that others
 * never wait for it for longer than 25 ms.
 *
 * @throws StartError when the lock could not be acquired for a minute
 */
export async function withShortLock<Schema, Result>(
  db: Kysely<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  for (;;) {
    try {
      return await tryWithShortLock(db, work);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      if (performance.now() - start < maxWaitMs) {
        await setTimeout(pauseMs.least + Math.random() * (pauseMs.most - pauseMs.least));
        continue;
      }
      throw new StartError(
        "Cannot migrate the database: other transactions lock its tables. Wait for backups and open sessions to end " +
          "(pg_stat_activity shows them), and start again.",
        { cause: error },
      );
    }
  }
}

/** Runs such a transaction once. */
async function tryWithShortLock<Schema, Result>(
  db: Kysely<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (transaction) => {
    await sql`set local lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(transaction);
    return work(transaction);
  });
}

/** Whether a lock was not available in time, or was part of a deadlock. */
const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "55P03" || error.code === "40P01");

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

/** Replaces an index by one of the same name, without blocking writes. */
export async function replaceIndex(db: Kysely<never>, name: string, on: string): Promise<void> {
  const replacement = `${name}_new`;
  await createIndex(db, replacement, on);
  await withShortLock(db, async (transaction) => {
    await sql`drop index if exists ${sql.id(name)}`.execute(transaction);
    await sql`alter index ${sql.id(replacement)} rename to ${sql.id(name)}`.execute(transaction);
  });
}
