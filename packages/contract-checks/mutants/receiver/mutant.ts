import type { Mutant } from "../mutant.ts";
import { receiver, type StartReceiver, type Steps } from "./reference.ts";

/** A receiver with one fault. */
export interface ReceiverMutant extends Mutant {
  readonly start: StartReceiver;
  /** It does not respond to something, so it is checked with a short timeout. */
  readonly isSilent?: boolean;
}

/** The steps that a mutant changes. A function returns new ones for each run, with their own state. */
type Change = Partial<Steps> | (() => Partial<Steps>);

/** Mutants of one class, by the check that has to find them and by id. */
export function mutants(
  className: string,
  changesByCheck: Readonly<Record<string, Readonly<Record<string, Change>>>>,
): ReceiverMutant[] {
  return Object.entries(changesByCheck).flatMap(([kills, changes]) =>
    Object.entries(changes).map(([id, change]) => ({
      id,
      class: className,
      kills,
      start: (secret) => receiver(typeof change === "function" ? change() : change)(secret),
    })),
  );
}
