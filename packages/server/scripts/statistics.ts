import { loadavg } from "node:os";

/** `part` of the sorted values are not above the returned one. */
export const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.ceil(sorted.length * part) - 1] ?? 0;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}

/** The load of the machine: of the last minute, and of the last five and fifteen. */
export const formatLoad = (): string =>
  loadavg()
    .map((load) => load.toFixed(1))
    .join(", ");

export const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
