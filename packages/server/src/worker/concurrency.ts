import { AdaptiveLimit, type RequestOutcome } from "./adaptive-limit.ts";

export interface ConcurrencyLimits {
  /** Requests in flight to one webhook. */
  readonly perWebhook: number;
  /** Webhooks of each pool with a request in flight. As many more requests are shared by those that have one. */
  readonly perPool: number;
  /** Requests in flight in total, including those whose webhook has become slow. */
  readonly total: number;
  /** A webhook with a request in flight for longer than this is slow. */
  readonly slowMs: number;
}

/** How the request of a delivery ended. */
export type SlotOutcome = RequestOutcome | "timed out";

/** The place of one delivery among the requests in flight. */
export interface Slot {
  /** The request is sent now. What it had to wait for before says nothing about its endpoint. */
  start(): void;
  /** Frees the place, the first time it is called. Without an outcome, nothing is learned about the endpoint. */
  end(outcome?: SlotOutcome): void;
}

/** Webhooks to remember that have no request in flight. */
const maxIdle = 50_000;
/** A request that takes this many times as long as usual is overdue, unless it takes less than `slowMs`. */
const overdueFactor = 2;
/** A webhook may have claimed deliveries for this time ahead, so that its slots are refilled at once. */
const aheadMs = 100;
const maxAhead = 400;
/** A request that takes longer waits for its endpoint: it costs this process nothing. */
const busyMs = 25;

/**
 * `new`: no request to it has ended yet. `fast`: its last delivery succeeded in time. `slow`: any other. An endpoint that hangs
 * takes a place from webhooks of its own pool only.
 */
type PoolName = "new" | "fast" | "slow";

interface Pool {
  /** Webhooks with a request in flight. */
  webhooks: number;
  /** Requests in flight beyond the first one of each webhook. */
  further: number;
}

interface Endpoint {
  readonly limit: AdaptiveLimit;
  inFlight: number;
  pool: PoolName;
  /** When a request last succeeded. */
  succeededAt: number;
  /** A request is overdue, or has timed out, and none has succeeded since. */
  isOverdue: boolean;
  /** When as many requests were in flight as its limit allows. */
  fullAt: number;
  /** When the next request may be sent, if the rate is limited. */
  nextAt: number;
}

/**
 * Limits the requests in flight: those of each webhook to what its endpoint takes, and all together, so that no webhook
 * takes the place of another. In its pool, every webhook may have one request. The others are shared by dynamic thresholds: a
 * webhook may have as many more as are still free, so that one alone gets half of them, and `n` webhooks get 1/(n+1) each.
 */
export class ConcurrencyLimiter {
  readonly #limits: ConcurrencyLimits;
  /** By webhook. Those without requests in flight come first: a map keeps the order of insertion. */
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #pools: Readonly<Record<PoolName, Pool>> = { new: newPool(), fast: newPool(), slow: newPool() };
  #inFlight = 0;
  /** Deliveries in flight whose requests are not sent yet. */
  #unsent = 0;
  /** Requests by when they were sent, of the last moment at least. */
  readonly #sentAt = new Map<Slot, number>();

