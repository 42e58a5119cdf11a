export interface LaneLimits {
  /** Deliveries in flight to one webhook. */
  readonly perWebhook: number;
  /** Deliveries in flight in each lane. */
  readonly perLane: number;
  /** Deliveries in flight at all, also those whose webhook has become slow. */
  readonly total: number;
  /** A webhook with a delivery in flight for longer than this is slow. */
  readonly slowMs: number;
}

/** How many webhooks are remembered as quick. */
const maxQuick = 50_000;

/**
 * How many deliveries may be in flight. There are two lanes: one for webhooks whose last delivery was answered quickly,
 * one for all others. Endpoints that hang fill the second lane only, one delivery each.
 */
export class Lanes {
  readonly #limits: LaneLimits;
  readonly #inFlight = new Map<string, number>();
  readonly #quick = new Set<string>();
  #quickCount = 0;
  #slowCount = 0;

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  get inFlight(): number {
    return this.#quickCount + this.#slowCount;
  }

  get isFull(): boolean {
    const { perLane, total } = this.#limits;
    return this.inFlight >= total || (this.#quickCount >= perLane && this.#slowCount >= perLane);
  }

  /** What `rooms` of one claim have taken already is not in flight yet. */
  newRound(): { roomFor(webhookId: string): number } {
    const { perWebhook, perLane, total } = this.#limits;
    let all = total - this.inFlight;
    const left = { quick: perLane - this.#quickCount, slow: perLane - this.#slowCount };
    return {
      roomFor: (webhookId) => {
        const isQuick = this.#quick.has(webhookId);
        const lane = isQuick ? "quick" : "slow";
        const own = (isQuick ? perWebhook : 1) - (this.#inFlight.get(webhookId) ?? 0);
        const room = Math.max(0, Math.min(own, left[lane], all));
        left[lane] -= room;
        all -= room;
        return room;
      },
    };
  }

  /** A delivery goes out. Call the answer when it has come back, with whether the endpoint did well. */
  enter(webhookId: string): (wentWell: boolean) => void {
    this.#count(webhookId, 1);
    const timer = setTimeout(() => this.#setQuick(webhookId, false), this.#limits.slowMs);
    timer.unref();
    const start = performance.now();
    return (wentWell) => {
      clearTimeout(timer);
      this.#setQuick(webhookId, wentWell && performance.now() - start < this.#limits.slowMs);
      this.#count(webhookId, -1);
    };
  }

  #count(webhookId: string, change: 1 | -1): void {
    const count = (this.#inFlight.get(webhookId) ?? 0) + change;
    if (count === 0) this.#inFlight.delete(webhookId);
    else this.#inFlight.set(webhookId, count);
    if (this.#quick.has(webhookId)) this.#quickCount += change;
    else this.#slowCount += change;
  }

  /** What is in flight changes lanes with its webhook. */
  #setQuick(webhookId: string, isQuick: boolean): void {
    if (this.#quick.has(webhookId) === isQuick) return;
    const count = this.#inFlight.get(webhookId) ?? 0;
    this.#quickCount += isQuick ? count : -count;
    this.#slowCount += isQuick ? -count : count;
    if (isQuick) this.#quick.add(webhookId);
    else this.#quick.delete(webhookId);
    if (this.#quick.size > maxQuick) this.#forgetOne();
  }

  #forgetOne(): void {
    for (const webhookId of this.#quick) {
      if (this.#inFlight.has(webhookId)) continue;
      this.#quick.delete(webhookId);
      return;
    }
  }
}
