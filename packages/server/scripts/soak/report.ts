import type { Measured } from "./load.ts";
import type { Memory } from "./service.ts";

export interface Minute extends Measured {
  /** Since the start. */
  readonly seconds: number;
  readonly memory: Memory;
}

/** The last part may take this much longer than the first, and this many milliseconds, before it is called slower. */
const slower = { factor: 2, ms: 25 };
/** The heap breathes with the collector. */
const grown = { factor: 1.5, mb: 64 };

/** What a run says: whether everything holds, and the sentences for people. */
export function verdict(
  minutes: readonly Minute[],
  { published, received }: { readonly published: number; readonly received: number },
): { holds: boolean; lines: readonly string[] } {
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (first === undefined || last === undefined) return { holds: false, lines: ["Nothing was measured."] };
  const errors = minutes.reduce((sum, minute) => sum + minute.errors, 0);
  const checks = [
    [errors === 0, `errors: ${errors}`],
    [received >= published, `deliveries: ${received} of ${published} arrived`],
    [
      last.p99 <= Math.max(first.p99 * slower.factor, first.p99 + slower.ms),
      `p99: ${first.p99.toFixed(1)} ms at first, ${last.p99.toFixed(1)} ms at last`,
    ],
    [
      last.memory.heap <= Math.max(first.memory.heap * grown.factor, first.memory.heap + grown.mb),
      `heap: ${first.memory.heap} MB at first, ${last.memory.heap} MB at last`,
    ],
    [true, `resident memory: ${first.memory.rss} MB at first, ${last.memory.rss} MB at last`],
  ] as const;
  return {
    holds: checks.every(([holds]) => holds),
    lines: checks.map(([holds, line]) => `${holds ? "holds " : "BROKEN"}  ${line}`),
  };
}
