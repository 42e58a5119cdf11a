import { type Kysely, sql, type Transaction } from "kysely";
import type { Schema } from "../database/schema.ts";
import { idRange } from "../deliveries/delivery-id.ts";
import { jsonTime, storeOperatorEvents } from "../operator/queries.ts";
import * as webhooks from "../webhooks/queries.ts";
import { countAttempts } from "./attempt-counts.ts";
import { closeCircuitBreakers, countTimeouts, failingSince, lockFailures, noteFailures } from "./circuit-breaker.ts";
import { lastFailedEpoch, lastStaleEpoch } from "./stale-deliveries.ts";
import {
  type Attempt,
  type DisabledBecause,
  eventErased,
  isFailingTooLong,
  type NextState,
  type Reason,
  type Status,
  webhookDeleted,
  webhookDisabled,
} from "./state-transitions.ts";

/** What became of a claimed delivery. */
export interface DeliveryResult {
  readonly deliveryId: string;
  readonly webhookId: string;
  /** The epoch in which it was claimed. */
  readonly epoch: number;
  /** The lease it was claimed under. If another process has taken over the delivery, the result is ignored. */
  readonly lease: string;
  /** Absent if the state followed from the webhook alone. */
  readonly attempt?: Attempt | undefined;
  readonly next: NextState;
}

type AttemptResult = DeliveryResult & { readonly attempt: Attempt };

const hasAttempt = (result: DeliveryResult): result is AttemptResult => result.attempt !== undefined;

/** Webhooks to disable. */
export interface Disablement {
  readonly webhooks: readonly webhooks.WebhookToDisable[];
  readonly because: DisabledBecause;
}

export interface Recorded {
  /** The deliveries whose lease was not lost, and the statuses that follow. */
  readonly recorded: ReadonlyMap<string, Status>;
  /** Deliveries that another transaction has locked: their results were not recorded. */
  readonly busy: ReadonlySet<string>;
  /** The webhooks that were disabled. */
  readonly disabled: readonly string[];
  /** Webhooks to disable later, because a request is changing them. */
  readonly locked: readonly Disablement[];
}

/**
 * Records attempts and the states that follow in one transaction.
 *
 * @param results in the order in which their attempts ended
 */
export async function recordResults(
  db: Kysely<Schema>,
  results: readonly DeliveryResult[],
  now: Date,
): Promise<Recorded> {
  const attempted = results.filter(hasAttempt);
  // A single statement needs no transaction.
  if (attempted.every(({ attempt }) => attempt.outcome === "succeeded")) {
    return { ...(await writeResults(db, results, now)), disabled: [], locked: [] };
  }
  return db.transaction().execute(async (transaction) => {
    const written = await writeResults(transaction, results, now);
    const recorded = attempted.filter(({ deliveryId }) => written.recorded.has(deliveryId));
    return { ...written, ...(await handleFailures(transaction, recorded, now)) };
  });
}

