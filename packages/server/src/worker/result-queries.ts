import { type Kysely, sql, type Transaction } from "kysely";
import type { Schema } from "../database/schema.ts";
import * as webhooks from "../webhooks/queries.ts";
import { type CircuitBreakerOptions, closeCircuitBreakers, countTimeouts, failingSince } from "./circuit-breaker.ts";
import { lastStaleEpoch, staleReason, staleStatus } from "./stale-deliveries.ts";
import { type Attempt, type DisabledBecause, isFailingTooLong, type NextState, type Reason } from "./state.ts";

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

/** Webhooks to disable. */
export interface Disablement {
  readonly webhooks: readonly webhooks.WebhookToDisable[];
  readonly because: DisabledBecause;
}

export interface Recorded {
  /** The deliveries whose lease was not lost. */
  readonly recorded: ReadonlySet<string>;
  /** The webhooks that were disabled. */
  readonly disabled: readonly string[];
  /** Webhooks to disable later, because a request is changing them. */
  readonly locked: readonly Disablement[];
}

interface RecordOptions {
  readonly now: Date;
  readonly circuitBreaker: CircuitBreakerOptions;
}

/** Records attempts and the states that follow in one transaction. */
export async function recordResults(
  db: Kysely<Schema>,
  results: readonly DeliveryResult[],
  options: RecordOptions,
): Promise<Recorded> {
  const failed = results.filter(({ attempt }) => attempt !== undefined && attempt.outcome !== "succeeded");
  // A single statement needs no transaction.
  if (failed.length === 0) return { recorded: await writeResults(db, results, options.now), disabled: [], locked: [] };
  return db.transaction().execute(async (transaction) => {
    const recorded = await writeResults(transaction, results, options.now);
    const counted = failed.filter(({ deliveryId }) => recorded.has(deliveryId));
    return { recorded, ...(await handleFailures(transaction, counted, options)) };
  });
}

/** Returns the ids of the deliveries whose lease was not lost. */
async function writeResults(db: Kysely<Schema>, results: readonly DeliveryResult[], now: Date): Promise<Set<string>> {
  const column = <Value>(value: (result: DeliveryResult) => Value) =>
    sql.val(results.map((result) => value(result) ?? null));
  const { rows } = await sql<{ delivery_id: string }>`
    with result as (
      select * from unnest(
        ${column(({ deliveryId }) => deliveryId)}::text[],
        ${column(({ lease }) => lease)}::text[],
        ${column(({ epoch }) => epoch)}::integer[],
        ${column(({ next }) => next.status)}::text[],
        ${column(({ next }) => (next.status === "pending" ? null : next.reason))}::text[],
        ${column(({ next }) => (next.status === "pending" ? next.dueAt.toISOString() : null))}::timestamptz[],
        ${column(({ next }) => (next.status === "pending" ? next.scheduleIndex : null))}::integer[],
        ${column(({ attempt }) => attempt?.startedAt.toISOString())}::timestamptz[],
        ${column(({ attempt }) => attempt?.durationMs)}::integer[],
        ${column(({ attempt }) => attempt?.outcome)}::text[],
        ${column(({ attempt }) => attempt?.statusCode)}::integer[],
        ${column(({ attempt }) => attempt?.error)}::text[],
        ${column(({ attempt }) => attempt?.responseExcerpt)}::text[]
      ) as result (delivery_id, lease, epoch, status, reason, due_at, schedule_index, started_at, duration_ms, outcome, status_code, error,
        response_excerpt)
    ), done as (
      delete from delivery_queue as queue using result
      where queue.delivery_id = result.delivery_id and queue.lease = result.lease and result.status <> 'pending'
        -- Without an attempt, the state followed from the webhook. A recovery since has made the delivery live again.
        and (outcome is not null or queue.epoch = result.epoch)
      returning result.*, queue.webhook_id, queue.attempts + (outcome is not null)::integer as attempt,
        status as next_status, reason as next_reason
    ), to_retry as materialized (
      -- The webhook may have been disabled or deleted during the attempt. If it is now, the delivery is stale at once.
      select result.*, queue.webhook_id, queue.attempts + (outcome is not null)::integer as attempt,
        case when queue.epoch <= ${lastStaleEpoch} then ${staleStatus} else 'pending' end as next_status,
        case when queue.epoch <= ${lastStaleEpoch} then ${staleReason} end as next_reason
      from result
      join delivery_queue as queue on queue.delivery_id = result.delivery_id and queue.lease = result.lease
      left join webhooks on webhooks.webhook_id = queue.webhook_id
      where result.status = 'pending'
      for update of queue
    ), given_up as (
      delete from delivery_queue using to_retry
      where delivery_queue.delivery_id = to_retry.delivery_id and next_status <> 'pending'
    ), rescheduled as (
      update delivery_queue
      set due_at = to_retry.due_at, schedule_index = to_retry.schedule_index, attempts = to_retry.attempt, lease = null, leased_until = null
      from to_retry where delivery_queue.delivery_id = to_retry.delivery_id and next_status = 'pending'
    ), recorded as (
      select * from done union all select * from to_retry
    ), settled as (
      update deliveries set status = next_status, reason = next_reason, settled_at = ${now}
      from recorded where deliveries.delivery_id = recorded.delivery_id and next_status <> 'pending'
    ), attempted as (
      insert into attempts
        (delivery_id, attempt, started_at, duration_ms, outcome, status_code, error, response_excerpt)
      select delivery_id, attempt, started_at, duration_ms, outcome, status_code, error, response_excerpt
      from recorded where outcome is not null
    ), recovered as (
      delete from endpoint_failures where webhook_id in (select webhook_id from recorded where outcome = 'succeeded')
    )
    select delivery_id from recorded`.execute(db);
  return new Set(rows.map(({ delivery_id }) => delivery_id));
}

