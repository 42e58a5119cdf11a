export interface BackgroundPaceOptions {
  /** Milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** How many times as long as a step the background rests after it: while nothing else waits, at first beside it, at most. */
const restFactors = { alone: 1 / 4, first: 2, most: 8 };
/** A longer rest is of no use: a step has waited for a lock or a slow disk. */
const maxRestMs = 250;
/** For how long what waited last counts. */
const recentMs = 1_000;
/** Beside a step, a wait is long if it exceeds the mean of the others by this factor, and by this time. */
const longFactor = 1.5;
const longMs = 2;
/** After a long wait the rests double; after each other one they shrink by this factor, so that few waits are long. */
const shrinkFactor = 0.95;
/** Weight of a wait in the mean. */
const meanWeight = 1 / 16;

/**
 * How fast the background of a process works: at full speed while no delivery waits to be claimed; beside others as fast as
 * it can without making them wait longer. What waits while no step runs tells how long it takes anyway, so that a machine or
 * a database that is slow by itself does not look like the effect of the background.
 */
export class BackgroundPace {
  readonly #now: () => number;
  #running = 0;
  #stepEndedAt = Number.NEGATIVE_INFINITY;
  #waitedAt = Number.NEGATIVE_INFINITY;
  #meanMs: number | undefined;
  #restFactor = restFactors.first;

  constructor({ now = () => performance.now() }: BackgroundPaceOptions = {}) {
    this.#now = now;
  }

  /** Runs a step of the background. */
  async run<Result>(step: () => Promise<Result>): Promise<Result> {
    this.#running++;
    try {
      return await step();
    } finally {
      this.#running--;
      this.#stepEndedAt = this.#now();
    }
  }

  /** How long to rest after a step that took so long. */
  restMs(tookMs: number): number {
    const isAlone = this.#now() - this.#waitedAt > recentMs;
    return Math.min(tookMs * (isAlone ? restFactors.alone : this.#restFactor), maxRestMs);
  }

  /** Something that had to be done at once was done now. `since`: when it became known. */
  waited(since: number): void {
    const now = this.#now();
    const ms = now - since;
    this.#waitedAt = now;
    if (this.#running === 0 && this.#stepEndedAt < since) {
      this.#meanMs = this.#meanMs === undefined ? ms : this.#meanMs + (ms - this.#meanMs) * meanWeight;
      return;
    }
    const isLong = this.#meanMs === undefined || (ms > this.#meanMs * longFactor && ms > this.#meanMs + longMs);
    const factor = this.#restFactor * (isLong ? 2 : shrinkFactor);
    this.#restFactor = Math.min(Math.max(factor, restFactors.alone), restFactors.most);
  }
}