  constructor(limits: ConcurrencyLimits) {
    this.#limits = limits;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many of those in flight this process is busy with: those that do not merely wait for their endpoints. */
  get busy(): number {
    const before = performance.now() - busyMs;
    for (const [slot, sentAt] of this.#sentAt) {
      if (sentAt > before) break;
      this.#sentAt.delete(slot);
    }
    return this.#unsent + this.#sentAt.size;
  }

  /**
   * Shares out the first places that are free now.
   *
   * @returns a function that returns how many deliveries of a webhook, beside those in flight, this process should have
   * claimed: as many as may be sent, and those of the next moment. 0 if there is no place for its first one.
   */
  shareOut(): (webhookId: string) => number {
    const { perPool, total } = this.#limits;
    let left = total - this.inFlight;
    const shared = { new: 0, fast: 0, slow: 0 };
    return (webhookId) => {
      const endpoint = this.#endpoints.get(webhookId);
      if (endpoint === undefined || endpoint.inFlight === 0) {
        const pool = endpoint?.pool ?? "new";
        if (left <= 0 || this.#pools[pool].webhooks + shared[pool] >= perPool) return 0;
        left--;
        shared[pool]++;
      }
      if (endpoint === undefined) return 1;
      const { limit, isOverdue, inFlight } = endpoint;
      return Math.max(0, (isOverdue ? 1 : limit.limit + aheadOf(limit)) - inFlight);
    };
  }

  /** How many deliveries of a webhook may wait for a place. */
  aheadOf(webhookId: string): number {
    const endpoint = this.#endpoints.get(webhookId);
    return endpoint === undefined || endpoint.isOverdue ? 0 : aheadOf(endpoint.limit);
  }

  inFlightOf(webhookId: string): number {
    return this.#endpoints.get(webhookId)?.inFlight ?? 0;
  }

  /** Whether a request to a webhook takes too long, or has timed out, and none has succeeded since. */
  isOverdue(webhookId: string): boolean {
    return this.#endpoints.get(webhookId)?.isOverdue === true;
  }

  /**
   * Whether an endpoint keeps its webhook waiting: a request is in flight, and none has lately succeeded in time, or it takes
   * only so many in a second.
   */
  isSlow(webhookId: string): boolean {
    const endpoint = this.#endpoints.get(webhookId);
    if (endpoint === undefined) return false;
    return (endpoint.inFlight > 0 && endpoint.pool !== "fast") || this.#isRecent(endpoint.nextAt);
  }

  /** Whether a webhook had as many requests in flight as its endpoint takes, within the last moment. */
  isFull(webhookId: string): boolean {
    const endpoint = this.#endpoints.get(webhookId);
    return endpoint !== undefined && this.#isRecent(endpoint.fullAt);
  }

  #isRecent(time: number): boolean {
    return time > performance.now() - this.#limits.slowMs;
  }

  /**
   * Whether a request to a webhook may be sent now, and if not because of its rate, in how many milliseconds.
   */
  mayBegin(webhookId: string): boolean | number {
    const endpoint = this.#endpoints.get(webhookId);
    if (endpoint === undefined) return true;
    const waitMs = endpoint.nextAt - performance.now();
    if (waitMs > 0) return waitMs;
    // Its place was shared out.
    if (endpoint.inFlight === 0) return true;
    if (endpoint.isOverdue || endpoint.inFlight >= endpoint.limit.limit) return false;
    const { perPool, total } = this.#limits;
    const free = perPool - this.#pools[endpoint.pool].further;
    return endpoint.inFlight - 1 < free && this.inFlight < total;
  }

  /**
   * Counts a request as in flight.
   *
   * @param maxPerSecond how many the owner of the webhook allows. @default null: any number
   */
  begin(webhookId: string, maxPerSecond: number | null = null): Slot {
    const { slowMs } = this.#limits;
    const endpoint = this.#endpointOf(webhookId);
    const begunAt = performance.now();
    this.#count(endpoint, 1);
    this.#unsent++;
    if (endpoint.inFlight >= endpoint.limit.limit) endpoint.fullAt = begunAt;
    pace(endpoint, begunAt, Math.min(endpoint.limit.perSecond, maxPerSecond ?? Number.POSITIVE_INFINITY));
    let startedAt: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    let hasEnded = false;
    const slot: Slot = {
      start: () => {
        startedAt = performance.now();
        this.#unsent--;
        this.#sentAt.set(slot, startedAt);
        const overdueMs = Math.ceil(Math.max(slowMs, overdueFactor * (endpoint.limit.latencyMs ?? 0)));
        timer = setTimeout(() => {
          endpoint.isOverdue = true;
          // A new one stays in its pool until a request ends. Otherwise any number of them could hang.
          if (endpoint.pool === "fast") this.#setPool(endpoint, "slow");
        }, overdueMs);
        timer.unref();
      },
      end: (outcome) => {
        if (hasEnded) return;
        hasEnded = true;
        clearTimeout(timer);
        if (startedAt === undefined) this.#unsent--;
        this.#sentAt.delete(slot);
        if (startedAt !== undefined && outcome !== undefined) {
          const endedAt = performance.now();
          const wasFull = endpoint.fullAt >= begunAt;
          const isTimeout = outcome === "timed out";
          endpoint.limit.end({ startedAt, endedAt, outcome: isTimeout ? "failed" : outcome, wasFull });
          const succeeded = outcome === "succeeded";
          if (succeeded) {
            endpoint.succeededAt = endedAt;
            endpoint.isOverdue = false;
          } else if (isTimeout && endpoint.succeededAt <= startedAt) {
            endpoint.isOverdue = true;
          }
          this.#setPool(endpoint, succeeded && endedAt - startedAt < slowMs ? "fast" : "slow");
        }
        this.#count(endpoint, -1);
        if (endpoint.inFlight === 0) this.#forgetIdle();
      },
    };
    return slot;
  }

  #endpointOf(webhookId: string): Endpoint {
    const endpoint = this.#endpoints.get(webhookId) ?? newEndpoint(this.#limits.perWebhook);
    if (endpoint.inFlight > 0) return endpoint;
    this.#endpoints.delete(webhookId);
    this.#endpoints.set(webhookId, endpoint);
    return endpoint;
  }

  #count(endpoint: Endpoint, change: 1 | -1): void {
    const pool = this.#pools[endpoint.pool];
    const isFirst = endpoint.inFlight === (change === 1 ? 0 : 1);
    pool[isFirst ? "webhooks" : "further"] += change;
    endpoint.inFlight += change;
    this.#inFlight += change;
  }

  /** Requests in flight change pools with their webhook. */
  #setPool(endpoint: Endpoint, name: PoolName): void {
    const { inFlight, pool } = endpoint;
    const [from, to] = [this.#pools[pool], this.#pools[name]];
    endpoint.pool = name;
    if (inFlight === 0) return;
    from.webhooks--;
    to.webhooks++;
    from.further -= inFlight - 1;
    to.further += inFlight - 1;
  }

  #forgetIdle(): void {
    if (this.#endpoints.size <= maxIdle) return;
    for (const [webhookId, { inFlight }] of this.#endpoints) {
      if (inFlight > 0) continue;
      this.#endpoints.delete(webhookId);
      return;
    }
  }
}

const newPool = (): Pool => ({ webhooks: 0, further: 0 });

const newEndpoint = (max: number): Endpoint => ({
  limit: new AdaptiveLimit(max),
  inFlight: 0,
  pool: "new",
  succeededAt: Number.NEGATIVE_INFINITY,
  isOverdue: false,
  fullAt: Number.NEGATIVE_INFINITY,
  nextAt: Number.NEGATIVE_INFINITY,
});

/** Deliveries that an endpoint takes in `aheadMs`. */
function aheadOf({ limit, latencyMs, perSecond }: AdaptiveLimit): number {
  if (latencyMs === undefined) return 0;
  const byLatency = (limit * aheadMs) / Math.max(latencyMs, 1);
  return Math.ceil(Math.min(byLatency, (perSecond * aheadMs) / 1_000, maxAhead));
}

/** Requests that may be sent late at once, because timers are late. */
const burstMs = 20;

function pace(endpoint: Endpoint, now: number, perSecond: number): void {
  if (perSecond === Number.POSITIVE_INFINITY) return;
  endpoint.nextAt = Math.max(endpoint.nextAt, now - burstMs) + 1_000 / perSecond;
}
