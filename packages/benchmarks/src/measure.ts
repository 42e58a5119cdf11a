import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Unit } from "./row.ts";

/** Figures by contestant, one a round. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/** By name; ours is the first. */
export type Contestants = Readonly<Record<string, () => Promise<number>>>;

/**
 * Lets contestants take turns, round after round, so that what else the machine does meets all of them alike. The order
 * turns with the rounds: nobody always comes after the same one.
 */
export async function interleave(contestants: Contestants, { rounds }: { rounds: number }): Promise<Samples> {
  const names = Object.keys(contestants);
  const samples = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length] as string;
      samples.get(name)?.push(await (contestants[name] as () => Promise<number>)());
    }
  }
  return samples;
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Between two looks at the clock. */
const callsPerTurn = 8;

/**
 * A contestant that does `work` for `ms` in a row, and answers how many microseconds each took. Garbage of others is
 * collected before; what it makes itself is its own to collect.
 */
export function microseconds(work: () => unknown, ms: number): () => Promise<number> {
  return async () => {
    collectGarbage();
    const start = performance.now();
    const end = start + ms;
    let count = 0;
    while (performance.now() < end) {
      for (let i = 0; i < callsPerTurn; i++) await work();
      count += callsPerTurn;
      // What never waits for anything would hold up the event loop, and what is cleaned up in its turns would pile up.
      await setImmediate();
    }
    return ((performance.now() - start) * 1000) / count;
  };
}

/** The value in the middle and the ends, of one contestant or of a ratio. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), lowest: sorted[0] ?? Number.NaN, highest: sorted.at(-1) ?? Number.NaN };
}

/** Of values in ascending order; between two of them in proportion. */
export function quantile(sorted: readonly number[], fraction: number): number {
  const place = (sorted.length - 1) * fraction;
  const [low, high] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return low + (high - low) * (place - Math.floor(place));
}

/** Of rates, more is better; of everything else, less. */
const isBetter = (unit: Unit, a: number, b: number) => (unit === "/s" ? a > b : a < b);

/** In each round, ours divided by the best of the others. */
export function ratios(samples: Samples, others: readonly string[], unit: Unit): number[] {
  const [ours = []] = samples.values();
  return ours.map((value, round) => {
    const theirs = others.map((name) => samples.get(name)?.[round] ?? Number.NaN);
    return value / theirs.reduce((best, other) => (isBetter(unit, other, best) ? other : best));
  });
}
