import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { ServiceError } from "../lib/errors.ts";

const checkMs = 10;
const maxWaitMs = 5_000;

/**
 * Waits until every publish that has begun is committed, as far as any process has begun one: its events have an earlier time
 * of publication, and may have been matched with webhooks as they were then. Publishes that begin later are not waited for.
 *
 * @throws ServiceError 503 if one takes too long
 */
export async function waitForPublishers(db: Kysely<Schema>): Promise<void> {
  const deadline = performance.now() + maxWaitMs;
  let waitingFor = await selectWriters(db);
  while (waitingFor.length > 0) {
    if (performance.now() > deadline) throw unfinishedPublish();
    await setTimeout(checkMs);
    const running = new Set(await selectWriters(db));
    waitingFor = waitingFor.filter((transaction) => running.has(transaction));
  }
}

/** The transactions that write events. They lock the table, in a mode that excludes no other writer, before they read any webhook. */
async function selectWriters(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ transaction: string }>`
    select distinct virtualtransaction as transaction from pg_locks
    where locktype = 'relation' and relation = 'events'::regclass and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())
      and pid <> pg_backend_pid()`.execute(db);
  return rows.map(({ transaction }) => transaction);
}

const unfinishedPublish = () =>
  new ServiceError(503, "ServiceUnavailableError", "Events are still being published. Try again in 5 seconds.", {
    "retry-after": "5",
  });
