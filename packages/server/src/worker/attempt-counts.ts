import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";

/*
 * The table `attempt_counts` has the attempts of each webhook, and those of each organization together under an empty
 * webhook id. The rows of the last hours are per hour and worker: no process waits for the row of another one. Later they
 * are merged into one for each day, under an empty worker id.
 */

/** The webhook id of the rows of an organization. */
export const wholeOrganization = "";

/** What is added to a row, from its own values and those of `excluded`. */
const addToRow = sql`
  succeeded = attempt_counts.succeeded + excluded.succeeded,
  failed = attempt_counts.failed + excluded.failed,
  duration_ms = attempt_counts.duration_ms + excluded.duration_ms,
  last_success_at = greatest(attempt_counts.last_success_at, excluded.last_success_at),
  last_failure_at = greatest(attempt_counts.last_failure_at, excluded.last_failure_at),
  last_failure_delivery_id = case
    when attempt_counts.last_failure_at > excluded.last_failure_at or excluded.last_failure_at is null
    then attempt_counts.last_failure_delivery_id else excluded.last_failure_delivery_id end`;

const columns = sql`organization_id, webhook_id, hour, worker_id, succeeded, failed, duration_ms, last_success_at,
  last_failure_at, last_failure_delivery_id`;

/**
 * A statement that counts attempts, in the transaction that records them.
 *
 * Rows are locked in the order of their keys, and by transactions that also lock `endpoint_failures` before that, so that
 * none waits for another in a circle.
 *
 * @param attempts a table with the columns `organization_id`, `webhook_id`, `delivery_id`, `lease`, `started_at`,
 *   `duration_ms` and `outcome`
 */
export const countAttempts = (attempts: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into attempt_counts (${columns})
  select organization_id, coalesce(webhook_id, ${sql.lit(wholeOrganization)}), hour, worker_id,
    count(*) filter (where outcome = 'succeeded'),
    count(*) filter (where outcome <> 'succeeded'),
    sum(duration_ms),
    max(started_at) filter (where outcome = 'succeeded'),
    max(started_at) filter (where outcome <> 'succeeded'),
    -- That of the last failure: texts of one length sort like their times. An aggregate with an order would begin to sort
    -- even where nothing failed.
    (max(array[extract(epoch from started_at)::text, delivery_id]) filter (where outcome <> 'succeeded'))[2]
  from (
    select *, date_bin('1 hour', started_at, timestamptz 'epoch') as hour, split_part(lease, ':', 1) as worker_id
    from ${attempts}
  ) as attempt
  where outcome is not null
  group by grouping sets ((organization_id, webhook_id, hour, worker_id), (organization_id, hour, worker_id))
  order by 1, 2, 3, 4
  on conflict (organization_id, webhook_id, hour, worker_id) do update set ${addToRow}`;

/** Merges up to `limit` rows of hours before `before` into rows of days. Returns how many there were. */
export async function mergeIntoDays(
  db: Kysely<Schema>,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with merged as (
      delete from attempt_counts
      where ctid = any (array(
        select ctid from attempt_counts where hour < ${before} and worker_id <> '' order by hour limit ${limit}
        for update skip locked
      ))
      returning *
    ), added as (
      insert into attempt_counts (${columns})
      select organization_id, webhook_id, date_trunc('day', hour, 'UTC') as day, '', sum(succeeded), sum(failed),
        sum(duration_ms), max(last_success_at), max(last_failure_at),
        (array_agg(last_failure_delivery_id order by last_failure_at desc nulls last))[1]
      from merged group by organization_id, webhook_id, day order by 1, 2, 3
      on conflict (organization_id, webhook_id, hour, worker_id) do update set ${addToRow}
    )
    select count(*)::integer as count from merged`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Deletes up to `limit` rows of days before `before`. Returns how many there were. */
export async function deleteDays(
  db: Kysely<Schema>,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from attempt_counts where ctid = any (array(
      select ctid from attempt_counts where hour < ${before} and worker_id = '' order by hour limit ${limit}
      for update skip locked
    ))`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/**
 * Deletes what was counted of a webhook. The counts of its organization stay.
 *
 * The rows of hours go first: a merge locks them before the row of their day, and neither must wait for the other in a circle.
 */
export async function deleteCounts(db: Kysely<Schema>, organizationId: string, webhookId: string): Promise<void> {
  for (const isPart of ["<>", "="] as const) {
    await db
      .deleteFrom("attempt_counts")
      .where("organization_id", "=", organizationId)
      .where("webhook_id", "=", webhookId)
      .where("worker_id", isPart, "")
      .execute();
  }
}
