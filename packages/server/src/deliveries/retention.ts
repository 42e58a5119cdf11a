import { setTimeout } from "node:timers/promises";
import type { Kysely } from "kysely";
import { withAdvisoryLock } from "../database/advisory-lock.ts";
import type { Database } from "../database/database.ts";
import type { Schema } from "../database/schema.ts";
import { isLockTimeout } from "../database/short-lock.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";
import { StepSize } from "../lib/step-size.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import { firstDay, firstHour } from "../webhooks/health.ts";
import { deleteExpiredSecrets } from "../webhooks/queries.ts";
import { deleteDays, mergeIntoDays } from "../worker/attempt-counts.ts";
import { forgetDeletedWebhooks } from "../worker/stale-deliveries.ts";
import { firstDeliveryIdSince, type TimeRange } from "./delivery-id.ts";
import {
  createMissingPartition,
  type DefaultContents,
  defaultPartitions,
  dropPartition,
  gapsBetween,
  includeInDefault,
  nextRange,
  type PartitionNames,
  partitionedTables,
  selectDefaultContents,
  selectPartitionNames,
  selectPartitions,
} from "./partitions.ts";
import { type DeletedRange, deleteDeliveries, deleteEvents, vacuumTables } from "./queries.ts";

export interface RetentionOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Pick<DeliveryLog, "failed">;
  /** How long settled deliveries and events are kept. */
  readonly days: number;
  /** How long a step should take. The embedded database does nothing else meanwhile. */
  readonly stepMs: number;
  /** Vacuum after each run. */
  readonly vacuum: boolean;
}

const intervalMs = 60_000;
/** Rows of a step. */
const rows = { first: 200, least: 50, most: 5_000 };
/** How often old deliveries are deleted from partitions that cannot be dropped. Each time, all pending ones are read. */
const heldBackIntervalMs = 3_600_000;
/** How long a stop waits for the step that runs. */
const stopMs = 10_000;
/** How long a start and a run wait for another process that maintains the partitions: it may read a whole one. */
const maxLockWaitMs = 2_000;
const dayMs = 86_400_000;
/** A request that recovers events may have begun to look at them before they became too old. */
const marginMs = 60_000;
/** Partitions of what is kept. More would make statements slower, fewer would keep it for longer. */
const maxPartitions = 8;
/** How long before its first row a partition is created, at least. */
const aheadMs = 2 * dayMs;

/** The start of what is kept: anything published before may be removed at any time. */
export const keptSince = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs);

/** Tries a step, which is of use without those before it. */
type Attempt = (step: () => Promise<unknown>) => Promise<void>;

/** What is deleted in steps. */
interface Deletion {
  readonly partitions: PartitionNames;
  readonly range: TimeRange;
  /** Tables in which something was deleted. */
  readonly changed: Set<string>;
}

