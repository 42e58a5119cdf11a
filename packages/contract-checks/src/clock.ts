import { setTimeout as delay } from "node:timers/promises";

/** The time of a run, replaceable in tests. */
export interface Clock {
  /** Milliseconds since 1970, monotonic. */
  now(): number;
  /** @param signal ends the sleep when it is aborted */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) =>
    delay(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    }),
};
