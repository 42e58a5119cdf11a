import { type Mutant, type MutantTable, mutantTable } from "../mutant.ts";
import type { Steps } from "./steps.ts";

/** A sender with one fault. */
export interface SenderMutant extends Mutant {
  /** Makes the change anew for each run, because it may have state. */
  readonly change: () => Partial<Steps>;
}

/** The steps that a mutant changes. A function returns new ones for each run, with their own state. */
type Change = Partial<Steps> | (() => Partial<Steps>);

export const mutants: MutantTable<Change, SenderMutant> = mutantTable((change: Change) => ({
  change: typeof change === "function" ? change : () => change,
}));
