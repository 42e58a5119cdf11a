import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";

/**
 * Ids of advisory locks. `migrations` is that of Kysely's migrator, which earlier versions use. Those of workers have two
 * keys, of which this is the first one.
 */
export const advisoryLocks = {
  migrations: "3853314791062309107",
  retention: "3853314791062309108",
  workers: 385331479,
} as const;

const pollMs = 200;

/**
 * Does something that only one process may do at a time, on a connection that holds an advisory lock. The lock of a process
 * that dies is released with its connection.
 *
 * @param options.waitMs how long to wait for the lock. @default as long as necessary
 * @returns `undefined` if it did not get the lock in time
 */
export async function withAdvisoryLock<Schema, Result>(
  db: Kysely<Schema>,
  lock: Exclude<keyof typeof advisoryLocks, "workers">,
  work: (connection: Kysely<Schema>) => Promise<Result>,
  { waitMs = Number.POSITIVE_INFINITY }: { readonly waitMs?: number } = {},
): Promise<Result | undefined> {
  const id = sql.lit(advisoryLocks[lock]);
  const deadline = performance.now() + waitMs;
  return db.connection().execute(async (connection) => {
    // Polls, because creating an index concurrently waits for the statements of other connections to end.
    for (;;) {
      const { rows } = await sql<{ isLocked: boolean }>`
        select pg_try_advisory_lock(${id}::bigint) as "isLocked"`.execute(connection);
      if (rows[0]?.isLocked === true) break;
      if (performance.now() > deadline) return undefined;
      await setTimeout(pollMs);
    }
    try {
      return await work(connection);
    } finally {
      await sql`select pg_advisory_unlock(${id}::bigint)`.execute(connection);
    }
  });
}
