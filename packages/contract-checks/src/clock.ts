import { setTimeout as delay } from "node:timers/promises";

/** The time of a run, replaceable in tests. */
export interface Clock {
  /** Milliseconds since 1970, monotonic. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms) => delay(ms),
};
