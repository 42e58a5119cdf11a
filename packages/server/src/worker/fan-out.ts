import { setTimeout } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import { StepLoop } from "../lib/step-loop.ts";
import { queueFanOuts } from "../publish/queries.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { NotifyDue } from "./notifications.ts";

export interface FanOutQueuerOptions {
  readonly db: Kysely<Schema>;
  readonly log: DeliveryLog;
  readonly mayWrite: () => boolean;
  /** Whether many deliveries are due or in flight. */
  readonly isBusy: () => boolean;
  readonly notifyDue: NotifyDue;
}

/** How long a step waits for its deliveries to be sent: endpoints may be slow. */
const maxWaitMs = 100;
const checkMs = 5;

/**
 * Puts the deliveries of events that match many webhooks into the queue, in small steps, in which organizations take
 * turns. Each step waits until its deliveries are sent, and rests as long as that took, so that other events find the
 * worker and the database free. Any number of processes may do it at once.
 */
export class FanOutQueuer {
  readonly #options: FanOutQueuerOptions;
  readonly #loop: StepLoop;
  #afterOrganization = "";

  constructor(options: FanOutQueuerOptions) {
    this.#options = options;
    this.#loop = new StepLoop({
      step: () => this.#step(),
      mayRun: options.mayWrite,
      restMs: (tookMs) => tookMs,
      onError: (error) => options.log.failed("queueing the deliveries of an event failed", error),
    });
  }

  /** Queues what there is. */
  run(): void {
    this.#loop.add("fan-outs");
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async #step(): Promise<boolean> {
    const after = this.#afterOrganization;
    const queued = await queueFanOuts(this.#options.db, after);
    this.#afterOrganization = queued?.organizationId ?? "";
    if (queued === undefined) return after !== "";
    this.#options.notifyDue(queued.organizationId, queued.webhookIds);
    await this.#waitUntilSent();
    return true;
  }

  async #waitUntilSent(): Promise<void> {
    const end = performance.now() + maxWaitMs;
    while (this.#options.isBusy() && performance.now() < end) await setTimeout(checkMs);
  }
}