/** Creates the partitions of the next days, and removes deliveries and events that are older than the retention time. */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  /** When settled deliveries were last deleted from a partition that cannot be dropped, by the start of its range. */
  #deletedAt = new Map<number, number>();

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /**
   * Runs every minute.
   *
   * @param part a process without a worker creates partitions only
   */
  start(part: "all" | "partitions"): void {
    this.#timer = setInterval(() => {
      this.#running ??= (part === "all" ? this.run() : this.prepare())
        .catch((error) => this.#options.log.failed("removing old deliveries and events failed", error))
        .finally(() => {
          this.#running = undefined;
        });
    }, intervalMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    clearInterval(this.#timer);
    await completesWithin(stopMs, Promise.resolve(this.#running));
  }

  /** Creates the partitions that are missing. */
  async prepare(): Promise<void> {
    await this.#attemptAll((attempt) => this.#maintain((db) => this.#createPartitions(db, attempt)));
  }

  /**
   * Creates the partitions that are missing, and removes everything that is old enough. Also while the disk is almost full,
   * because that frees space.
   */
  async run(): Promise<void> {
    await this.#attemptAll((attempt) => this.#run(attempt));
  }

  /** Does all that can be done, and then throws the first error. */
  async #attemptAll(work: (attempt: Attempt) => Promise<void>): Promise<void> {
    const errors: unknown[] = [];
    await work(async (step) => {
      if (!this.#abort.signal.aborted) await step().catch((error: unknown) => errors.push(error));
    });
    if (errors.length > 0) throw errors[0];
  }

  async #run(attempt: Attempt): Promise<void> {
    const { database, clock, days, vacuum } = this.#options;
    const { db } = database;
    const before = new Date(keptSince(clock.now(), days).getTime() - marginMs);
    await attempt(() => this.prepare());
    const heldBack: TimeRange[] = [];
    await attempt(() =>
      this.#maintain(async (connection) => {
        heldBack.push(...(await this.#dropPartitions(connection, before, attempt)));
      }),
    );
    const changed = new Set(["delivery_queue"]);
    await attempt(async () => {
      const range = { since: new Date(0), until: before };
      await this.#deleteDeliveries({ partitions: defaultPartitions, range, changed });
    });
    await attempt(async () => {
      for (const range of gapsBetween(await selectPartitions(db, "deliveries"), before))
        await this.#deleteEvents({ partitions: defaultPartitions, range, changed });
    });
    for (const range of this.#takeTurns(heldBack)) {
      await attempt(async () => {
        const until = range.until < before ? range.until : before;
        const partitions = await selectPartitionNames(db, range);
        const deletion = { partitions, range: { since: range.since, until }, changed };
        await this.#deleteDeliveries(deletion);
        await this.#deleteEvents(deletion);
      });
    }
    await this.#maintainSmallTables(db, attempt);
    if (vacuum) await attempt(() => vacuumTables(db, changed));
  }

  /** Leaves the work to another process if that does it for longer. What has no partition meanwhile is stored anyway. */
  async #maintain(work: (db: Kysely<Schema>) => Promise<void>): Promise<void> {
    const options = { waitMs: maxLockWaitMs };
    await this.#options.database.maintain((db) => withAdvisoryLock(db, "retention", work, options));
  }

  /** How much time a new partition covers. */
  get #widthMs(): number {
    return Math.ceil(this.#options.days / maxPartitions) * dayMs;
  }

  async #createPartitions(db: Kysely<Schema>, attempt: Attempt): Promise<void> {
    const now = this.#options.clock.now().getTime();
    for (const table of partitionedTables) {
      await attempt(() => untilLockTimeout(() => includeInDefault(db, table)));
      const existing = await selectPartitions(db, table);
      for (let start = now - (now % dayMs); start <= now + aheadMs; ) {
        const range = nextRange(new Date(start), existing, this.#widthMs);
        let end = range.until.getTime();
        if (range.isMissing) {
          const contents = await selectDefaultContents(db, table, range);
          // Rows of one day stay in the default partition; the days after it need not.
          if (!this.#canCreate(range, contents)) end = start + dayMs;
          else await attempt(() => untilLockTimeout(() => createMissingPartition(db, table, range, contents)));
        }
        start = end;
      }
    }
  }

  /** Until its partition is there, a range that is excluded from the default partition cannot be stored. */
  #canCreate({ since }: TimeRange, { isEmpty, isEmptyInRange }: DefaultContents): boolean {
    return isEmpty || (isEmptyInRange && since.getTime() >= this.#options.clock.now().getTime() + dayMs);
  }

  /** Returns what has to be deleted in steps: much of it is pending, or it is in a partition that is not yet old enough. */
  async #dropPartitions(db: Kysely<Schema>, before: Date, attempt: Attempt): Promise<TimeRange[]> {
    const heldBack: TimeRange[] = [];
    for (const table of partitionedTables) {
      // Deliveries come first. While one can be sent again, it needs the others.
      const kept = table === "deliveries" ? [] : await selectPartitions(db, "deliveries");
      for (const range of await selectPartitions(db, table)) {
        if (range.until > before) {
          // A partition from a longer retention time may end years later.
          if (table === "deliveries" && before.getTime() - range.since.getTime() > this.#widthMs) heldBack.push(range);
          break;
        }
        if (kept.some(({ since, until }) => since < range.until && range.since < until)) continue;
        const drop = async () => {
          if (!(await dropPartition(db, table, range))) heldBack.push(range);
        };
        await attempt(() => untilLockTimeout(drop));
      }
    }
    return heldBack;
  }

  /** Those of the partitions that are held back whose settled deliveries were not deleted within the last hour. */
  #takeTurns(heldBack: readonly TimeRange[]): TimeRange[] {
    const now = this.#options.clock.now().getTime();
    const lastAt = ({ since }: TimeRange) => this.#deletedAt.get(since.getTime());
    const due = heldBack.filter((range) => now - (lastAt(range) ?? 0) >= heldBackIntervalMs);
    this.#deletedAt = new Map(
      heldBack.map((range) => [range.since.getTime(), due.includes(range) ? now : (lastAt(range) ?? now)]),
    );
    return due;
  }

  async #deleteDeliveries({ partitions, range: { since, until }, changed }: Deletion): Promise<void> {
    const { db } = this.#options.database;
    const before = firstDeliveryIdSince(until);
    const isAny = await this.#inSteps(firstDeliveryIdSince(since), (after, limit) =>
      deleteDeliveries(db, { partitions, after, before, limit }),
    );
    if (isAny) for (const name of Object.values(partitions)) changed.add(name);
  }

  async #deleteEvents({ partitions, range: { since, until }, changed }: Deletion): Promise<void> {
    const { db } = this.#options.database;
    const isAny = await this.#inSteps(new Date(since.getTime() - 1), (after, limit) =>
      deleteEvents(db, { partitions, after, before: until, limit }),
    );
    if (isAny) changed.add("events").add(partitions.event_bodies);
  }

  /**
   * Merges the attempts of hours into days, and deletes those of days that are not shown any more. Forgets deleted webhooks, and
   * secrets that have expired.
   */
  async #maintainSmallTables(db: Kysely<Schema>, attempt: Attempt): Promise<void> {
    const now = this.#options.clock.now();
    const steps: readonly ((limit: number) => Promise<number>)[] = [
      (limit) => mergeIntoDays(db, { before: firstHour(now), limit }),
      (limit) => deleteDays(db, { before: firstDay(now), limit }),
      (limit) => forgetDeletedWebhooks(db, { limit }),
      // A clock that is ahead for a while must not end an overlap.
      (limit) => deleteExpiredSecrets(db, { before: new Date(now.getTime() - dayMs), limit }),
    ];
    for (const step of steps) {
      const deleteNext = async (_: number, limit: number) => {
        const isFull = (await step(limit)) === limit;
        return { last: isFull ? 0 : undefined, isFull };
      };
      await attempt(() => this.#inSteps(0, deleteNext));
    }
  }

  /** Returns whether there was anything to look at. */
  async #inSteps<Position>(
    start: Position,
    deleteRange: (after: Position, limit: number) => Promise<DeletedRange<Position>>,
  ): Promise<boolean> {
    const size = new StepSize({ ...rows, targetMs: this.#options.stepMs });
    let after: Position | undefined = start;
    let steps = 0;
    while (after !== undefined && !this.#abort.signal.aborted) {
      const position: Position = after;
      const began = performance.now();
      ({ last: after } = await size.run((limit) => deleteRange(position, limit)));
      if (after !== undefined) steps++;
      // Half of the time is for everything else that needs the database.
      await setTimeout(performance.now() - began, undefined, { signal: this.#abort.signal }).catch(() => undefined);
    }
    return steps > 0;
  }
}

/** Does something that the next run tries again if a lock is not available now. */
async function untilLockTimeout(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
  }
}
