import { type RawBuilder, sql } from "kysely";
import type { Clock } from "../lib/clock.ts";
import { isLimited } from "./delivery-limits.ts";
import { isNotLeased } from "./leases.ts";
import type { ClaimedDelivery } from "./queue.ts";

/*
 * While a process has little to do, what it publishes is stored under a lease of its own and sent as soon as it is committed,
 * without a claim. A delivery about which a claim would have to decide is left to claims: one whose webhook has older ones
 * that wait, limits set by its owner, or an endpoint whose last attempt failed, which may open its circuit breaker.
 */

/** Deliveries that one statement may store to be sent without a claim. */
export const maxHandedOver = 16;

/** A lease under which new deliveries are stored. */
export interface NewLease {
  readonly lease: string;
  readonly until: Date;
  readonly now: Date;
  /** By `performance.now()`. */
  readonly since: number;
}

/** Whether a new `delivery`, with a `webhook_id` and an `epoch`, needs no claim. */
export const needsNoClaim = (now: Date): RawBuilder<boolean> => sql`(
  not exists (select from endpoint_failures as failures where failures.webhook_id = delivery.webhook_id)
  and not exists (select from delivery_settings as limits where limits.webhook_id = delivery.webhook_id and ${isLimited})
  and not exists (
    select from delivery_queue as older
    where older.webhook_id = delivery.webhook_id and older.epoch = delivery.epoch and older.due_at <= ${now}
      and ${isNotLeased(now)}
  )
)`;

export interface HandOverOptions {
  readonly clock: Clock;
  readonly leaseMs: number;
  /** Whether this process sends at once what it takes. */
  readonly isQuiet: () => boolean;
  readonly newLease: () => string;
  /** Sends deliveries that are leased by this process. */
  readonly take: (deliveries: readonly ClaimedDelivery[], since: number) => void;
}

/** Hands new deliveries from the publisher to the worker of the same process. */
export class HandOver {
  readonly #options: HandOverOptions;

  constructor(options: HandOverOptions) {
    this.#options = options;
  }

  /** Returns a lease for the deliveries of a few events; `undefined` if they are to be claimed. */
  newLease(): NewLease | undefined {
    const { clock, leaseMs, isQuiet, newLease } = this.#options;
    if (!isQuiet()) return undefined;
    const now = clock.now();
    return { lease: newLease(), now, until: new Date(now.getTime() + leaseMs), since: performance.now() };
  }

  /** Sends deliveries that were committed under a lease of `newLease`. */
  take(deliveries: readonly ClaimedDelivery[], { since }: NewLease): void {
    this.#options.take(deliveries, since);
  }
}
