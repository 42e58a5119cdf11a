import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import { deleteDeliveries, deleteEvents, vacuumQueue } from "./queries.ts";

export interface RetentionOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  /** How long settled deliveries and events are kept. */
  readonly days: number;
  /** Vacuum the queue after each run. */
  readonly vacuum: boolean;
}

const intervalMs = 60_000;
const batchSize = 1_000;
/** How long a stop waits for the batch that is being deleted. */
const stopMs = 10_000;
const dayMs = 86_400_000;

/** Removes settled deliveries and events that are older than the retention time. */
export class Retention {
  readonly #options: RetentionOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running = this.#running
        .then(() => this.run().then(() => undefined))
        .catch((error) => this.#options.log.failed("removing old deliveries and events failed", error));
    }, intervalMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await completesWithin(stopMs, this.#running);
  }

  /** Removes everything that is old enough, in small batches, and returns how much that was. */
  async run(): Promise<{ deliveries: number; events: number }> {
    const { db, clock, days, vacuum } = this.#options;
    const before = new Date(clock.now().getTime() - days * dayMs);
    const deliveries = await this.#inBatches(() => deleteDeliveries(db, before, batchSize));
    const events = await this.#inBatches(() => deleteEvents(db, before, batchSize));
    if (vacuum) await vacuumQueue(db);
    return { deliveries, events };
  }

  async #inBatches(deleteBatch: () => Promise<number>): Promise<number> {
    let sum = 0;
    while (!this.#stopping) {
      const count = await deleteBatch();
      sum += count;
      if (count < batchSize) break;
    }
    return sum;
  }
}
