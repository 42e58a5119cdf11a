import type { Change, SpecDiff } from "@agent-webhooks/spec-diff";
import type { CheckResult, Finding, Report } from "../run/check.ts";

/**
 * A diff as a report, for JUnit, JSON and GitHub. Each rule that found something is a check.
 *
 * @param options.requireVersion whether an addition that `info.version` does not announce is an error. @default false
 */
export function diffReport(
  { base, head, versions, changes }: SpecDiff,
  ms: number,
  { requireVersion = false }: { readonly requireVersion?: boolean } = {},
): Report {
  const isError = ({ id, level }: Change) =>
    level === "breaking" ? !versions.announcesBreaking : requireVersion && id === "info-version-not-increased";
  const findings = changes.map((change) => toFinding(change, isError(change)));
  const rules = Map.groupBy(findings, ({ check }) => check);
  const results = [...rules].map(([check, findings]): CheckResult => {
    const hasFailed = findings.some(({ level }) => level === "error");
    return { check, holds: `no change matches ${check}`, status: hasFailed ? "failed" : "passed", ms: 0, findings };
  });
  const noChanges: CheckResult = { check: "diff", holds: "no breaking changes", status: "passed", ms, findings: [] };
  return { target: `diff ${base} ${head}`, ms, results: results.length > 0 ? results : [noChanges] };
}

function toFinding({ id, message, locations, base, head, advice }: Change, isError: boolean): Finding {
  const names = [...new Set(locations.flatMap(({ operation }) => operation ?? []))];
  const pointer = head ?? base;
  return {
    check: id,
    level: isError ? "error" : "warning",
    ...(names.length > 0 && { operation: names.join(", ") }),
    message: `${message}. ${advice}`,
    expected: base === undefined ? "absent" : `as in ${base}`,
    got: head === undefined ? "absent" : `as in ${head}`,
    ...(pointer !== undefined && { pointer }),
  };
}
