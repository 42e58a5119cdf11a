import { AcceptedRate } from "./accepted-rate.ts";

/*
 * How many requests at a time an endpoint takes, and how many a second. Learned from its responses alone:
 *
 * - Additive increase, multiplicative decrease (AIMD) with latency as the signal, as in TCP Vegas. The limit grows while the
 *   endpoint takes about as long as at its best; at first it doubles, as long as that gets more requests through. When the
 *   endpoint takes much longer, half the limit is tried. If as many requests succeed with that, the others only waited in a
 *   queue, and the lower limit stays. If fewer succeed, it was not our load that made the endpoint slower: it gets its limit
 *   back, and this latency is its best from now on. That may have been a coincidence, so half is tried again later.
 * - An endpoint that fails gets half as many requests at a time.
 * - An endpoint that rejects requests (429, 503) gets a little less than it accepted, and then slowly more.
 *
 * The limit is judged by generations: as many requests as it allows, all sent since it was last changed.
 */

/** `failed`: in any way, except that the endpoint asked for fewer requests (`rejected`: 429, 503). */
export type RequestOutcome = "succeeded" | "failed" | "rejected";

/** A request that has ended. Times are in milliseconds of one clock. */
export interface EndedRequest {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: RequestOutcome;
  /** Whether as many requests as the limit allowed were in flight meanwhile. An unused limit does not grow. */
  readonly wasFull: boolean;
}

/** The limit after the first success. */
const startLimit = 10;
/** A latency below this never makes the limit fall: this process, the system or the network may be busy. */
const fastMs = 12;
/** How much longer than at its best an endpoint may take. */
const slowFactor = 1.75;
/** How much longer it may take and still count as responding in the same time. */
const sameLatencyFactor = 1.25;
/** With half the limit, a queue still gets as many requests a second, and an endpoint without one gets half as many. */
const sameRateFactor = 0.75;
/** Generations after which half the limit is tried again, and twice as many each further time. */
const retrialAfter = 2;
const maxRetrialAfter = 64;
/** A smaller generation says little, unless it has lasted for this long. */
const smallGeneration = 16;
const longGenerationMs = 500;
/** Part of failed requests from which on a generation has failed. */
const failedFraction = 0.1;

export class AdaptiveLimit {
  readonly #max: number;
  #limit = 1;
  /** Mean latency of the best generation. */
  #bestMs: number | undefined;
  #latencyMs: number | undefined;
  /** What half the limit got through per second, and its mean latency, while the limit doubles. */
  #doubledFrom: Throughput | undefined = { perSecond: 0, latencyMs: 0 };
  /** Half of this limit is being tried. */
  #trial: { readonly limit: number; readonly perSecond: number; readonly isRetrial: boolean } | undefined;
  /** The generation before was slow. One alone may be a coincidence, or have begun before the endpoint became slow. */
  #wasSlow = false;
  /** Generations until the next trial, and after how many it was planned. */
  #retrial: { left: number; readonly after: number } | undefined;
  #generation = newGeneration(0);
  readonly #rate = new AcceptedRate();

  /** @param max the highest limit */
  constructor(max: number) {
    this.#max = max;
  }

  /** Requests at a time. */
  get limit(): number {
    return this.#limit;
  }

  /** Requests per second. */
  get perSecond(): number {
    return this.#rate.perSecond;
  }

