export interface ConcurrencyLimits {
  /** Requests in flight to one webhook. */
  readonly perWebhook: number;
  /** Requests in flight to fast webhooks, and the same number to slow ones. */
  readonly perPool: number;
  /** Requests in flight in total, including those whose webhook has become slow. */
  readonly total: number;
  /** A webhook with a request in flight for longer than this is slow. */
  readonly slowMs: number;
}

/** Fast webhooks to remember. */
const maxFastWebhooks = 50_000;

/**
 * Limits the requests in flight. Webhooks are fast, if their last delivery succeeded in time, or slow, and each kind has a
 * pool of its own. Endpoints that hang can therefore fill only the slow pool, with one request each.
 */
export class ConcurrencyLimiter {
  readonly #limits: ConcurrencyLimits;
  readonly #inFlight = new Map<string, number>();
  readonly #fastWebhooks = new Set<string>();
  #fastCount = 0;
  #slowCount = 0;

  constructor(limits: ConcurrencyLimits) {
    this.#limits = limits;
  }

  get inFlight(): number {
    return this.#fastCount + this.#slowCount;
  }

  get isFull(): boolean {
    const { perPool, total } = this.#limits;
    return this.inFlight >= total || (this.#fastCount >= perPool && this.#slowCount >= perPool);
  }

  /**
   * Shares out the capacity that is free now.
   *
   * @returns a function that reserves what a webhook may have, at most `max`, and returns how much that is
   */
  shareOut(): (webhookId: string, max: number) => number {
    const { perWebhook, perPool, total } = this.#limits;
    let left = total - this.inFlight;
    const leftOf = { fast: perPool - this.#fastCount, slow: perPool - this.#slowCount };
    return (webhookId, max) => {
      const isFast = this.#fastWebhooks.has(webhookId);
      const pool = isFast ? "fast" : "slow";
      const own = (isFast ? perWebhook : 1) - (this.#inFlight.get(webhookId) ?? 0);
      const capacity = Math.max(0, Math.min(own, leftOf[pool], left, max));
      leftOf[pool] -= capacity;
      left -= capacity;
      return capacity;
    };
  }

  /**
   * Counts a request as in flight.
   *
   * @returns a function to call once, when the request is over
   */
  begin(webhookId: string): (succeeded: boolean) => void {
    this.#count(webhookId, 1);
    const timer = setTimeout(() => this.#setFast(webhookId, false), this.#limits.slowMs);
    timer.unref();
    const start = performance.now();
    return (succeeded) => {
      clearTimeout(timer);
      this.#setFast(webhookId, succeeded && performance.now() - start < this.#limits.slowMs);
      this.#count(webhookId, -1);
    };
  }

  #count(webhookId: string, change: 1 | -1): void {
    const count = (this.#inFlight.get(webhookId) ?? 0) + change;
    if (count === 0) this.#inFlight.delete(webhookId);
    else this.#inFlight.set(webhookId, count);
    if (this.#fastWebhooks.has(webhookId)) this.#fastCount += change;
    else this.#slowCount += change;
  }

  /** Requests in flight change pools with their webhook. */
  #setFast(webhookId: string, isFast: boolean): void {
    if (this.#fastWebhooks.has(webhookId) === isFast) return;
    const count = this.#inFlight.get(webhookId) ?? 0;
    this.#fastCount += isFast ? count : -count;
    this.#slowCount += isFast ? -count : count;
    if (isFast) this.#fastWebhooks.add(webhookId);
    else this.#fastWebhooks.delete(webhookId);
    if (this.#fastWebhooks.size > maxFastWebhooks) this.#forgetOne();
  }

  #forgetOne(): void {
    for (const webhookId of this.#fastWebhooks) {
      if (this.#inFlight.has(webhookId)) continue;
      this.#fastWebhooks.delete(webhookId);
      return;
    }
  }
}
