import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { StepLoop } from "../lib/step-loop.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import { type SettlePosition, settleStaleDeliveries } from "./stale-deliveries.ts";

export interface SettlerOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  readonly mayWrite: () => boolean;
  /** Whether deliveries are due. */
  readonly isBusy: () => boolean;
  /** How long a step should take. The embedded database does nothing else meanwhile. */
  readonly settleStepMs: number;
}

/** Deliveries that a step settles. */
const rows = { first: 200, least: 50, most: 5_000 };

/**
 * Settles what is pending for webhooks that were disabled or deleted. Stale deliveries are recognized by their epoch, so
 * nothing has to remember them: after a crash, the next poll finds what is left. Any number of processes may do it at once.
 */
export class Settler {
  readonly #options: SettlerOptions;
  readonly #loop: StepLoop;
  /** By webhook. */
  readonly #positions = new Map<string, SettlePosition>();
  #rows = rows.first;

  constructor(options: SettlerOptions) {
    this.#options = options;
    this.#loop = new StepLoop({
      step: (webhookId) => this.#step(webhookId),
      mayRun: options.mayWrite,
      isBusy: options.isBusy,
      onError: (error) => options.log.failed("settling deliveries of a disabled or deleted webhook failed", error),
    });
  }

  /** @param webhookId of a webhook with stale deliveries */
  add(webhookId: string): void {
    this.#loop.add(webhookId);
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async #step(webhookId: string): Promise<boolean> {
    const { db, clock, settleStepMs } = this.#options;
    const limit = this.#rows;
    const after = this.#positions.get(webhookId);
    const start = performance.now();
    this.#positions.delete(webhookId);
    // If the step fails because it takes too long, the next one is smaller.
    this.#rows = Math.max(Math.round(limit / 2), rows.least);
    const { count, position } = await settleStaleDeliveries(db, webhookId, { limit, now: clock.now(), after });
    this.#rows = limit;
    if (count === limit) {
      const perMs = count / (performance.now() - start);
      this.#rows = Math.round(Math.min(Math.max(perMs * settleStepMs, limit / 2, rows.least), 2 * limit, rows.most));
      if (position !== undefined) this.#positions.set(webhookId, position);
    }
    // A last step from the start, because deliveries that were locked were skipped.
    return count === limit || after !== undefined;
  }
}
