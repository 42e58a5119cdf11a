/** A fault in something that is otherwise correct, and the check that has to find it. */
export interface Mutant {
  readonly id: string;
  /** The kind of fault. */
  readonly class: string;
  /** Id of the check that has to fail. */
  readonly kills: string;
}

/** Makes mutants of one class, from a change each, by the id of the check that has to find them and by their own. */
export type MutantTable<Change, M extends Mutant> = (
  className: string,
  changesByCheck: Readonly<Record<string, Readonly<Record<string, Change>>>>,
) => M[];

export function mutantTable<Change, Fault>(make: (change: Change) => Fault): MutantTable<Change, Mutant & Fault> {
  return (className, changesByCheck) =>
    Object.entries(changesByCheck).flatMap(([kills, changes]) =>
      Object.entries(changes).map(([id, change]) => ({ id, class: className, kills, ...make(change) })),
    );
}

/** The result of running checks against a mutant. */
export interface Verdict {
  readonly mutant: Mutant;
  /** Ids of the checks that failed. */
  readonly failed: readonly string[];
  /** Ids of the checks that did not run because the machine was too busy. @default none */
  readonly stalled?: readonly string[];
}

export function isKilled({ mutant, failed }: Verdict): boolean {
  return failed.includes(mutant.kills);
}

/** How many mutants of each class were killed, and which were not. */
export function matrix(title: string, verdicts: readonly Verdict[]): string {
  const classes = [...new Set(verdicts.map(({ mutant }) => mutant.class))];
  const lines = classes.map((name) => {
    const ofClass = verdicts.filter(({ mutant }) => mutant.class === name);
    return `  ${name.padEnd(16)} ${String(ofClass.filter(isKilled).length).padStart(3)} of ${ofClass.length}`;
  });
  const survivors = verdicts
    .filter((verdict) => !isKilled(verdict))
    .map(({ mutant, failed, stalled = [] }) => {
      if (stalled.includes(mutant.kills))
        return `  ? ${mutant.id} was not run by ${mutant.kills}: the machine is too busy`;
      const others = failed.length === 0 ? "nothing failed" : `only ${failed.join(", ")} failed`;
      return `  ✗ ${mutant.id} is not killed by ${mutant.kills}: ${others}`;
    });
  const killed = verdicts.filter(isKilled).length;
  return [`${title}: ${killed} of ${verdicts.length} killed`, ...lines, ...survivors, ""].join("\n");
}

/** Keeps the first value of each key, and returns it whatever is given later. */
export function remembering<Key, Value>(): (key: Key, value: Value) => Value {
  const first = new Map<Key, Value>();
  return (key, value) => {
    const known = first.get(key) ?? value;
    first.set(key, known);
    return known;
  };
}
