import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";

/** Deliveries that no process is sending. */
export const isNotLeased = (now: Date): RawBuilder<boolean> => sql`(leased_until is null or leased_until <= ${now})`;

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

/** A claimed delivery, and when its lease was taken or renewed, by the clock of this process. */
type Held = readonly [deliveryId: string, hold: { readonly lease: string; since: number }];

/** The leases of the deliveries that this process has claimed and not yet recorded. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #held = new Map<Held[0], Held[1]>();
  #onNone: (() => void) | undefined;
  #renewals: NodeJS.Timeout | undefined;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Starts to renew leases when a third of their time has passed. */
  start(): void {
    this.#renewals = setInterval(() => this.#renew(), this.#options.leaseMs / 3);
    this.#renewals.unref();
  }

  add({ deliveryId, lease }: Leased): void {
    this.#held.set(deliveryId, { lease, since: performance.now() });
  }

  /** The delivery is recorded, or is left until its lease ends. */
  remove({ deliveryId }: Leased): void {
    this.#held.delete(deliveryId);
    if (this.#held.size === 0) this.#onNone?.();
  }

  /** Resolves when no lease is held. */
  untilNone(): Promise<void> {
    return new Promise((resolve) => {
      this.#onNone = resolve;
      if (this.#held.size === 0) resolve();
    });
  }

  /** Stops renewing and releases every lease: any process may claim the deliveries. If it fails, the leases expire. */
  async release(): Promise<void> {
    clearInterval(this.#renewals);
    if (this.#held.size === 0) return;
    try {
      await this.#update([...this.#held], { lease: null, leased_until: null });
    } catch (error) {
      this.#options.log.failed("releasing leases failed", error);
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

  /** Leases that another process has taken over are left as they are. */
  async #update(held: readonly Held[], set: { lease?: null; leased_until: Date | null }): Promise<void> {
    await this.#options.db
      .updateTable("delivery_queue")
      .set(set)
      .where("delivery_id", "=", sql<string>`any (${sql.val(held.map(([deliveryId]) => deliveryId))}::text[])`)
      .where("lease", "=", sql<string>`any (${sql.val([...new Set(held.map(([, { lease }]) => lease))])}::text[])`)
      .execute();
  }
}
