import { type Kysely, sql, type Transaction } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { waitAfterFailure } from "../lib/backoff.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { processIsolated } from "../lib/isolate.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import * as webhooks from "../webhooks/queries.ts";
import { type CircuitBreakerOptions, closeCircuitBreakers, countTimeouts, failingSince } from "./circuit-breaker.ts";
import { lastStaleEpoch, staleReason, staleStatus } from "./queue.ts";
import {
  type Attempt,
  type DisabledBecause,
  internalErrors,
  isFailingTooLong,
  type NextState,
  type Reason,
} from "./state.ts";

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

export interface ResultRecorderOptions {
  readonly metrics: Metrics;
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
  /** Webhooks to disable that requests are changing. */
  readonly #locked = new Map<string, { readonly epoch: number; readonly because: DisabledBecause }>();
  #isDisabling = false;

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

  #disableLater({ webhooks: wanted, because }: Disablement): void {
    for (const { webhookId, epoch } of wanted) {
      this.#locked.delete(webhookId);
      this.#locked.set(webhookId, { epoch, because });
    }
    void this.#disableLocked();
  }

  /**
   * Waits for the requests that are changing the webhooks, without making the next results wait. One at a time, because each
   * wait holds a connection.
   */
  async #disableLocked(): Promise<void> {
    if (this.#isDisabling) return;
    this.#isDisabling = true;
    const { db, clock, log } = this.#options;
    let failures = 0;
    for (const [webhookId, disablement] of this.#locked) {
      if (this.#abort.signal.aborted) break;
      const { epoch, because } = disablement;
      try {
        const disabled = await webhooks.disable(db, [{ webhookId, epoch }], because, { now: clock.now(), wait: true });
        for (const webhookId of disabled) log.disabled(webhookId);
        failures = 0;
        if (this.#locked.get(webhookId) === disablement) this.#locked.delete(webhookId);
      } catch (error) {
        log.failed("disabling a webhook failed", error);
        await waitAfterFailure(failures++, this.#abort.signal);
        // The loop comes to it again after the others.
        const latest = this.#locked.get(webhookId) ?? disablement;
        this.#locked.delete(webhookId);
        this.#locked.set(webhookId, latest);
      }
    }
    this.#isDisabling = false;
  }

  async #recordPart(results: readonly DeliveryResult[]): Promise<boolean[]> {
    const { db, clock, circuitBreaker, log } = this.#options;
    const { recorded, disabled, locked } = await recordResults(db, results, { now: clock.now(), circuitBreaker });
    for (const webhookId of disabled) log.disabled(webhookId);
    for (const disablement of locked) this.#disableLater(disablement);
    return results.map(({ deliveryId }) => recorded.has(deliveryId));
  }

  /** The database does not accept a result: leaves out what the endpoint has sent. */
  async #recordWithoutDetails(result: DeliveryResult, error: Error): Promise<boolean> {
    const { metrics, log } = this.#options;
    metrics.internalError("record");
    log.internalError(result.webhookId, "record", error);
    if (result.attempt === undefined) return false;
    const { startedAt, durationMs, outcome } = result.attempt;
    const attempt: Attempt =
      outcome === "succeeded"
        ? { startedAt, durationMs, outcome }
        : { startedAt, durationMs, outcome: "internal_error", error: internalErrors.record };
    const [outcomeWithout] = await processIsolated(
      [{ ...result, attempt }],
      (part) => this.#recordPart(part),
      isDatabaseFailure,
    );
    return outcomeWithout !== undefined && "result" in outcomeWithout && outcomeWithout.result;
  }

  /** Retries until it succeeds or is aborted, because the requests were made. */
  async #recordBatch(results: readonly DeliveryResult[]): Promise<boolean[]> {
    const { log } = this.#options;
    for (let failures = 0; ; ) {
      try {
        const outcomes = await processIsolated(results, (part) => this.#recordPart(part), isDatabaseFailure);
        return await Promise.all(
          outcomes.map((outcome, index) =>
            "error" in outcome
              ? this.#recordWithoutDetails(results[index] as DeliveryResult, outcome.error)
              : outcome.result,
          ),
        );
      } catch (error) {
        log.failed("recording attempts failed", error);
        if (this.#abort.signal.aborted) return results.map(() => false);
        await waitAfterFailure(failures++, this.#abort.signal);
      }
    }
  }
}

/** Webhooks to disable. */
interface Disablement {
  readonly webhooks: readonly webhooks.WebhookToDisable[];
  readonly because: DisabledBecause;
}

interface Recorded {
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