async function writeResults(
  db: Kysely<Schema>,
  results: readonly DeliveryResult[],
  now: Date,
): Promise<Pick<Recorded, "recorded" | "busy">> {
  const column = <Value>(value: (result: DeliveryResult) => Value) =>
    sql.val(results.map((result) => value(result) ?? null));
  const { rows } = await sql<{ delivery_id: string; status: Status | null }>`
    with result as (
      select *, to_timestamp(started_ms / 1000) as started_at from unnest(
        ${column(({ deliveryId }) => deliveryId)}::text[],
        ${column(({ lease }) => lease)}::text[],
        ${column(({ epoch }) => epoch)}::integer[],
        ${column(({ next }) => next.status)}::text[],
        ${column(({ next }) => (next.status === "pending" ? null : next.reason))}::text[],
        ${column(({ next }) => (next.status === "pending" ? next.dueAt.toISOString() : null))}::timestamptz[],
        ${column(({ next }) => (next.status === "pending" ? next.scheduleIndex : null))}::integer[],
        -- Faster to parse than a text.
        ${column(({ attempt }) => attempt?.startedAt.getTime())}::double precision[],
        ${column(({ attempt }) => attempt?.durationMs)}::integer[],
        ${column(({ attempt }) => attempt?.outcome)}::text[],
        ${column(({ attempt }) => attempt?.statusCode)}::integer[],
        ${column(({ attempt }) => attempt?.error)}::text[],
        ${column(({ attempt }) => attempt?.responseExcerpt)}::text[]
      ) as result (delivery_id, lease, epoch, status, reason, due_at, schedule_index, started_ms, duration_ms, outcome,
        status_code, error, response_excerpt)
    ), held as materialized (
      select result.*, queue.organization_id, queue.webhook_id,
        queue.attempts + (outcome is not null)::integer as attempt,
        -- Without an attempt, a settled state followed from the webhook. A recovery since has made the delivery live again.
        outcome is null and result.status <> 'pending' and queue.epoch <> result.epoch as is_live_again,
        -- The webhook may have been disabled or deleted during the attempt. If it is now, the delivery is stale at once.
        result.status = 'pending' and queue.epoch <= ${lastStaleEpoch} as is_stale,
        queue.epoch <= ${lastFailedEpoch(sql`queue.webhook_id`)} as has_failed,
        -- The event may have been erased during the attempt.
        case when result.status = 'pending' then exists (
          select from events
          where events.organization_id = queue.organization_id and events.event_id = queue.event_id
            and erased_at is not null
          offset 0
        ) end as is_erased
      from result
      join delivery_queue as queue on queue.delivery_id = result.delivery_id and queue.lease = result.lease
      left join webhooks on webhooks.webhook_id = queue.webhook_id
      -- All results would wait for a locked one.
      for update of queue skip locked
    ), recorded as materialized (
      select *,
        case when is_live_again then 'pending' when is_stale and has_failed then ${webhookDisabled.status}
          when is_stale then ${webhookDeleted.status} when is_erased then ${eventErased.status} else status
          end as next_status,
        case when is_stale and has_failed then ${webhookDisabled.reason} when is_stale then ${webhookDeleted.reason}
          when is_erased then ${eventErased.reason} else reason end as next_reason
      from held
    ), removed as (
      delete from delivery_queue using recorded
      where delivery_queue.delivery_id = recorded.delivery_id and next_status <> 'pending'
    ), rescheduled as (
      update delivery_queue
      set due_at = coalesce(recorded.due_at, delivery_queue.due_at),
        schedule_index = coalesce(recorded.schedule_index, delivery_queue.schedule_index),
        attempts = recorded.attempt, lease = null, leased_until = null
      from recorded where delivery_queue.delivery_id = recorded.delivery_id and next_status = 'pending'
    ), settled as (
      update deliveries set status = next_status, reason = next_reason, settled_at = ${now}
      from recorded
      -- Not also the range of the ids: without statistics, the planner would read all of it for each result.
      where deliveries.delivery_id = recorded.delivery_id and next_status <> 'pending'
    ), attempted as (
      insert into attempts
        (delivery_id, attempt, started_at, duration_ms, outcome, status_code, error, response_excerpt, organization_id)
      select delivery_id, attempt, started_at, duration_ms, outcome, status_code, error, response_excerpt,
        -- Lists find deliveries by outcomes of failed attempts only.
        case when outcome <> 'succeeded' then organization_id end
      from recorded where outcome is not null
    ), counted as (
      ${countAttempts(sql`recorded`)}
      returning webhook_id
    ), failing as materialized (
      ${lockFailures(sql`recorded`, { after: sql`counted` })}
    ), recovered as (
      delete from endpoint_failures
      where webhook_id = any (array(select webhook_id from recorded where outcome = 'succeeded'))
        -- Locks all of them first.
        and (select count(*) from failing) > 0
      returning webhook_id, first_failure_at, reported
    ), rows as (
      select distinct webhook_id, organization_id, jsonb_build_object('since', ${jsonTime(sql`first_failure_at`)}) as details
      from recovered join recorded using (webhook_id) where reported
    ), told as (
      ${storeOperatorEvents("webhook.recovered", sql`rows`, now)}
    )
    select delivery_id, next_status as status from recorded
    union all
    select delivery_id, null from result
    where (select count(*) from held) < ${results.length} and delivery_id not in (select delivery_id from held) and exists (
      select from delivery_queue as queue where queue.delivery_id = result.delivery_id and queue.lease = result.lease
      offset 0
    )`.execute(db);
  const recorded = new Map<string, Status>();
  const busy = new Set<string>();
  for (const { delivery_id, status } of rows) {
    if (status === null) busy.add(delivery_id);
    else recorded.set(delivery_id, status);
  }
  return { recorded, busy };
}

