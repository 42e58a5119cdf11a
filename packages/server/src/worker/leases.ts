import { setTimeout } from "node:timers/promises";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";

/**
 * Deliveries that no process is sending.
 *
 * @param voidLeases leases, and ids of workers; see `Workers.voidLeases`. @default none
 */
export const isNotLeased = (now: Date, voidLeases: readonly string[] = []): RawBuilder<boolean> =>
  voidLeases.length === 0
    ? sql`(leased_until is null or leased_until <= ${now})`
    : sql`(leased_until is null or leased_until <= ${now}
        or array[lease, split_part(lease, ':', 1)] && ${sql.val(voidLeases)}::text[])`;

export interface LeasesOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  /** How long a lease lasts, unless it is renewed. */
  readonly leaseMs: number;
}

interface Leased {
  readonly deliveryId: string;
  readonly lease: string;
}

/** When a lease was taken or last renewed, by `performance.now()`. */
interface Hold {
  readonly lease: string;
  since: number;
}

type Held = readonly [deliveryId: string, hold: Hold];

/** Leases are renewed when a third of their time has passed. One that cannot be is tried again as often as this. */
const renewalsPerLease = 10;
/** Releases are tried again as often, or after this time: a lease may last for an hour. */
const maxReleaseEveryMs = 3_000;
/** Time until a delivery is sent again whose result cannot be recorded, if none is known. */
const postponedMs = 3_600_000;
/** How long a release waits for deliveries that are locked, before it is left to the next renewals. */
const lockedMs = 1_000;
const lockPauseMs = { first: 20, longest: 1_000 };

