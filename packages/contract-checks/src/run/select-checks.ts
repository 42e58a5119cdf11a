import type { Check } from "./check.ts";
import { SetupError } from "./errors.ts";

/** Which checks to run, by their ids. */
export interface CheckSelection {
  /** Runs these alone. @default all of them */
  readonly only?: readonly string[] | undefined;
  /** Does not run these. They are reported as not run. */
  readonly skip?: readonly string[] | undefined;
}

/**
 * The checks of a run.
 *
 * @throws SetupError when there is no check with one of the ids, or none is left
 */
export function selectChecks<Target>(
  checks: readonly Check<Target>[],
  { only, skip = [] }: CheckSelection,
): readonly Check<Target>[] {
  const ids = new Set(checks.map(({ id }) => id));
  const unknown = [...(only ?? []), ...skip].find((id) => !ids.has(id));
  if (unknown !== undefined)
    throw new SetupError(`there is no check ${unknown}; the checks are ${[...ids].join(", ")}`);
  const selected = only === undefined ? checks : checks.filter(({ id }) => only.includes(id));
  if (selected.every(({ id }) => skip.includes(id))) throw new SetupError("no check is left to run");
  return selected.map((check) => (skip.includes(check.id) ? { ...check, skipReason: () => "it was skipped" } : check));
}
