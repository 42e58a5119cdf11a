import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";

export interface LeasesOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  /** How long a lease lasts, unless it is renewed. */
  readonly leaseMs: number;
}

/** A delivery that is held, and since when its lease counts, by the clock of this process. */
type Held = readonly [deliveryId: string, hold: { readonly lease: string; since: number }];

/** The deliveries that this process has claimed and not recorded: it renews their leases, and gives them back. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #held = new Map<Held[0], Held[1]>();
  #renewals: NodeJS.Timeout | undefined;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Deliveries that are held. */
  get size(): number {
    return this.#held.size;
  }

  /** Renews what is held for longer than a third of a lease, until `giveBack`. */
  start(): void {
    this.#renewals = setInterval(() => this.#renew(), this.#options.leaseMs / 3);
    this.#renewals.unref();
  }

  hold(deliveryId: string, lease: string): void {
    this.#held.set(deliveryId, { lease, since: performance.now() });
  }

  /** It is recorded, or left to the end of its lease. */
  drop(deliveryId: string): void {
    this.#held.delete(deliveryId);
  }

  /** Gives back what is still held: it is due as before, for anybody. If that fails, the leases end by themselves. */
  async giveBack(): Promise<void> {
    clearInterval(this.#renewals);
    if (this.#held.size === 0) return;
    try {
      await this.#update([...this.#held], { lease: null, leased_until: null });
    } catch (error) {
      this.#options.log.failed("giving leases back failed", error);
    }
  }

  #renew(): void {
    const { clock, leaseMs, log } = this.#options;
    const old = performance.now() - leaseMs / 3;
    const due = [...this.#held].filter(([, { since }]) => since <= old);
    if (due.length === 0) return;
    this.#update(due, { leased_until: new Date(clock.now().getTime() + leaseMs) }).then(
      () => {
        for (const [, hold] of due) hold.since = performance.now();
      },
      (error: unknown) => log.failed("renewing leases failed", error),
    );
  }

  /** Changes leases that are still ours. */
  async #update(held: readonly Held[], set: { lease?: null; leased_until: Date | null }): Promise<void> {
    await this.#options.db
      .updateTable("delivery_queue")
      .set(set)
      .where("delivery_id", "=", sql<string>`any (${sql.val(held.map(([deliveryId]) => deliveryId))}::text[])`)
      .where("lease", "=", sql<string>`any (${sql.val([...new Set(held.map(([, { lease }]) => lease))])}::text[])`)
      .execute();
  }
}
