import { setTimeout as delay } from "node:timers/promises";

/** Where a run takes the time from, and how it waits. */
export interface Clock {
  /** Milliseconds since 1970. Never goes back. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms) => delay(ms),
};
