import { ratios, type Spread, spreadOf } from "./measure.ts";
import type { Bar, Line } from "./row.ts";

/** A line compared with one of its bars. The median of the rounds decides. */
export interface Verdict {
  readonly bar: string;
  /** A ratio, or the figure itself. */
  readonly value: Spread;
  readonly isRatio: boolean;
  /** Absent when the line has no bar. */
  readonly met?: boolean;
}

export function judge(line: Line): Verdict[] {
  if (line.bars !== undefined) return line.bars.map((bar) => judgeOne(line, bar));
  const others = [...line.samples.keys()].slice(1);
  return others.map((name) => ({
    bar: `(× ${name})`,
    value: spreadOf(ratios(line.samples, [name], line.unit)),
    isRatio: true,
  }));
}

function judgeOne({ samples, unit }: Line, bar: Bar): Verdict {
  if (!("against" in bar)) {
    const [ours = []] = samples.values();
    const value = spreadOf(ours);
    if ("atLeast" in bar) {
      return { bar: `≥ ${bar.atLeast} ${unit}`, value, isRatio: false, met: value.median >= bar.atLeast };
    }
    return { bar: `≤ ${bar.atMost} ${unit}`, value, isRatio: false, met: value.median <= bar.atMost };
  }
  const names = bar.against.length > 1 ? `the better of ${bar.against.join(", ")}` : bar.against.join();
  const all = ratios(samples, bar.against, unit);
  if ("timesLess" in bar || "slowdown" in bar) {
    const value = spreadOf(all.map((ratio) => 1 / ratio));
    if ("slowdown" in bar) {
      return { bar: `${names} ≤ ${bar.slowdown} × ours`, value, isRatio: true, met: value.median <= bar.slowdown };
    }
    return { bar: `${names} ≥ ${bar.timesLess} × ours`, value, isRatio: true, met: value.median >= bar.timesLess };
  }
  const value = spreadOf(all);
  if ("atMost" in bar) {
    return { bar: `≤ ${bar.atMost} × ${names}`, value, isRatio: true, met: value.median <= bar.atMost };
  }
  return { bar: `≥ ${bar.atLeast} × ${names}`, value, isRatio: true, met: value.median >= bar.atLeast };
}
