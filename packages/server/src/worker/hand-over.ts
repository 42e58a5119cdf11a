import { type RawBuilder, sql } from "kysely";
import type { Clock } from "../lib/clock.ts";
import { shareBodies } from "../publish/event-body.ts";
import type { CurrentWebhook } from "./current-state.ts";
import { isLimited } from "./delivery-limits.ts";
import { isNotLeased } from "./leases.ts";
import type { ClaimedDelivery } from "./queue.ts";
import { isDue } from "./retry-delay.ts";

/*
 * While a process has little to do, what it publishes is stored under a lease of its own and sent as soon as it is committed,
 * without a claim. A delivery about which a claim would have to decide is left to claims: one whose webhook has older ones
 * that wait, limits set by its owner, or an endpoint whose last attempt failed, which may open its circuit breaker.
 */

/** Deliveries that one statement may store to be sent without a claim. */
export const maxHandedOver = 16;

/**
 * How long a webhook counts that was read while its delivery was stored, from when the statement began: it takes that long to
 * be committed.
 */
const maxReadMs = 25;

/** A delivery that was stored under a lease, and its webhook as it was then. */
export interface HandedOverDelivery extends Omit<ClaimedDelivery, "body"> {
  readonly body: string;
  readonly webhook: CurrentWebhook;
}

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
  not exists (select from endpoint_failures as failures where failures.webhook_id = delivery.webhook_id offset 0)
  and not exists (
    select from delivery_settings as limits where limits.webhook_id = delivery.webhook_id and ${isLimited} offset 0
  )
  and not exists (
    select from delivery_queue as older
    where older.webhook_id = delivery.webhook_id and older.epoch = delivery.epoch and ${isDue(now)}
      and ${isNotLeased(now)}
    offset 0
  )
)`;

export interface HandOverOptions {
  readonly clock: Clock;
  readonly leaseMs: number;
  /** Whether this process sends at once what it takes. */
  readonly isQuiet: () => boolean;
  readonly newLease: () => string;
  /** Has what may be stored under a lease claimed. */
  readonly loseLease: (lease: string) => void;
  /** Sends deliveries that are leased by this process. */
  readonly take: (deliveries: readonly ClaimedDelivery[], since: number) => void;
}

/** Hands new deliveries from the publisher to the worker of the same process. */
export class HandOver {
  readonly #options: HandOverOptions;
  /** By delivery, while these are taken. */
  #webhooks: ReadonlyMap<string, CurrentWebhook> = new Map();

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

  /** Leaves to claims what may have been committed under a lease of `newLease`, by a statement that has failed. */
  loseLease({ lease }: NewLease): void {
    this.#options.loseLease(lease);
  }

  /** Sends deliveries that were committed under a lease of `newLease`. */
  take(deliveries: readonly HandedOverDelivery[], { since }: NewLease): void {
    const isRecent = performance.now() - since <= maxReadMs;
    if (isRecent) this.#webhooks = new Map(deliveries.map(({ deliveryId, webhook }) => [deliveryId, webhook]));
    const bodyOf = shareBodies();
    this.#options.take(
      deliveries.map(({ webhook: _, ...delivery }) => ({ ...delivery, body: bodyOf(delivery) })),
      since,
    );
    this.#webhooks = new Map();
  }

  /**
   * The webhook of a delivery that is sent as soon as it is committed, before the publisher gets a response. That of one that
   * has to wait for a place may be changed meanwhile.
   */
  webhookOf({ deliveryId }: ClaimedDelivery): CurrentWebhook | undefined {
    return this.#webhooks.get(deliveryId);
  }
}
