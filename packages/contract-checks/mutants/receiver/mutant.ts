import { type Mutant, type MutantTable, mutantTable } from "../mutant.ts";
import { receiver, type StartReceiver, type Steps } from "./reference.ts";

/** A receiver with one fault. */
export interface ReceiverMutant extends Mutant {
  readonly start: StartReceiver;
  /** It does not respond to something, so it is checked with a short timeout. */
  readonly isSilent?: boolean;
}

/** The steps that a mutant changes. A function returns new ones for each run, with their own state. */
type Change = Partial<Steps> | (() => Partial<Steps>);

export const mutants: MutantTable<Change, ReceiverMutant> = mutantTable((change: Change) => ({
  start: (secret: string) => receiver(typeof change === "function" ? change() : change)(secret),
}));
