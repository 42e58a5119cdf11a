import { receiver, type StartReceiver, type Steps } from "./reference.ts";

/** A receiver that does one thing wrong. */
export interface ReceiverMutant {
  readonly id: string;
  readonly class: string;
  /** Id of the check that has to find it. */
  readonly kills: string;
  readonly start: StartReceiver;
  /** It never answers something: it is judged with a short time for answers. */
  readonly isSilent?: boolean;
}

/** Mutants of one class: by id, the check that finds each, and what it does otherwise. Those with a memory make it anew. */
export function mutants(
  name: string,
  changes: Readonly<Record<string, readonly [kills: string, changes: Partial<Steps> | (() => Partial<Steps>)]>>,
): ReceiverMutant[] {
  return Object.entries(changes).map(([id, [kills, change]]) => ({
    id,
    class: name,
    kills,
    start: (secret) => receiver(typeof change === "function" ? change() : change)(secret),
  }));
}
