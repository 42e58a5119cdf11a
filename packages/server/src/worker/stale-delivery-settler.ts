import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { BackgroundPace } from "../lib/background-pace.ts";
import type { Clock } from "../lib/clock.ts";
import { StepLoop } from "../lib/step-loop.ts";
import { StepSize } from "../lib/step-size.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { type SettlePosition, settleStaleDeliveries } from "./stale-deliveries.ts";

export interface StaleDeliverySettlerOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, "settled">;
  readonly log: DeliveryLog;
  readonly mayWrite: () => boolean;
  /** How long a step should take. The embedded database does nothing else meanwhile. */
  readonly stepMs: number;
  readonly pace: BackgroundPace;
}

/** Deliveries that a step settles. */
const rows = { first: 100, least: 20, most: 5_000 };

/**
 * Settles what is pending for webhooks that were disabled or deleted. Stale deliveries are recognized by their epoch, so
 * nothing has to remember them: after a crash, the next poll finds what is left. Any number of processes may do it at once.
 */
export class StaleDeliverySettler {
  readonly #options: StaleDeliverySettlerOptions;
  readonly #loop: StepLoop;
  /** By webhook. */
  readonly #positions = new Map<string, SettlePosition>();
  readonly #size: StepSize;

  constructor(options: StaleDeliverySettlerOptions) {
    this.#options = options;
    this.#size = new StepSize({ ...rows, targetMs: options.stepMs });
    this.#loop = new StepLoop({
      step: (webhookId) => options.pace.run(() => this.#step(webhookId)),
      mayRun: options.mayWrite,
      restMs: (tookMs) => options.pace.restMs(tookMs),
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
    const { db, clock, metrics } = this.#options;
    const after = this.#positions.get(webhookId);
    this.#positions.delete(webhookId);
    const { isFull, position } = await this.#size.run(async (limit) => {
      const step = { limit, now: clock.now(), after };
      const { count, settled, position } = await settleStaleDeliveries(db, webhookId, step);
      metrics.settled(settled);
      return { isFull: count === limit, position };
    });
    if (isFull && position !== undefined) this.#positions.set(webhookId, position);
    // A last step from the start, because deliveries that were locked were skipped.
    return isFull || after !== undefined;
  }
}