/** Updates circuit breakers, and disables webhooks whose endpoint is gone or has been failing for too long. */
async function handleFailures(
  transaction: Transaction<Schema>,
  attempted: readonly AttemptResult[],
  now: Date,
): Promise<Pick<Recorded, "disabled" | "locked">> {
  const failed = attempted.filter(({ attempt }) => attempt.outcome !== "succeeded");
  const lastFailed = failedSinceSuccess(attempted);
  const webhooksWhere = (matches: (result: AttemptResult) => boolean) => [
    ...new Set(lastFailed.filter(matches).map(({ webhookId }) => webhookId)),
  ];
  const endsWith = (reason: Reason) => (result: DeliveryResult) =>
    result.next.status !== "pending" && result.next.reason === reason;

  const isExhausted = endsWith("exhausted");
  const isExhaustedByEndpoint = (result: AttemptResult) =>
    isExhausted(result) && result.attempt.outcome !== "internal_error";

  const failures = lastFailed.map(({ webhookId, attempt: { startedAt, durationMs } }) => {
    return { webhookId, startedAt, endedAt: new Date(startedAt.getTime() + durationMs) };
  });
  await noteFailures(transaction, failures);
  const responding = webhooksWhere(({ attempt }) => attempt.outcome === "http_error");
  await closeCircuitBreakers(transaction, responding);
  const timedOut = lastFailed.filter(({ attempt }) => attempt.outcome === "timeout").map(({ webhookId }) => webhookId);
  const silent = timedOut.filter((webhookId) => !responding.includes(webhookId));
  await countTimeouts(transaction, silent, now);

  const exhausted = await failingSince(transaction, webhooksWhere(isExhaustedByEndpoint), now);
  const failing = new Set(
    exhausted.filter(({ since }) => isFailingTooLong(since, now)).map(({ webhookId }) => webhookId),
  );
  const disabled: string[] = [];
  const locked: Disablement[] = [];
  for (const { results, because } of [
    { results: failed.filter(endsWith("gone")), because: "gone" },
    {
      results: lastFailed.filter((result) => isExhaustedByEndpoint(result) && failing.has(result.webhookId)),
      because: "failing",
    },
  ] as const) {
    const done = await webhooks.disable(transaction, results, because, { now });
    disabled.push(...done);
    const rest = results.filter(({ webhookId }) => !done.includes(webhookId));
    if (rest.length > 0) locked.push({ webhooks: rest, because });
  }
  await reportExhausted(transaction, failed.filter(isExhausted), now);
  return { disabled, locked };
}

/** The failed attempts that no success of the same webhook follows. */
function failedSinceSuccess(attempted: readonly AttemptResult[]): AttemptResult[] {
  const succeeded = new Set<string>();
  return attempted.toReversed().filter(({ webhookId, attempt }) => {
    if (attempt.outcome === "succeeded") succeeded.add(webhookId);
    return !succeeded.has(webhookId);
  });
}

async function reportExhausted(db: Kysely<Schema>, exhausted: readonly DeliveryResult[], now: Date): Promise<void> {
  if (exhausted.length === 0) return;
  const ids = exhausted.map(({ deliveryId }) => deliveryId);
  const { first, last } = idRange(ids);
  await sql`
    with rows as (
      select webhook_id, organization_id, jsonb_build_object('delivery', jsonb_build_object(
        'delivery_id', delivery_id, 'event_id', event_id, 'event_type', event_type)) as details
      from deliveries
      where delivery_id = any (${sql.val(ids)}::text[]) and delivery_id between ${first} and ${last}
        and reason = 'exhausted'
    )
    ${storeOperatorEvents("delivery.exhausted", sql`rows`, now)}`.execute(db);
}