/** The leases of the deliveries that this process has claimed and not yet recorded. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #held = new Map<string, Hold>();
  /** Leases that are to be released, or could not be. */
  readonly #toRelease: Held[] = [];
  /** Releases that are not completed. */
  #releasing = 0;
  #onNone: (() => void) | undefined;
  /** The claim that is running: what it has leased is not yet added. */
  #claim: Promise<unknown> = Promise.resolve();
  #renewals: NodeJS.Timeout | undefined;
  #isRenewing = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Starts to renew leases. */
  start(): void {
    const everyMs = Math.min(this.#options.leaseMs / renewalsPerLease, maxReleaseEveryMs);
    this.#renewals = setInterval(() => {
      this.#renew();
      void this.#releaseRest();
    }, everyMs);
    this.#renewals.unref();
  }

  /**
   * Adds the lease of a delivery that was claimed.
   *
   * @param since when the claim began, by `performance.now()`
   * @returns false if this process had already claimed the delivery, and goes on with it under the new lease: the old one had
   * ended, because the clock was set or the database was too busy to renew it
   */
  add({ deliveryId, lease }: Leased, since: number): boolean {
    const isNew = !this.#held.has(deliveryId);
    this.#held.set(deliveryId, { lease, since });
    return isNew;
  }

  /** Runs a claim, which adds the leases that it takes before it ends. */
  async duringClaim<Result>(claim: () => Promise<Result>): Promise<Result> {
    const running = claim();
    this.#claim = running.catch(() => {});
    return running;
  }

  /**
   * Whether a delivery whose lease was lost was claimed by this process again, because the lease had ended. Waits for the claim
   * that is running, which may have taken it.
   */
  async isClaimedAgain({ deliveryId, lease }: Leased): Promise<boolean> {
    await this.#claim;
    return (this.leaseOf(deliveryId) ?? lease) !== lease;
  }

  /** The latest lease of a delivery that is held. */
  leaseOf(deliveryId: string): string | undefined {
    return this.#held.get(deliveryId)?.lease;
  }

  /** The delivery is recorded, or is left until its lease ends. */
  remove(deliveryId: string): void {
    this.#held.delete(deliveryId);
    this.#notifyIfNone();
  }

  /** Resolves when no lease is held. */
  untilNone(): Promise<void> {
    return new Promise((resolve) => {
      this.#onNone = resolve;
      this.#notifyIfNone();
    });
  }

  #notifyIfNone(): void {
    if (this.#held.size === 0 && this.#releasing === 0) this.#onNone?.();
  }

  /**
   * Releases the leases of deliveries that were not sent: any process may claim them. If it fails, it is repeated until
   * they have expired.
   */
  async release(deliveryIds: readonly string[]): Promise<void> {
    await this.#release(this.#take(deliveryIds));
  }

  /** The same with the next renewals, after a failure of the database: not at once, and together with others. */
  releaseLater(deliveryId: string): void {
    this.#toRelease.push(...this.#take([deliveryId]));
    this.#notifyIfNone();
  }

  /**
   * Makes a delivery due later. Its request may have been sent, and each claim would repeat it. If that fails, or the delivery
   * stays locked, it is claimed when its lease ends.
   *
   * @param next its next attempt. @default in an hour, by the same schedule
   */
  async postpone(deliveryId: string, next?: { readonly dueAt: Date; readonly scheduleIndex: number }): Promise<void> {
    const { clock, log, leaseMs } = this.#options;
    const dueAt = next?.dueAt ?? new Date(clock.now().getTime() + postponedMs);
    const scheduleIndex = next?.scheduleIndex ?? sql`schedule_index`;
    const set = sql`due_at = ${dueAt}, schedule_index = ${scheduleIndex}, lease = null, leased_until = null`;
    this.#releasing++;
    try {
      const locked = await this.#updateUnlocked(this.#take([deliveryId]), set, leaseMs);
      if (locked.length > 0) throw new Error(`the delivery ${deliveryId} is locked`);
    } catch (error) {
      log.failed("postponing a delivery failed", error);
    }
    this.#releasing--;
    this.#notifyIfNone();
  }

  /** Stops renewing, and releases every lease. */
  async stop(): Promise<void> {
    clearInterval(this.#renewals);
    await this.#release([...this.#take([...this.#held.keys()]), ...this.#toRelease.splice(0)]);
  }

  /** From now on they are not held: this process may claim a delivery again before it is told that it was released. */
  #take(deliveryIds: readonly string[]): Held[] {
    return deliveryIds.flatMap((deliveryId): Held[] => {
      const hold = this.#held.get(deliveryId);
      this.#held.delete(deliveryId);
      return hold === undefined ? [] : [[deliveryId, hold]];
    });
  }

  async #release(held: readonly Held[]): Promise<void> {
    if (held.length === 0) return;
    this.#releasing++;
    try {
      this.#toRelease.push(...(await this.#updateUnlocked(held, sql`lease = null, leased_until = null`, lockedMs)));
    } catch (error) {
      this.#options.log.failed("releasing leases failed", error);
      this.#toRelease.push(...held);
    }
    this.#releasing--;
    this.#notifyIfNone();
  }

  async #releaseRest(): Promise<void> {
    const expired = performance.now() - this.#options.leaseMs;
    await this.#release(this.#toRelease.splice(0).filter(([, { since }]) => since > expired));
  }

  #renew(): void {
    const { clock, leaseMs, log } = this.#options;
    const old = performance.now() - leaseMs / 3;
    const due = [...this.#held].filter(([, { since }]) => since <= old);
    if (due.length === 0 || this.#isRenewing) return;
    this.#isRenewing = true;
    const start = performance.now();
    this.#update(due, sql`leased_until = ${new Date(clock.now().getTime() + leaseMs)}`)
      .then((updated) => {
        for (const [deliveryId, hold] of due) if (updated.has(deliveryId)) hold.since = start;
      })
      .catch((error: unknown) => log.failed("renewing leases failed", error))
      .finally(() => {
        this.#isRenewing = false;
      });
  }

  /**
   * Updates also deliveries that are locked, when they no longer are: a statement that has failed may still lock them when its
   * error arrives.
   *
   * @returns those that are locked for longer than `maxMs`
   */
  async #updateUnlocked(held: readonly Held[], set: RawBuilder<unknown>, maxMs: number): Promise<Held[]> {
    const start = performance.now();
    for (let pauseMs = lockPauseMs.first, rest = held; ; pauseMs = Math.min(2 * pauseMs, lockPauseMs.longest)) {
      const updated = await this.#update(rest, set);
      const locked = await this.#selectHeld(rest.filter(([deliveryId]) => !updated.has(deliveryId)));
      rest = rest.filter(([deliveryId]) => locked.has(deliveryId));
      if (rest.length === 0 || performance.now() - start >= maxMs) return [...rest];
      await setTimeout(pauseMs);
    }
  }

  /** Returns the ids of those that no other process has taken over. */
  async #selectHeld(held: readonly Held[]): Promise<Set<string>> {
    if (held.length === 0) return new Set();
    const { rows } = await sql<{ delivery_id: string }>`
      select delivery_id from ${asRows(held)} join delivery_queue using (delivery_id, lease)`.execute(this.#options.db);
    return new Set(rows.map(({ delivery_id }) => delivery_id));
  }

  /**
   * Leases that another process has taken over are left as they are. So are those of locked deliveries: all would wait.
   *
   * @returns the ids of those that were updated
   */
  async #update(held: readonly Held[], set: RawBuilder<unknown>): Promise<Set<string>> {
    const { rows } = await sql<{ delivery_id: string }>`
      update delivery_queue set ${set}
      where delivery_id = any (array(
        select delivery_id from ${asRows(held)} join delivery_queue using (delivery_id, lease)
        for update of delivery_queue skip locked
      ))
      returning delivery_id`.execute(this.#options.db);
    return new Set(rows.map(({ delivery_id }) => delivery_id));
  }
}

const asRows = (held: readonly Held[]): RawBuilder<unknown> => sql`unnest(
    ${sql.val(held.map(([deliveryId]) => deliveryId))}::text[],
    ${sql.val(held.map(([, { lease }]) => lease))}::text[]
  ) as held (delivery_id, lease)`;
