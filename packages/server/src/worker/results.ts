import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import { pauseAfter } from "../lib/backoff.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import { type BreakerRules, type Completion, record } from "./record.ts";

export interface RecorderOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  readonly breaker: BreakerRules;
  readonly maxFailingMs: number;
}

const batchCount = 500;
const batchEveryMs = 20;

/** Records what came of deliveries, many at a time. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #batches: Batcher<Completion, boolean>;
  readonly #abort = new AbortController();

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#batches = new Batcher((completions) => this.#record(completions), {
      maxItems: batchCount,
      maxRunning: 1,
      everyMs: batchEveryMs,
    });
  }

  /** Results that wait to be recorded. */
  get waiting(): number {
    return this.#batches.waiting;
  }

  /** Records it. False when the lease was lost: somebody else goes on with the delivery. */
  record(completion: Completion): Promise<boolean> {
    return this.#batches.do(completion);
  }

  /** What the database does not take now is not tried again. */
  abort(): void {
    this.#abort.abort();
  }

  /** Tries until the database takes it, or the service stops: sent is sent. */
  async #record(completions: readonly Completion[]): Promise<boolean[]> {
    const { db, clock, breaker, maxFailingMs, log } = this.#options;
    for (let failures = 0; ; ) {
      try {
        const { deliveryIds, disabled } = await record(db, completions, { now: clock.now(), breaker, maxFailingMs });
        for (const webhookId of disabled) log.disabled(webhookId);
        return completions.map(({ deliveryId }) => deliveryIds.has(deliveryId));
      } catch (error) {
        log.failed("recording attempts failed", error);
        if (this.#abort.signal.aborted) return completions.map(() => false);
        await pauseAfter(failures++, this.#abort.signal);
      }
    }
  }
}
