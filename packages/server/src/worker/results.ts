import type { Kysely } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { waitAfterFailure } from "../lib/backoff.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { processIsolated } from "../lib/isolate.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import * as webhooks from "../webhooks/queries.ts";
import type { CircuitBreakerOptions } from "./circuit-breaker.ts";
import { type DeliveryResult, type Disablement, recordResults } from "./result-queries.ts";
import { type Attempt, type DisabledBecause, internalErrors } from "./state.ts";

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
