import type { Postgres } from "@agent-webhooks/server/testing/postgres";

/** Figures by contestant, one per round. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/** The bar of a line. `against` names the peers; with several, the best of each round counts. */
export type Bar =
  /** Ours is at most this many times theirs. */
  | { readonly against: readonly string[]; readonly atMost: number }
  /** Ours is at least this many times theirs. */
  | { readonly against: readonly string[]; readonly atLeast: number }
  /** Theirs is at least this many times ours. */
  | { readonly against: readonly string[]; readonly timesLess: number }
  /** Theirs, a rate, is at most this many times ours. */
  | { readonly against: readonly string[]; readonly slowdown: number }
  /** Ours is at most this, in the unit of the line. */
  | { readonly atMost: number }
  /** Ours is at least this, in the unit of the line. */
  | { readonly atLeast: number };

/** One line of the table. */
export interface Line {
  readonly what: string;
  /** Why there are no figures. */
  readonly notRun?: string;
  readonly unit: Unit;
  /** Figures by contestant, one a round; ours comes first. */
  readonly samples: Samples;
  /** Absent: the ratios are shown without a bar. */
  readonly bars?: readonly Bar[];
  /** Highest resident memory of processes, in bytes, by contestant. */
  readonly peakMemory?: Readonly<Record<string, number>>;
  /** What limits the figure; printed when a bar is missed. */
  readonly bound?: string;
  /** Anything else the reader should know. */
  readonly note?: string;
}

export type Unit = "µs" | "ms" | "s" | "B" | "MiB" | "/s";

/** What a row runs with. */
export interface RowContext {
  /** Small sizes: tests that the row works, not how fast anything is. */
  readonly quick: boolean;
  /** Writes a line of progress to stderr. */
  report(words: string): void;
  /** The Postgres server of this run, started on first use. */
  postgres(): Promise<Postgres>;
  /** Processes to stop and directories to remove when the row is done. */
  readonly cleanUp: AsyncDisposableStack;
}

/** A row cannot run here; the message says why. */
export class NotRunError extends Error {}

/** A row (or family of rows) of the table. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** The bar in words. */
  readonly bar: string;
  /** @throws NotRunError */
  run(bench: RowContext): Promise<readonly Line[]>;
}
