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

/** The place of one delivery among the requests in flight. */
export interface Slot {
  /** The request is sent now. What it had to wait for before does not make its webhook slow. */
  start(): void;
  /** Frees the place, the first time it is called. Without a request, the webhook stays as fast or slow as it was. */
  end(succeeded: boolean): void;
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

  /** Counts a request as in flight. */
  begin(webhookId: string): Slot {
    const { slowMs } = this.#limits;
    this.#count(webhookId, 1);
    let startedAt: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    let hasEnded = false;
    return {
      start: () => {
        startedAt = performance.now();
        timer = setTimeout(() => this.#setFast(webhookId, false), slowMs);
        timer.unref();
      },
      end: (succeeded) => {
        if (hasEnded) return;
        hasEnded = true;
        clearTimeout(timer);
        if (startedAt !== undefined) this.#setFast(webhookId, succeeded && performance.now() - startedAt < slowMs);
        this.#count(webhookId, -1);
      },
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
