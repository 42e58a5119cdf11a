import { setTimeout } from "node:timers/promises";
import type { Kysely, Transaction } from "kysely";
import { isConflict } from "./availability.ts";
import type { Schema } from "./schema.ts";

const maxRetries = 3;
const maxPauseMs = 50;

/**
 * Runs `work` in a transaction, and again if Postgres ended it in favour of another one (a deadlock, a serialization failure).
 *
 * @throws what `work` throws, and the error of the last conflict
 */
export async function inTransaction<Result>(
  db: Kysely<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  for (let retries = 0; ; retries++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (!isConflict(error) || retries === maxRetries) throw error;
      // Random, so that the two do not meet again.
      await setTimeout(Math.random() * maxPauseMs);
    }
  }
}
