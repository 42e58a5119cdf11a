import { type Kysely, sql, type Transaction } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { WebhookEpoch } from "../worker/state-transitions.ts";
import type { TimeRange } from "./delivery-id.ts";
import type { RecoveredCounts, ScanPosition } from "./recoverable-queries.ts";

/**
 * Locks a webhook until the transaction ends, so that it is recovered once at a time and not disabled meanwhile.
 *
 * @param options.wait for another transaction that has locked it
 * @returns `undefined` if it was deleted, or is locked
 */
export async function lockForRecovery(
  transaction: Transaction<Schema>,
  webhookId: string,
  { wait }: { readonly wait: boolean },
): Promise<WebhookEpoch | undefined> {
  const { rows } = await sql<WebhookEpoch>`
    select enabled, epoch from webhooks where webhook_id = ${webhookId}
    for no key update ${wait ? sql`` : sql`skip locked`}`.execute(transaction);
  return rows[0];
}

/** Starts a recovery in the background, or adds the range to the one that runs. The webhook is locked. */
export async function upsertRecovery(
  transaction: Transaction<Schema>,
  webhookId: string,
  { since, until, now }: TimeRange & { readonly now: Date },
): Promise<void> {
  const isRunning = sql`recoveries.finished_at is null and recoveries.epoch = excluded.epoch`;
  await sql`
    insert into recoveries (webhook_id, organization_id, epoch, since, until, remaining, after_event_id, failed, missed,
      started_at)
    select webhook_id, organization_id, epoch, ${since}::timestamptz, ${until}::timestamptz,
      tstzmultirange(tstzrange(${since}, ${until})), '', 0, 0, ${now}::timestamptz
    from webhooks where webhook_id = ${webhookId}
    on conflict (webhook_id) do update set
      epoch = excluded.epoch,
      since = case when ${isRunning} then least(recoveries.since, excluded.since) else excluded.since end,
      until = case when ${isRunning} then greatest(recoveries.until, excluded.until) else excluded.until end,
      remaining = case when ${isRunning} then recoveries.remaining + excluded.remaining else excluded.remaining end,
      after_event_id = case when ${isRunning} and lower(recoveries.remaining) < excluded.since
        then recoveries.after_event_id else '' end,
      failed = case when ${isRunning} then recoveries.failed else 0 end,
      missed = case when ${isRunning} then recoveries.missed else 0 end,
      started_at = case when ${isRunning} then recoveries.started_at else excluded.started_at end,
      finished_at = null`.execute(transaction);
}

export interface RunningRecovery extends TimeRange {
  readonly organizationId: string;
  readonly epoch: number;
  readonly afterEventId: string;
}

/** The running recovery of a webhook, with the first range that remains. */
export async function selectRunningRecovery(
  db: Kysely<Schema>,
  webhookId: string,
): Promise<RunningRecovery | undefined> {
  const { rows } = await sql<RunningRecovery>`
    select organization_id as "organizationId", epoch, after_event_id as "afterEventId", lower(range) as since,
      upper(range) as until
    from recoveries cross join lateral (
      select range from unnest(remaining) as range order by range limit 1
    ) as next
    where webhook_id = ${webhookId} and finished_at is null`.execute(db);
  return rows[0];
}

/** Stores that the recovery of a webhook has looked at everything before `position`. */
export async function advanceRecovery(
  transaction: Transaction<Schema>,
  webhookId: string,
  { publishedAt, eventId }: ScanPosition,
  { failed, missed, now }: RecoveredCounts & { readonly now: Date },
): Promise<void> {
  const remaining = sql`remaining - tstzmultirange(tstzrange(null, ${publishedAt}))`;
  await sql`
    update recoveries
    set remaining = ${remaining}, after_event_id = ${eventId}, failed = failed + ${failed}, missed = missed + ${missed},
      finished_at = case when isempty(${remaining}) then ${now}::timestamptz end
    where webhook_id = ${webhookId}`.execute(transaction);
}

/** Ends the recovery of a webhook that was disabled. */
export async function stopRecovery(db: Kysely<Schema>, webhookId: string, now: Date): Promise<void> {
  await sql`update recoveries set finished_at = ${now} where webhook_id = ${webhookId}`.execute(db);
}

/** The webhooks with a running recovery whose ids come after `after`. */
export async function selectRecoveringWebhooks(
  db: Kysely<Schema>,
  { after, count }: { readonly after: string; readonly count: number },
): Promise<string[]> {
  const { rows } = await sql<{ webhook_id: string }>`
    select webhook_id from recoveries where finished_at is null and webhook_id > ${after}
    order by webhook_id limit ${count}`.execute(db);
  return rows.map(({ webhook_id }) => webhook_id);
}

/** Counts the due deliveries of a webhook in its epoch, up to `max`. */
export async function countDue(
  db: Kysely<Schema>,
  webhookId: string,
  { epoch, max, now }: { readonly epoch: number; readonly max: number; readonly now: Date },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (
      select from delivery_queue
      where webhook_id = ${webhookId} and epoch = ${epoch} and due_at <= ${now} limit ${max}
    ) as counted`.execute(db);
  return rows[0]?.count ?? 0;
}

export interface RecoveryState extends TimeRange, RecoveredCounts {
  /** The start of what remains. Null if nothing does. */
  readonly remainingSince: Date | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** The latest recovery of a webhook in the background. */
export async function selectRecovery(db: Kysely<Schema>, webhookId: string): Promise<RecoveryState | undefined> {
  const { rows } = await sql<RecoveryState>`
    select since, until, failed, missed, lower(remaining) as "remainingSince", started_at as "startedAt",
      finished_at as "finishedAt"
    from recoveries where webhook_id = ${webhookId}`.execute(db);
  return rows[0];
}
