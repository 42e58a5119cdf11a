import { setImmediate as tick } from "node:timers/promises";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { Deviation } from "./mutant.ts";

/** A clock that sleeps by moving ahead. */
export function quickClock(): Clock {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    sleep: async (ms) => {
      ahead += ms;
      await tick();
    },
  };
}

/** The provider's clock moves on with each look at it, so that runs are reproducible. */
export function withSteadyClock(deviation: Deviation): Deviation {
  let time = Date.parse("2026-01-16T08:00:00.000Z");
  return { ...deviation, rules: { now: () => ++time, ...deviation.rules } };
}
