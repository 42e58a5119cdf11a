import type { Postgres } from "@agent-webhooks/server/testing/postgres";
import type { Samples } from "./measure.ts";

/** What must hold. `against` names the peers; with several, the best of them counts, round by round. */
export type Bar =
  /** Ours is at most so many times theirs. */
  | { readonly against: readonly string[]; readonly atMost: number }
  /** Ours is at least so many times theirs. */
  | { readonly against: readonly string[]; readonly atLeast: number }
  /** Theirs is at least so many times ours. */
  | { readonly against: readonly string[]; readonly timesLess: number }
  /** Theirs, a rate, is at most so many times ours. */
  | { readonly against: readonly string[]; readonly slowdown: number }
  /** Ours is at most this, in the line's unit. */
  | { readonly atMost: number };

/** One line of the table. */
export interface Line {
  readonly what: string;
  /** Why there are no figures. */
  readonly notRun?: string;
  readonly unit: Unit;
  /** Figures of each contestant, one a round; ours is the first. */
  readonly samples: Samples;
  /** Without one, the line is for the record: its ratios are shown, and nothing is asked of them. */
  readonly bars?: readonly Bar[];
  /** Highest resident memory of processes, in bytes, by contestant. */
  readonly peakMemory?: Readonly<Record<string, number>>;
  /** What bounds it; printed beside a bar that is missed. */
  readonly bound?: string;
  /** Anything else that a reader should know. */
  readonly note?: string;
}

export type Unit = "µs" | "ms" | "s" | "B" | "MiB" | "/s";

/** What a row has at hand. */
export interface Bench {
  /** Small sizes: shows that the row works, not how fast anything is. */
  readonly quick: boolean;
  /** Says on stderr what is going on. */
  say(words: string): void;
  /** A Postgres of this run. */
  postgres(): Promise<Postgres>;
  /** What must be ended or removed when the row is done. */
  readonly cleanUp: AsyncDisposableStack;
}

/** Answers why a row did not run. */
export class NotRun extends Error {}

/** A row (or family of rows) of the table. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** As the issue words it. */
  readonly bar: string;
  /** @throws NotRun */
  run(bench: Bench): Promise<readonly Line[]>;
}
