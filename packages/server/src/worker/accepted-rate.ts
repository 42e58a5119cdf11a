/** Rates are not limited above this. */
const maxRate = 10_000;
const minRate = 5;
/** An endpoint that rejects requests gets this part of what it accepted. */
const acceptedFactor = 0.95;
/** A rate is measured over at least this time. */
const minMeasureMs = 100;
/** How often the rate grows: by 1 %, then by twice as much each time, until a request is rejected. */
const rateStepMs = 500;
const firstRateStep = 0.01;
/** Below this rate it doubles at once: more is tried with a few requests, and the endpoint may have rejected all of them for a moment. */
const lowRate = 10;

/** How many requests a second an endpoint takes that rejects some: a little less than it accepted, and then slowly more. */
export class AcceptedRate {
  #perSecond = Number.POSITIVE_INFINITY;
  #step = firstRateStep;
  /** Since when accepted requests are counted. */
  #since: number | undefined;
  #accepted = 0;
  /** What was accepted per second before that; `undefined` if the rate was reduced then. */
  #measured: number | undefined;

  /** Infinite until a request is rejected. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** A request succeeded. */
  accept(startedAt: number, now: number): void {
    this.#since ??= startedAt;
    this.#accepted++;
    if (now - this.#since >= rateStepMs) this.#grow(now);
  }

  /** A request was rejected. */
  reject(startedAt: number, now: number): void {
    const since = this.#since ?? startedAt;
    const elapsed = now - since;
    const wasReduced = this.#perSecond !== Number.POSITIVE_INFINITY && this.#measured === undefined;
    // Sent before the rate was reduced, or too early to know what it is since.
    if (wasReduced && (startedAt < since || elapsed < minMeasureMs)) return;
    const accepted = Math.max(this.#measured ?? 0, (this.#accepted * 1_000) / Math.max(elapsed, minMeasureMs));
    this.#perSecond = Math.max(minRate, acceptedFactor * Math.min(accepted, this.#perSecond));
    this.#step = this.#perSecond < lowRate ? 1 : firstRateStep;
    this.#measure(now);
    this.#measured = undefined;
  }

  #grow(now: number): void {
    this.#measure(now);
    this.#perSecond *= 1 + this.#step;
    this.#step = Math.min(2 * this.#step, 1);
    if (this.#perSecond >= maxRate) this.#perSecond = Number.POSITIVE_INFINITY;
  }

  #measure(now: number): void {
    this.#measured = (this.#accepted * 1_000) / (now - (this.#since ?? now));
    this.#since = now;
    this.#accepted = 0;
  }
}
