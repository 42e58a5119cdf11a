import { type CheckResult, type Finding, findingsOf } from "../run/check.ts";

/** Findings that one fault of the target most likely caused. */
export interface Cause {
  readonly first: Finding;
  /** The rule of the check that found it first, as a sentence. */
  readonly rule: string;
  readonly findings: readonly Finding[];
  /** Ids of the checks that found it, the first one first. */
  readonly checks: readonly string[];
}

/**
 * Groups findings by their cause, in the order of the checks: what a check calls one cause, and otherwise the same
 * message about the same operation, whichever check found it.
 */
export function groupByCause(results: readonly CheckResult[]): Cause[] {
  const rules = new Map(results.map(({ check, holds }) => [check, holds]));
  const groups = Map.groupBy(findingsOf({ results }), ({ check, level = "error", cause, operation, message }) =>
    JSON.stringify(cause === undefined ? [level, operation, message] : [level, check, cause]),
  );
  return [...groups.values()].flatMap((findings) => {
    const [first] = findings;
    if (first === undefined) return [];
    const checks = [...new Set(findings.map(({ check }) => check))];
    return [{ first, rule: rules.get(first.check) ?? "", findings, checks }];
  });
}

/** The first few of several texts, and how many others there are: `a, b, … and 3 more`. */
export function listFirst(texts: readonly string[], count: number, separator: string): string {
  const shown = texts.slice(0, count);
  const more = texts.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join(separator);
}
