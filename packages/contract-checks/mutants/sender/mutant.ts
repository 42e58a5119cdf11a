import type { Mutant } from "../mutant.ts";
import type { Steps } from "./steps.ts";

/** A sender with one fault. */
export interface SenderMutant extends Mutant {
  /** Makes the change anew for each run, because it may have state. */
  readonly change: () => Partial<Steps>;
}

/** The steps that a mutant changes. A function returns new ones for each run, with their own state. */
type Change = Partial<Steps> | (() => Partial<Steps>);

/** Mutants of one class, by the check that has to find them and by id. */
export function mutants(
  className: string,
  changesByCheck: Readonly<Record<string, Readonly<Record<string, Change>>>>,
): SenderMutant[] {
  return Object.entries(changesByCheck).flatMap(([kills, changes]) =>
    Object.entries(changes).map(([id, change]) => ({
      id,
      class: className,
      kills,
      change: typeof change === "function" ? change : () => change,
    })),
  );
}
