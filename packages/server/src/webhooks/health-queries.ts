import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { WebhookFacts } from "../deliveries/explain.ts";
import { type PageQuery, pageSql } from "../lib/paging.ts";
import { isNotOpen } from "../worker/circuit-breaker.ts";
import type { Outcome } from "../worker/state-transitions.ts";

/** The pending deliveries of some webhooks. */
export interface QueueOf {
  readonly pending: number;
  readonly due: number;
  readonly oldest_due_at: Date | null;
}

export type WebhookHealthRow = WebhookFacts & QueueOf;

export interface SummaryStep extends QueueOf {
  readonly total: number;
  readonly failing: number;
  readonly paused: number;
  readonly disabled: number;
  /** The last webhook that was looked at. */
  readonly last_created_at: Date | null;
  readonly last_id: string | null;
}

interface CountLimit {
  readonly now: Date;
  /** Deliveries are counted up to this number. */
  readonly max: number;
}

/** The first of these states that a webhook has. For statements that have joined `endpoint_failures` from the left. */
const stateOf = (now: Date) => sql<WebhookHealthRow["state"]>`
  case when not enabled then 'disabled' when not ${isNotOpen(now)} then 'paused'
    when first_failure_at is not null then 'failing' end`;

/** Columns of what is pending for the webhooks of a table. Reads at most as many rows of the queue as it counts. */
const queueOf = (webhooks: RawBuilder<unknown>, { now, max }: CountLimit) => {
  const live = sql`
    delivery_queue.webhook_id = wanted.webhook_id and delivery_queue.epoch = wanted.epoch and wanted.enabled`;
  const count = (condition: RawBuilder<unknown>) => sql`(
    select count(*)::integer from (
      select from ${webhooks} as wanted
      cross join lateral (select from delivery_queue where ${condition} limit ${max}) as queued
      limit ${max}
    ) as counted)`;
  return sql`
    ${count(live)} as pending,
    ${count(sql`${live} and due_at <= ${now}`)} as due,
    (
      select min(due_at) from ${webhooks} as wanted
      cross join lateral (
        select due_at from delivery_queue where ${live} and due_at <= ${now} order by due_at limit 1
      ) as oldest
    ) as oldest_due_at`;
};

export async function selectWebhookHealth(
  db: Kysely<Schema>,
  organizationId: string,
  webhookId: string,
  limit: CountLimit,
): Promise<WebhookHealthRow | undefined> {
  const { rows } = await sql<WebhookHealthRow>`
    with webhook as materialized (
      select webhook_id, enabled, epoch, ${stateOf(limit.now)} as state, disabled_because,
        coalesce(disabled_at, updated_at) as disabled_at, open_until, first_failure_at
      from webhooks left join endpoint_failures using (webhook_id)
      where organization_id = ${organizationId} and webhook_id = ${webhookId}
    )
    select state, disabled_because, disabled_at, open_until, first_failure_at, ${queueOf(sql`webhook`, limit)}
    from webhook`.execute(db);
  return rows[0];
}

/** Looks at the next webhooks of an organization, in order of creation. */
export async function selectSummaryStep(
  db: Kysely<Schema>,
  organizationId: string,
  { after, rows: count }: Pick<PageQuery, "after" | "rows">,
  limit: CountLimit,
): Promise<SummaryStep> {
  const { behind } = pageSql("webhook_id", { after, ascending: true });
  const { rows } = await sql<SummaryStep>`
    with webhook as materialized (
      select webhook_id, created_at, enabled, epoch, ${stateOf(limit.now)} as state
      from webhooks left join endpoint_failures using (webhook_id)
      where organization_id = ${organizationId} and ${behind}
      order by created_at, webhook_id limit ${count}
    )
    select count(*)::integer as total,
      count(*) filter (where state = 'failing')::integer as failing,
      count(*) filter (where state = 'paused')::integer as paused,
      count(*) filter (where state = 'disabled')::integer as disabled,
      max(created_at) as last_created_at,
      (select webhook_id from webhook order by created_at desc, webhook_id desc limit 1) as last_id,
      ${queueOf(sql`webhook`, limit)}
    from webhook`.execute(db);
  return rows[0] as SummaryStep;
}

/** Attempts of an hour, or of a day that was merged. */
export interface CountsRow {
  readonly hour: Date;
  readonly succeeded: number;
  readonly failed: number;
  readonly duration_ms: number;
  readonly last_success_at: Date | null;
  readonly last_failure_at: Date | null;
  readonly last_failure_delivery_id: string | null;
}

export async function selectCounts(
  db: Kysely<Schema>,
  organizationId: string,
  webhookId: string,
  since: Date,
): Promise<CountsRow[]> {
  const { rows } = await sql<CountsRow>`
    select hour, sum(succeeded)::double precision as succeeded, sum(failed)::double precision as failed,
      sum(duration_ms)::double precision as duration_ms, max(last_success_at) as last_success_at,
      max(last_failure_at) as last_failure_at,
      (array_agg(last_failure_delivery_id order by last_failure_at desc nulls last))[1] as last_failure_delivery_id
    from attempt_counts
    where organization_id = ${organizationId} and webhook_id = ${webhookId} and hour >= ${since}
    group by hour order by hour`.execute(db);
  return rows;
}

export interface FailedAttemptRow {
  readonly outcome: Outcome;
  readonly status_code: number | null;
  readonly error: string | null;
}

/** The last attempt of a delivery that failed; `undefined` if it was removed. */
export async function selectLastFailure(db: Kysely<Schema>, deliveryId: string): Promise<FailedAttemptRow | undefined> {
  const row = await db
    .selectFrom("attempts")
    .select(["outcome", "status_code", "error"])
    .where("delivery_id", "=", deliveryId)
    .where("outcome", "<>", "succeeded")
    .orderBy("attempt", "desc")
    .limit(1)
    .executeTakeFirst();
  return row as FailedAttemptRow | undefined;
}