  /** Mean latency of the last requests that succeeded. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  end({ startedAt, endedAt, outcome, wasFull }: EndedRequest): void {
    if (outcome === "rejected") {
      this.#rate.reject(startedAt, endedAt);
      return;
    }
    const latency = endedAt - startedAt;
    const generation = this.#generation;
    if (outcome === "succeeded") {
      this.#rate.accept(startedAt, endedAt);
      this.#latencyMs = this.#latencyMs === undefined ? latency : this.#latencyMs + (latency - this.#latencyMs) / 8;
      if (this.#bestMs === undefined) {
        this.#bestMs = latency;
        this.#change(startLimit, endedAt);
        return;
      }
      generation.succeeded++;
    }
    if (startedAt < generation.since) return;
    generation.count++;
    if (wasFull) generation.full++;
    if (outcome === "failed") generation.failed++;
    else generation.latencySum += latency;
    const isLong = endedAt - generation.since >= longGenerationMs;
    const size = isLong ? this.#limit : Math.max(this.#limit, smallGeneration);
    if (generation.count >= size) this.#judge(generation, endedAt);
  }

  #judge(generation: Generation, now: number): void {
    const { count, failed, full } = generation;
    const perSecond = (generation.succeeded * 1_000) / (now - generation.since);
    const wasFull = 2 * full >= count;
    const trial = this.#trial;
    this.#trial = undefined;
    if (failed >= failedFraction * count) {
      this.#halve(now);
      return;
    }
    const latency = generation.latencySum / (count - failed);
    const best = this.#bestMs ?? latency;
    if (trial !== undefined && perSecond < sameRateFactor * trial.perSecond) {
      this.#bestMs = Math.max(best, latency);
      this.#planRetrial();
      this.#change(trial.limit, now);
      return;
    }
    this.#bestMs = latency < best ? best + (latency - best) / 4 : best;
    const isSlow = latency > Math.max(slowFactor * best, fastMs);
    const wasSlow = this.#wasSlow;
    this.#wasSlow = isSlow;
    const isRetrial = !isSlow && (trial?.isRetrial === true || this.#isRetrialDue());
    if (wasFull && this.#doubledFrom !== undefined && !getsMore({ perSecond, latencyMs: latency }, this.#doubledFrom)) {
      this.#halve(now);
    } else if (this.#limit > 1 && wasFull && (isRetrial || (isSlow && wasSlow))) {
      this.#trial = { limit: this.#limit, perSecond, isRetrial };
      this.#halve(now);
    } else if (isSlow) {
      // The latency of a single request is the endpoint's own.
      if (this.#limit === 1) this.#bestMs = latency;
      this.#change(this.#limit, now);
    } else if (wasFull && failed === 0) {
      this.#grow({ perSecond, latencyMs: latency }, now);
    } else {
      this.#change(this.#limit, now);
    }
  }

  #planRetrial(): void {
    const after = this.#retrial === undefined ? retrialAfter : Math.min(2 * this.#retrial.after, maxRetrialAfter);
    this.#retrial = { left: after, after };
  }

  #isRetrialDue(): boolean {
    if (this.#retrial === undefined) return false;
    this.#retrial.left--;
    return this.#retrial.left <= 0;
  }

  #grow(got: Throughput, now: number): void {
    const isDoubling = this.#doubledFrom !== undefined;
    // What is only raised to the highest limit need not get twice as many through.
    this.#doubledFrom = isDoubling && 2 * this.#limit <= this.#max ? got : undefined;
    this.#change(this.#limit + (isDoubling ? this.#limit : Math.ceil(this.#limit / 10)), now);
  }

  #halve(now: number): void {
    this.#doubledFrom = undefined;
    this.#change(Math.ceil(this.#limit / 2), now);
  }

  #change(limit: number, now: number): void {
    this.#limit = Math.min(limit, this.#max);
    this.#generation = newGeneration(now);
  }
}

/** What a generation got through, and how long its requests took. */
interface Throughput {
  readonly perSecond: number;
  readonly latencyMs: number;
}

/**
 * Whether twice the limit gets more through. Where that takes as long as before, it does; how many have ended says less there:
 * requests that take long and began together end together.
 */
const getsMore = (now: Throughput, before: Throughput) =>
  (now.latencyMs > fastMs && now.latencyMs < sameLatencyFactor * before.latencyMs) ||
  sameRateFactor * now.perSecond >= before.perSecond;

interface Generation {
  readonly since: number;
  /** Successes since then, of requests that were sent before as well. */
  succeeded: number;
  /** Requests that were sent since then and have ended, how many of them failed, and the latencies of the others. */
  count: number;
  failed: number;
  latencySum: number;
  /** While how many of them as many were in flight as the limit allowed. */
  full: number;
}

const newGeneration = (since: number): Generation => ({
  since,
  succeeded: 0,
  count: 0,
  failed: 0,
  latencySum: 0,
  full: 0,
});