/** Updates circuit breakers, and disables webhooks whose endpoint is gone or has been failing for too long. */
async function handleFailures(
  transaction: Transaction<Schema>,
  failed: readonly DeliveryResult[],
  { now, circuitBreaker }: RecordOptions,
): Promise<Pick<Recorded, "disabled" | "locked">> {
  const webhooksWhere = (matches: (result: DeliveryResult) => boolean) => [
    ...new Set(failed.filter(matches).map(({ webhookId }) => webhookId)),
  ];
  const endsWith = (reason: Reason) => (result: DeliveryResult) =>
    result.next.status !== "pending" && result.next.reason === reason;

  const isExhausted = endsWith("exhausted");
  const isExhaustedByEndpoint = (result: DeliveryResult) =>
    isExhausted(result) && result.attempt?.outcome !== "internal_error";

  const responding = webhooksWhere(({ attempt }) => attempt?.outcome === "http_error");
  await closeCircuitBreakers(transaction, responding);
  const timedOut = failed.filter(({ attempt }) => attempt?.outcome === "timeout").map(({ webhookId }) => webhookId);
  const silent = timedOut.filter((webhookId) => !responding.includes(webhookId));
  await countTimeouts(transaction, silent, now, circuitBreaker);

  const exhausted = await failingSince(transaction, webhooksWhere(isExhaustedByEndpoint), now);
  const failing = new Set(
    exhausted.filter(({ since }) => isFailingTooLong(since, now)).map(({ webhookId }) => webhookId),
  );
  const disabled: string[] = [];
  const locked: Disablement[] = [];
  for (const { results, because } of [
    { results: failed.filter(endsWith("gone")), because: "gone" },
    {
      results: failed.filter((result) => isExhaustedByEndpoint(result) && failing.has(result.webhookId)),
      because: "failing",
    },
  ] as const) {
    const done = await webhooks.disable(transaction, results, because, { now });
    disabled.push(...done);
    const rest = results.filter(({ webhookId }) => !done.includes(webhookId));
    if (rest.length > 0) locked.push({ webhooks: rest, because });
  }
  return { disabled, locked };
}
