import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { ulid } from "../lib/ids.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";

export interface RetentionOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  readonly days: number;
  /** The embedded database has nobody else who cleans up after updates. */
  readonly vacuum: boolean;
}

const everyMs = 60_000;
const batchSize = 1_000;
const dayMs = 86_400_000;

/** Removes what is settled and older than it has to be kept. */
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
        .catch((error) => this.#options.log.failed("retention", error));
    }, everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Removes everything that is old enough, in small batches, and answers how many deliveries and events that were. */
  async run(): Promise<{ deliveries: number; events: number }> {
    const { db, clock, days, vacuum } = this.#options;
    const before = new Date(clock.now().getTime() - days * dayMs);
    const deliveries = await this.#inBatches(() => deleteDeliveries(db, before));
    const events = await this.#inBatches(() => deleteEvents(db, before));
    if (vacuum) await sql`vacuum delivery_queue`.execute(db);
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

/** Ids of deliveries are time-ordered, so the primary key finds the old ones. */
async function deleteDeliveries(db: Kysely<Schema>, before: Date): Promise<number> {
  const firstKept = `dlv_${ulid(before).slice(0, 10)}`;
  const { rows } = await sql<{ count: number }>`
    with old as (
      select delivery_id from deliveries
      where delivery_id < ${firstKept} and status <> 'pending'
      order by delivery_id limit ${batchSize}
      for update skip locked
    ), attempted as (
      delete from attempts where delivery_id in (select delivery_id from old)
    ), deleted as (
      delete from deliveries where delivery_id in (select delivery_id from old) returning delivery_id
    )
    select count(*)::integer as count from deleted`.execute(db);
  return rows[0]?.count ?? 0;
}

/** An event stays as long as one of its deliveries does. */
async function deleteEvents(db: Kysely<Schema>, before: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with old as (
      select organization_id, event_id from events
      where published_at < ${before} and not exists (
        select from deliveries
        where deliveries.organization_id = events.organization_id and deliveries.event_id = events.event_id
      )
      order by published_at limit ${batchSize}
    ), deleted as (
      delete from events using old
      where events.organization_id = old.organization_id and events.event_id = old.event_id
      returning events.event_id
    )
    select count(*)::integer as count from deleted`.execute(db);
  return rows[0]?.count ?? 0;
}
