import type { ConcurrencyLimiter } from "./concurrency.ts";
import type { RoundRobin } from "./fairness.ts";
import type { HeldBodies } from "./held-bodies.ts";
import type { ClaimedDelivery } from "./queue.ts";
import type { ReadyDeliveries } from "./ready-deliveries.ts";

/** Deliveries taken by one claim. */
const claimCount = 400;
/** Deliveries of a webhook taken by one claim, at least, however many other webhooks have some. */
export const leastShare = 10;
/** Deliveries that wait for a place. Above this number, a webhook that has some gets no more. */
const maxReady = 1_000;
/** Webhooks that get a turn in one claim, also those without a place: the process does nothing else meanwhile. */
const maxTurns = 800;
/** With more turns, a claim takes so long that there should not be one for each place that becomes free. */
const fewTurns = 100;

/** Webhook id → how many of its deliveries to claim. */
export type ClaimShares = ReadonlyMap<string, { readonly organizationId: string; readonly count: number }>;

export interface ClaimPlan {
  readonly shares: ClaimShares;
  /** There are webhooks that had no turn. */
  readonly hasMore: boolean;
  /** Many webhooks had a turn, or there are more. */
  readonly isLong: boolean;
}

export interface ClaimPlannerOptions {
  /** The webhooks that may have deliveries due. */
  readonly roundRobin: RoundRobin;
  readonly limiter: Pick<ConcurrencyLimiter, "shareOut">;
  /** What was claimed and is not sent yet. */
  readonly ready: Pick<ReadyDeliveries, "size" | "countOf">;
  readonly bodies: Pick<HeldBodies, "isLeftOut">;
}

/** Decides which webhooks a claim takes deliveries of, and how many: what can be sent soon, and each its turn. */
export class ClaimPlanner {
  readonly #options: ClaimPlannerOptions;

  constructor(options: ClaimPlannerOptions) {
    this.#options = options;
  }

  /** Gives the webhooks their turns in the next claim. */
  plan(): ClaimPlan {
    const { roundRobin, limiter, ready, bodies } = this.#options;
    const countFor = limiter.shareOut();
    const withPlace: { readonly webhookId: string; readonly organizationId: string; readonly free: number }[] = [];
    let least = 0;
    let turns = 0;
    const hasMore = roundRobin.takeTurns(maxTurns, (webhookId, organizationId) => {
      if (least >= claimCount) return "stop";
      turns++;
      if (bodies.isLeftOut(webhookId)) return "next";
      const waiting = ready.countOf(webhookId);
      const free = countFor(webhookId) - waiting;
      // Half of those that may wait are enough: a claim of many costs little more than a claim of one.
      if (free < Math.max(waiting, 1) || (waiting > 0 && ready.size > maxReady)) return "next";
      withPlace.push({ webhookId, organizationId, free });
      least += Math.min(free, leastShare);
      return "next";
    });
    // Webhooks without a place do not make the shares of the others smaller: a turn may come only every few claims.
    const share = Math.max(leastShare, Math.floor(claimCount / withPlace.length));
    const shares = new Map<string, { readonly organizationId: string; readonly count: number }>();
    let left = claimCount;
    for (const { webhookId, organizationId, free } of withPlace) {
      const count = Math.min(free, share, left);
      left -= count;
      shares.set(webhookId, { organizationId, count });
    }
    return { shares, hasMore, isLong: hasMore || turns > fewTurns };
  }

  /** Webhooks with fewer due deliveries than their share have none left. */
  removeIdle(shares: ClaimShares, claimed: readonly ClaimedDelivery[]): void {
    const counts = new Map<string, number>();
    for (const { webhookId } of claimed) counts.set(webhookId, (counts.get(webhookId) ?? 0) + 1);
    for (const [webhookId, { organizationId, count }] of shares) {
      if ((counts.get(webhookId) ?? 0) < count) this.#options.roundRobin.remove(organizationId, webhookId);
    }
  }
}
