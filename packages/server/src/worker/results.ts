import { type Kysely, sql, type Transaction } from "kysely";
import type { Schema } from "../database/schema.ts";
import { waitAfterFailure } from "../lib/backoff.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import * as webhooks from "../webhooks/queries.ts";
import { type CircuitBreakerOptions, closeCircuitBreakers, countTimeouts, failingSince } from "./circuit-breaker.ts";
import {
  type Attempt,
  isFailingTooLong,
  type NextState,
  type Reason,
  webhookDeleted,
  webhookDisabled,
} from "./state.ts";

/** What became of a claimed delivery. */
export interface DeliveryResult {
  readonly deliveryId: string;
  readonly webhookId: string;
  /** The lease it was claimed under. If another process has taken over the delivery, the result is ignored. */
  readonly lease: string;
  /** Absent if the state followed from the webhook alone. */
  readonly attempt?: Attempt | undefined;
  readonly next: NextState;
}

export interface ResultRecorderOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  readonly circuitBreaker: CircuitBreakerOptions;
}

const batchSize = 500;
const batchEveryMs = 20;

/** Records the results of deliveries, in batches. */
export class ResultRecorder {
  readonly #options: ResultRecorderOptions;
  readonly #batches: Batcher<DeliveryResult, boolean>;
  readonly #abort = new AbortController();

  constructor(options: ResultRecorderOptions) {
    this.#options = options;
    this.#batches = new Batcher((results) => this.#recordBatch(results), {
      maxItems: batchSize,
      maxRunning: 1,
      everyMs: batchEveryMs,
    });
  }

  /** Results that wait to be recorded. */
  get waiting(): number {
    return this.#batches.waiting;
  }

  /** @returns false if the lease was lost: another process goes on with the delivery */
  record(result: DeliveryResult): Promise<boolean> {
    return this.#batches.add(result);
  }

  /** Stops retrying: results that the database does not take now are lost. */
  abort(): void {
    this.#abort.abort();
  }

  /** Retries until it succeeds or is aborted, because the requests were made. */
  async #recordBatch(results: readonly DeliveryResult[]): Promise<boolean[]> {
    const { db, clock, circuitBreaker, log } = this.#options;
    for (let failures = 0; ; ) {
      try {
        const { recorded, disabled } = await recordResults(db, results, { now: clock.now(), circuitBreaker });
        for (const webhookId of disabled) log.disabled(webhookId);
        return results.map(({ deliveryId }) => recorded.has(deliveryId));
      } catch (error) {
        log.failed("recording attempts failed", error);
        if (this.#abort.signal.aborted) return results.map(() => false);
        await waitAfterFailure(failures++, this.#abort.signal);
      }
    }
  }
}

interface RecordOptions {
  readonly now: Date;
  readonly circuitBreaker: CircuitBreakerOptions;
}

/**
 * Records attempts and the states that follow in one transaction.
 *
 * @returns the ids of the deliveries whose lease was not lost, and of the webhooks that were disabled
 */
export async function recordResults(
  db: Kysely<Schema>,
  results: readonly DeliveryResult[],
  options: RecordOptions,
): Promise<{ recorded: ReadonlySet<string>; disabled: readonly string[] }> {
  const failed = results.filter(({ attempt }) => attempt !== undefined && attempt.outcome !== "succeeded");
  // A single statement needs no transaction.
  if (failed.length === 0) return { recorded: await writeResults(db, results, options.now), disabled: [] };
  return db.transaction().execute(async (transaction) => {
    await lockWebhooks(transaction, failed);
    const recorded = await writeResults(transaction, results, options.now);
    const counted = failed.filter(({ deliveryId }) => recorded.has(deliveryId));
    return { recorded, disabled: await handleFailures(transaction, counted, options) };
  });
}

/**
 * Makes requests that disable or delete these webhooks wait, so that they settle the deliveries that stay pending here, and
 * waits for those that run, so that `writeResults` sees what they did. Otherwise a delivery could stay pending for ever.
 */
async function lockWebhooks(transaction: Transaction<Schema>, failed: readonly DeliveryResult[]): Promise<void> {
  await transaction
    .selectFrom("webhooks")
    .select("webhook_id")
    .where("webhook_id", "in", [...new Set(failed.map(({ webhookId }) => webhookId))])
    .orderBy("webhook_id")
    .forNoKeyUpdate()
    .execute();
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
      ) as result (delivery_id, lease, status, reason, due_at, schedule_index, started_at, duration_ms, outcome, status_code, error,
        response_excerpt)
    ), done as (
      delete from delivery_queue as queue using result
      where queue.delivery_id = result.delivery_id and queue.lease = result.lease and result.status <> 'pending'
      returning result.*, queue.webhook_id, queue.attempts + (outcome is not null)::integer as attempt,
        status as next_status, reason as next_reason
    ), to_retry as materialized (
      -- The rule of decideBeforeAttempt for webhooks that were disabled or deleted during the attempt.
      select result.*, queue.webhook_id, queue.attempts + (outcome is not null)::integer as attempt,
        case when webhooks.webhook_id is null then ${webhookDeleted.status}
          when not enabled then ${webhookDisabled.status} else 'pending' end as next_status,
        case when webhooks.webhook_id is null then ${webhookDeleted.reason}
          when not enabled then ${webhookDisabled.reason} end as next_reason
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

/**
 * Updates circuit breakers, and disables webhooks whose endpoint is gone or has been failing for too long.
 *
 * @returns the ids of the webhooks that were disabled
 */
async function handleFailures(
  transaction: Transaction<Schema>,
  failed: readonly DeliveryResult[],
  { now, circuitBreaker }: RecordOptions,
): Promise<string[]> {
  const webhooksWhere = (matches: (result: DeliveryResult) => boolean) => [
    ...new Set(failed.filter(matches).map(({ webhookId }) => webhookId)),
  ];
  const endsWith = (reason: Reason) => (result: DeliveryResult) =>
    result.next.status !== "pending" && result.next.reason === reason;

  const responding = webhooksWhere(({ attempt }) => attempt?.outcome === "http_error");
  await closeCircuitBreakers(transaction, responding);
  const timedOut = failed.filter(({ attempt }) => attempt?.outcome === "timeout").map(({ webhookId }) => webhookId);
  const silent = timedOut.filter((webhookId) => !responding.includes(webhookId));
  await countTimeouts(transaction, silent, now, circuitBreaker);

  const failing = (await failingSince(transaction, webhooksWhere(endsWith("exhausted")), now))
    .filter(({ since }) => isFailingTooLong(since, now))
    .map(({ webhookId }) => webhookId);
  return [
    ...(await webhooks.disable(transaction, webhooksWhere(endsWith("gone")), "gone", now)),
    ...(await webhooks.disable(transaction, failing, "failing", now)),
  ];
}
