import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";

/*
 * The circuit breaker of an endpoint. Timeouts in a row open it: nothing is sent until `open_until`. After that it is
 * half-open: one delivery is sent. Another timeout opens it again, for longer; any response closes it. Its state is in the
 * table `endpoint_failures`, which has a row of each endpoint whose last attempt failed; `openings` counts the openings in a
 * row.
 */

/** Timeouts in a row that open a circuit breaker. */
const maxTimeouts = 5;
/** How long it stays open the first time, doubled each further time in a row, and at most. */
const openMs = 30_000;
const maxOpenMs = 600_000;

/** Clocks of several processes may differ by so much. */
const clockDifferenceMs = 60_000;

/** The latest end of an open circuit breaker. One that ends later was opened before the clock was set back. */
const latestEnd = (now: Date) => new Date(now.getTime() + maxOpenMs + clockDifferenceMs);

export const isOpen = (openUntil: Date | null, now: Date): openUntil is Date =>
  openUntil !== null && openUntil > now && openUntil <= latestEnd(now);

/** How many deliveries of a webhook may be claimed: `capacity`, none while open, one while half-open. */
export const capacityBehindBreaker = (capacity: RawBuilder<number>, now: Date): RawBuilder<number> =>
  sql`case when open_until is null then ${capacity} when ${isNotOpen(now)} then 1 else 0 end`;

/** Whether any may be. */
export const isNotOpen = (now: Date): RawBuilder<boolean> =>
  sql`(open_until is null or open_until <= ${now} or open_until > ${latestEnd(now)})`;

/**
 * A statement that locks the rows that a transaction deletes or changes because of attempts, in the order of their keys, so
 * that none waits for another in a circle. Most failures change nothing in the row of an endpoint that is known to fail, and
 * do not lock it: processes that send to it would wait for each other.
 *
 * @param attempts a table with the columns `webhook_id`, `outcome` and `reason`
 * @param options.after what `countAttempts` returns: its rows are locked first
 */
export const lockFailures = (
  attempts: RawBuilder<unknown>,
  { after }: { readonly after: RawBuilder<unknown> },
): RawBuilder<unknown> => sql`
  select webhook_id from endpoint_failures
  where webhook_id = any (array(select webhook_id from ${attempts} where outcome is not null))
    and (timeouts > 0 or openings > 0 or webhook_id = any (array(
      select webhook_id from ${attempts} where outcome in ('succeeded', 'timeout') or reason = 'exhausted'
    )))
    and (select count(*) from ${after}) > 0
  order by webhook_id for update`;

/**
 * Notes that every attempt to these webhooks fails from now on, unless that is known already. Those with a success since are
 * forgotten: see `recordResults`. An attempt that began before the last success counts from its end: only since then has every
 * attempt failed.
 */
export async function noteFailures(
  db: Kysely<Schema>,
  failures: readonly { readonly webhookId: string; readonly startedAt: Date; readonly endedAt: Date }[],
): Promise<void> {
  if (failures.length === 0) return;
  await sql`
    insert into endpoint_failures (webhook_id, first_failure_at)
    select webhooks.webhook_id, min(case when exists (
      select from attempt_counts
      where attempt_counts.organization_id = webhooks.organization_id
        and attempt_counts.webhook_id = webhooks.webhook_id
        and hour > started_at - interval '1 hour' and last_success_at > started_at
      offset 0
    ) then ended_at else started_at end)
    from unnest(
      ${sql.val(failures.map(({ webhookId }) => webhookId))}::text[],
      ${sql.val(failures.map(({ startedAt }) => startedAt.toISOString()))}::timestamptz[],
      ${sql.val(failures.map(({ endedAt }) => endedAt.toISOString()))}::timestamptz[]
    ) as failure (webhook_id, started_at, ended_at)
    join webhooks using (webhook_id)
    -- A conflict with a row that another transaction deletes would wait for it. The offset makes the planner look up each
    -- one, whatever it knows of the table.
    where not exists (
      select from endpoint_failures where endpoint_failures.webhook_id = webhooks.webhook_id offset 0
    )
    group by webhooks.webhook_id order by webhooks.webhook_id
    on conflict (webhook_id) do nothing`.execute(db);
}

/** Counts timeouts, one for each of `webhookIds`, and opens the circuit breakers that have had too many. */
export async function countTimeouts(db: Kysely<Schema>, webhookIds: readonly string[], now: Date): Promise<void> {
  if (webhookIds.length === 0) return;
  await sql`
    insert into endpoint_failures (webhook_id, timeouts)
    select webhook_id, count(*) from unnest(${sql.val(webhookIds)}::text[]) as timed_out (webhook_id)
    join webhooks using (webhook_id)
    group by webhook_id order by webhook_id
    on conflict (webhook_id) do update set timeouts = endpoint_failures.timeouts + excluded.timeouts`.execute(db);
  await sql`
    update endpoint_failures
    set openings = openings + 1,
      open_until = ${now}::timestamptz
        + least(${openMs}::double precision * power(2, least(openings, 30)), ${maxOpenMs}) * interval '1 millisecond'
    where webhook_id = any (${sql.val(webhookIds)}::text[]) and timeouts >= ${maxTimeouts} and ${isNotOpen(now)}`.execute(
    db,
  );
}

/** Closes circuit breakers. The time since when every delivery fails is kept: a response is not yet a success. */
export async function closeCircuitBreakers(db: Kysely<Schema>, webhookIds: readonly string[]): Promise<void> {
  if (webhookIds.length === 0) return;
  // Rows that stay as they are need not be written.
  await sql`
    update endpoint_failures set timeouts = 0, openings = 0, open_until = null
    where webhook_id = any (${sql.val(webhookIds)}::text[]) and (timeouts > 0 or openings > 0)`.execute(db);
}

/** Notes that deliveries of these webhooks were exhausted, and returns since when that has been so without a success. */
export async function failingSince(
  db: Kysely<Schema>,
  webhookIds: readonly string[],
  now: Date,
): Promise<{ webhookId: string; since: Date }[]> {
  if (webhookIds.length === 0) return [];
  const { rows } = await sql<{ webhookId: string; since: Date }>`
    insert into endpoint_failures (webhook_id, failing_since)
    select webhook_id, ${now} from unnest(${sql.val(webhookIds)}::text[]) as exhausted (webhook_id)
    join webhooks using (webhook_id)
    order by webhook_id
    on conflict (webhook_id) do update
    set failing_since = coalesce(endpoint_failures.failing_since, excluded.failing_since)
    returning webhook_id as "webhookId", failing_since as since`.execute(db);
  return rows;
}

/** Forgets every failure of an endpoint whose webhook is enabled or gets another URL. After a success `recordResults` does it. */
export async function forgetFailures(db: Kysely<Schema>, webhookId: string): Promise<void> {
  await db.deleteFrom("endpoint_failures").where("webhook_id", "=", webhookId).execute();
}
