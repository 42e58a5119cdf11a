import { setTimeout } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import { firstDeliveryIdSince } from "./delivery-id.ts";
import { type DeletedRange, deleteDeliveries, deleteEvents, vacuumTables } from "./queries.ts";

export interface RetentionOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  /** How long settled deliveries and events are kept. */
  readonly days: number;
  /** Vacuum after each run. */
  readonly vacuum: boolean;
}

const intervalMs = 60_000;
/** Rows of a step, which takes some tens of milliseconds. */
const stepRows = 5_000;
/** How long a stop waits for the step that runs. */
const stopMs = 10_000;
const dayMs = 86_400_000;

/** The start of what is kept: anything published before may be removed at any time. */
export const keptSince = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs);

/** Removes settled deliveries and events that are older than the retention time. */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

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
    this.#abort.abort();
    clearInterval(this.#timer);
    await completesWithin(stopMs, this.#running);
  }

  /** Removes everything that is old enough, in small steps, and returns how much that was. */
  async run(): Promise<{ deliveries: number; events: number }> {
    const { db, clock, days, vacuum } = this.#options;
    const time = keptSince(clock.now(), days);
    const before = firstDeliveryIdSince(time);
    const deliveries = await this.#inSteps("", (after) => deleteDeliveries(db, { after, before, limit: stepRows }));
    const events = await this.#inSteps(new Date(0), (after) =>
      deleteEvents(db, { after, before: time, limit: stepRows }),
    );
    if (vacuum) {
      const isChanged = deliveries + events > 0;
      await vacuumTables(db, isChanged ? ["delivery_queue", "deliveries", "attempts", "events"] : ["delivery_queue"]);
    }
    return { deliveries, events };
  }

  async #inSteps<Position>(
    start: Position,
    deleteRange: (after: Position) => Promise<DeletedRange<Position>>,
  ): Promise<number> {
    let sum = 0;
    let after: Position | undefined = start;
    while (after !== undefined && !this.#abort.signal.aborted) {
      const began = performance.now();
      const { count, last }: DeletedRange<Position> = await deleteRange(after);
      sum += count;
      after = last;
      // Half of the time is for everything else that needs the database.
      await setTimeout(performance.now() - began, undefined, { signal: this.#abort.signal }).catch(() => undefined);
    }
    return sum;
  }
}
