import { setTimeout } from "node:timers/promises";
import { type Kysely, sql, type Transaction } from "kysely";
import { codeOf } from "../lib/errors.ts";

/** While a statement waits for an exclusive lock, all others on the table wait behind it. */
const firstTimeoutMs = 25;
/** Attempts after which it may wait for twice as long: where statements take longer than that, some always hold a lock. */
const attemptsPerTimeout = 60;
/** A running autovacuum of a table is cancelled after about a second of waiting for it. */
const vacuumTimeoutMs = 5_000;
const pauseMs = { least: 100, most: 400 };

/**
 * Runs a transaction that takes exclusive locks. If it cannot get one at once, it is repeated after a pause, so that others
 * do not wait for it for longer than 25 ms, and on a busy database, after each further 15 s, twice as long.
 *
 * @param tables the existing tables that it locks. A vacuum of one or of its partitions, which may take long, is cancelled
 *   first
 * @param options.attempts how often to try, about four times a second. @default 240
 * @throws the lock timeout of the last attempt; see `isLockTimeout`
 */
export async function withShortLock<Schema, Result>(
  db: Kysely<Schema>,
  tables: readonly string[],
  work: (transaction: Transaction<Schema>) => Promise<Result>,
  { attempts = 240 }: { readonly attempts?: number } = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(async (transaction) => {
        await sql`set local lock_timeout = ${sql.lit(vacuumTimeoutMs)}`.execute(transaction);
        for (const table of tables) {
          // No read or write waits for this lock.
          await sql`lock table ${sql.table(table)} in share update exclusive mode`.execute(transaction);
        }
        const timeoutMs = firstTimeoutMs * 2 ** Math.floor((attempt - 1) / attemptsPerTimeout);
        await sql`set local lock_timeout = ${sql.lit(timeoutMs)}`.execute(transaction);
        return work(transaction);
      });
    } catch (error) {
      if (!isLockTimeout(error) || attempt === attempts) throw error;
      await setTimeout(pauseMs.least + Math.random() * (pauseMs.most - pauseMs.least));
    }
  }
}

/** Whether a lock was not available in time, or was part of a deadlock. */
export const isLockTimeout = (error: unknown): boolean => ["55P03", "40P01"].includes(codeOf(error));
