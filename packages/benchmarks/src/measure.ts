import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Samples, Unit } from "./row.ts";

/** By name; ours comes first. Each returns a figure, or several. */
export type Contestants<Figure = number> = Readonly<Record<string, () => Promise<Figure>>>;

/**
 * Lets contestants take turns, round after round, so that other load on the machine affects all of them alike. The order
 * rotates with the rounds.
 */
export async function interleave<Figure = number>(
  contestants: Contestants<Figure>,
  { rounds }: { rounds: number },
): Promise<ReadonlyMap<string, readonly Figure[]>> {
  const names = Object.keys(contestants);
  const samples = new Map<string, Figure[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length] as string;
      samples.get(name)?.push(await (contestants[name] as () => Promise<Figure>)());
    }
  }
  return samples;
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Calls between two readings of the clock. */
const callsPerTurn = 8;

/**
 * A contestant that does `work` for `ms` in a row, and returns how many microseconds each took. Garbage of others is
 * collected before.
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
      // Work that never awaits would block the event loop, and its cleanup would pile up.
      await setImmediate();
    }
    return ((performance.now() - start) * 1000) / count;
  };
}

/** Median and extremes, of one contestant or of a ratio. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), lowest: sorted[0] ?? Number.NaN, highest: sorted.at(-1) ?? Number.NaN };
}

/** A quantile of values in ascending order, interpolated. */
export function quantile(sorted: readonly number[], fraction: number): number {
  const place = (sorted.length - 1) * fraction;
  const [low, high] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return low + (high - low) * (place - Math.floor(place));
}

/** For rates more is better, for everything else less. */
const isBetter = (unit: Unit, a: number, b: number) => (unit === "/s" ? a > b : a < b);

/** For each round, ours divided by the best of the others. */
export function ratios(samples: Samples, others: readonly string[], unit: Unit): number[] {
  const [ours = []] = samples.values();
  return ours.map((value, round) => {
    const theirs = others.map((name) => samples.get(name)?.[round] ?? Number.NaN);
    return value / theirs.reduce((best, other) => (isBetter(unit, other, best) ? other : best));
  });
}
