import type { Change, SpecDiff } from "@agent-webhooks/spec-diff";
import type { CheckResult, Finding, Report } from "../run/check.ts";

/** A diff as a report, for JUnit, JSON and GitHub. Each rule that found something is a check. */
export function diffReport({ base, head, versions, changes }: SpecDiff, ms: number): Report {
  const findings = changes.map((change) => toFinding(change, versions.announcesBreaking));
  const rules = Map.groupBy(findings, ({ check }) => check);
  const results = [...rules].map(([check, findings]): CheckResult => {
    const hasFailed = findings.some(({ level }) => level === "error");
    return { check, holds: `no change matches ${check}`, status: hasFailed ? "failed" : "passed", ms: 0, findings };
  });
  const noChanges: CheckResult = { check: "diff", holds: "no breaking changes", status: "passed", ms, findings: [] };
  return { target: `diff ${base} ${head}`, ms, results: results.length > 0 ? results : [noChanges] };
}

function toFinding({ id, level, message, locations, base, head, advice }: Change, isAnnounced: boolean): Finding {
  const names = [...new Set(locations.flatMap(({ operation }) => operation ?? []))];
  const pointer = head ?? base;
  return {
    check: id,
    level: level === "breaking" && !isAnnounced ? "error" : "warning",
    ...(names.length > 0 && { operation: names.join(", ") }),
    message: `${message}. ${advice}`,
    expected: base === undefined ? "absent" : `as in ${base}`,
    got: head === undefined ? "absent" : `as in ${head}`,
    ...(pointer !== undefined && { pointer }),
  };
}
