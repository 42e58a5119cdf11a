import { now } from "./listener.ts";

/** How often the event loop is measured, in milliseconds. */
const tickMs = 20;
/** A tick may be this much late. Longer delays in a row are one stall, because requests need several turns of the event loop. */
const lateMs = 50;
/** After this time, a turn begins although the event loop is late, in milliseconds. */
const maxTurnMs = 500;

interface Stall {
  readonly from: number;
  to: number;
}

/**
 * Measures when this process did not run, because the machine is busy or another task occupied the event loop. Nothing that
 * arrived at that time was read or got a response, so its time of arrival is unknown.
 */
export class StallMonitor {
  readonly #now: () => number;
  readonly #stalls: Stall[] = [];
  readonly #waiting: (() => void)[] = [];
  #lastTick: number;
  #lastTurn = 0;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param clock milliseconds, monotonic */
  constructor(clock: () => number = now) {
    this.#now = clock;
    this.#lastTick = clock();
  }

  start(): void {
    this.#lastTick = this.#now();
    this.#timer ??= setInterval(() => this.tick(), tickMs).unref();
  }

  /** Stops for good. Every turn begins. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const begin of this.#waiting.splice(0)) begin();
  }

  /** Waits while the event loop is late or others begin, so that tasks do not make it late by all beginning together. */
  turn(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Records that the event loop runs, and begins a turn if it is on time. */
  tick(): void {
    const [from, to] = [this.#lastTick, this.#now()];
    this.#lastTick = to;
    const isLate = to - from > tickMs + lateMs;
    if (!isLate || to - this.#lastTurn > maxTurnMs) {
      this.#lastTurn = to;
      this.#waiting.shift()?.();
    }
    if (!isLate) return;
    const last = this.#stalls.at(-1);
    if (last?.to === from) last.to = to;
    else this.#stalls.push({ from, to });
  }

  /** The longest stall since a time, in milliseconds. 0: none */
  longestSince(time: number): number {
    // A stall may have ended just now, with this call before the timer.
    this.tick();
    return Math.max(0, ...this.#stalls.map(({ from, to }) => to - Math.max(from, time)));
  }
}
