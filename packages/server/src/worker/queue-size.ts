import { setTimeout } from "node:timers/promises";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";

/** The pending deliveries, as they were counted last. */
export interface QueueSize {
  readonly pending: number;
  readonly due: number;
  /** When the delivery that has been due longest became due. */
  readonly oldestDueAt: Date | null;
}

export interface QueueCounterOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  /** Rows of a step. The embedded database does nothing else meanwhile. */
  readonly stepRows: number;
}

/** How long a reader waits for the count, before it gets the one before. */
const waitMs = 250;
/** Until when that one may be used. */
const maxAgeMs = 60_000;

/** Counts the queue in steps, with a rest after each one that is as long as the step took. */
export class QueueCounter {
  readonly #options: QueueCounterOptions;
  #counting: Promise<void> | undefined;
  #last: { readonly size: QueueSize; readonly at: number } | undefined;

  constructor(options: QueueCounterOptions) {
    this.#options = options;
  }

  /**
   * Counts the queue. Of a long one, the previous count is returned, while this one goes on.
   *
   * @returns `undefined` if there is none of the last minute, or the database fails
   */
  async read(): Promise<QueueSize | undefined> {
    this.#counting ??= this.#count()
      .catch(() => {
        this.#last = undefined;
      })
      .finally(() => {
        this.#counting = undefined;
      });
    await completesWithin(waitMs, this.#counting);
    const isRecent = this.#last !== undefined && performance.now() - this.#last.at < maxAgeMs;
    return isRecent ? this.#last?.size : undefined;
  }

  async #count(): Promise<void> {
    let [pending, due] = [0, 0];
    let oldest = Number.POSITIVE_INFINITY;
    for (const step of [queueStep, fanOutStep]) {
      for (let after: readonly string[] | null = []; after !== null; ) {
        const start = performance.now();
        const counted: Counted = await this.#countStep(step(after, this.#options.stepRows));
        pending += counted.pending;
        due += counted.due;
        oldest = Math.min(oldest, counted.oldestDueAt?.getTime() ?? oldest);
        after = counted.last;
        if (after !== null) await setTimeout(performance.now() - start);
      }
    }
    const oldestDueAt = Number.isFinite(oldest) ? new Date(oldest) : null;
    this.#last = { size: { pending, due, oldestDueAt }, at: performance.now() };
  }

  async #countStep(rows: RawBuilder<unknown>): Promise<Counted> {
    const { db, clock, stepRows } = this.#options;
    const isDue = sql`due_at <= ${clock.now()}`;
    const { rows: counted } = await sql<Counted>`
      select coalesce(sum(count), 0)::integer as pending,
        coalesce(sum(count) filter (where ${isDue}), 0)::integer as due,
        min(due_at) filter (where ${isDue}) as "oldestDueAt",
        case when count(*) = ${stepRows} then max(key) end as last
      from (${rows}) as step`.execute(db);
    return counted[0] ?? { pending: 0, due: 0, oldestDueAt: null, last: null };
  }
}

interface Counted extends QueueSize {
  /** The key of the last row, if there may be more. */
  readonly last: readonly string[] | null;
}

const queueStep = ([id = ""]: readonly string[], limit: number) => sql`
  select 1 as count, due_at, array[delivery_id] as key from delivery_queue
  where delivery_id > ${id} order by delivery_id limit ${limit}`;

const fanOutStep = ([organizationId = "", prefix = "", number = "0"]: readonly string[], limit: number) => sql`
  select cardinality(webhook_ids) as count, due_at,
    array[organization_id, delivery_id_prefix, lpad(first_number::text, 9, '0')] as key
  from fan_outs
  where (organization_id, delivery_id_prefix, first_number) > (${organizationId}, ${prefix}, ${number}::integer)
  order by organization_id, delivery_id_prefix, first_number limit ${limit}`;
