import type { Kysely } from "kysely";
import { isConflict, isDatabaseFailure, isStatementTimeout } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { waitAfterFailure } from "../lib/backoff.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { processIsolated } from "../lib/isolate.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import * as webhooks from "../webhooks/queries.ts";
import { type DeliveryResult, type Disablement, recordResults } from "./result-queries.ts";
import { type Attempt, type DisabledBecause, internalErrors } from "./state-transitions.ts";

export interface ResultRecorderOptions {
  readonly metrics: Metrics;
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  /** Failures of a delayed result after which it is given up. @default 10, over some 30 s */
  readonly maxFailures?: number;
}

/**
 * `lease lost`: another process goes on with the delivery. `rejected`: the database does not take the result, however often it
 * is tried. `not in time`: it was too slow to, each time. `failed`: a stop did not wait for the database.
 */
export type RecordOutcome = "recorded" | "lease lost" | "rejected" | "not in time" | "failed";

/** `delayed`: the result alone has to wait, or made its batch fail. */
type BatchOutcome = RecordOutcome | "delayed";

const batchSize = 500;
const batchEveryMs = 20;
/** Delayed results that are recorded at a time. Each may take as long as a statement may. */
const maxDelayedRunning = 2;
/** Deadlocks of a batch after which its results are recorded one by one. */
const maxConflicts = 3;

/** Records the results of deliveries, in batches. A result that cannot be recorded does not delay the others. */
export class ResultRecorder {
  readonly #options: ResultRecorderOptions;
  readonly #batches: Batcher<DeliveryResult, BatchOutcome>;
  /** One by one. */
  readonly #delayed: Batcher<DeliveryResult, BatchOutcome>;
  readonly #abort = new AbortController();
  /** Webhooks to disable that requests are changing. */
  readonly #locked = new Map<string, { readonly epoch: number; readonly because: DisabledBecause }>();
  #isDisabling = false;
  /** When a statement last succeeded. */
  #recordedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ResultRecorderOptions) {
    this.#options = options;
    this.#batches = new Batcher((results) => this.#recordBatch(results), {
      maxItems: batchSize,
      maxRunning: 1,
      everyMs: batchEveryMs,
    });
    this.#delayed = new Batcher((results) => this.#recordBatch(results), {
      maxItems: 1,
      maxRunning: maxDelayedRunning,
    });
  }

  /** Results that wait to be recorded. */
  get waiting(): number {
    return this.#batches.waiting;
  }

  async record(result: DeliveryResult): Promise<RecordOutcome> {
    const { maxFailures = 10 } = this.#options;
    const delayedAt = performance.now();
    let outcome = await this.#batches.add(result);
    for (let failures = 0; outcome === "delayed"; failures++) {
      await waitAfterFailure(failures, this.#abort.signal);
      if (this.#abort.signal.aborted) return "failed";
      // If nothing can be recorded, it is not this result that fails.
      if (failures >= maxFailures && this.#recordedAt > delayedAt) return this.#giveUp(result);
      outcome = await this.#delayed.add(result);
    }
    return outcome;
  }

  #giveUp(result: DeliveryResult): RecordOutcome {
    this.#report(result, new Error(`the result of ${result.deliveryId} could not be recorded in time`));
    return "not in time";
  }

  #report({ webhookId }: DeliveryResult, error: Error): void {
    const { metrics, log } = this.#options;
    metrics.internalError("record");
    log.internalError(webhookId, "record", error);
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

  async #recordPart(results: readonly DeliveryResult[]): Promise<BatchOutcome[]> {
    const { db, clock, metrics, log } = this.#options;
    const { recorded, busy, disabled, locked } = await recordResults(db, results, clock.now());
    this.#recordedAt = performance.now();
    const settled = { succeeded: 0, failed: 0, cancelled: 0 };
    for (const status of recorded.values()) if (status !== "pending") settled[status]++;
    metrics.settled(settled);
    for (const webhookId of disabled) log.disabled(webhookId);
    for (const disablement of locked) this.#disableLater(disablement);
    return results.map(({ deliveryId }) => {
      if (recorded.has(deliveryId)) return "recorded";
      return busy.has(deliveryId) ? "delayed" : "lease lost";
    });
  }

  /** The database does not accept a result: leaves out what the endpoint has sent. */
  async #recordWithoutDetails(result: DeliveryResult, error: Error): Promise<BatchOutcome> {
    this.#report(result, error);
    if (result.attempt === undefined) return "rejected";
    const { startedAt, durationMs, outcome } = result.attempt;
    const attempt: Attempt =
      outcome === "succeeded"
        ? { startedAt, durationMs, outcome }
        : { startedAt, durationMs, outcome: "internal_error", error: internalErrors.record };
    const record = (part: readonly DeliveryResult[]) => this.#recordPart(part);
    const [isolated] = await processIsolated([{ ...result, attempt }], record, isDatabaseFailure);
    return isolated !== undefined && "result" in isolated ? isolated.result : "rejected";
  }

  /** Retries while the database is unavailable, until it is aborted, because the requests were made. */
  async #recordBatch(results: readonly DeliveryResult[]): Promise<BatchOutcome[]> {
    for (let failures = 0; ; ) {
      try {
        const isolated = await processIsolated(results, (part) => this.#recordPart(part), isDatabaseFailure);
        return await Promise.all(
          isolated.map((one, index) =>
            "error" in one ? this.#recordWithoutDetails(results[index] as DeliveryResult, one.error) : one.result,
          ),
        );
      } catch (error) {
        this.#options.log.failed("recording attempts failed", error);
        if (this.#abort.signal.aborted) return results.map(() => "failed");
        const isDelayed = isStatementTimeout(error) || (isConflict(error) && failures >= maxConflicts);
        if (isDelayed) return results.map(() => "delayed");
        await waitAfterFailure(failures++, this.#abort.signal);
      }
    }
  }
}
