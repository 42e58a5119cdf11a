import type { Change, SpecDiff } from "@agent-webhooks/spec-diff";
import type { CheckResult, Finding, Report } from "../run/check.ts";

/** A diff as a report of checks, one for each rule that found something: what JUnit, JSON and GitHub have of it. */
export function toReport({ base, head, versions, changes }: SpecDiff, ms: number): Report {
  const findings = changes.map((change) => toFinding(change, versions.announcesBreaking));
  const rules = Map.groupBy(findings, ({ check }) => check);
  const results = [...rules].map(([check, found]): CheckResult => {
    const failed = found.some(({ level }) => level === "error");
    return {
      check,
      holds: `nothing is found by ${check}`,
      status: failed ? "failed" : "passed",
      ms: 0,
      findings: found,
    };
  });
  const nothing: CheckResult = {
    check: "diff",
    holds: "the change breaks nothing",
    status: "passed",
    ms,
    findings: [],
  };
  return { target: `diff ${base} ${head}`, ms, results: results.length > 0 ? results : [nothing] };
}

function toFinding({ id, level, message, locations, base, head, advice }: Change, isAnnounced: boolean): Finding {
  const names = [...new Set(locations.flatMap(({ operation }) => operation ?? []))];
  const pointer = head ?? base;
  return {
    check: id,
    level: level === "breaking" && !isAnnounced ? "error" : "warning",
    ...(names.length > 0 && { operation: names.join(", ") }),
    message: `${message}. ${advice}`,
    expected: base === undefined ? "nothing" : `as ${base} has it`,
    got: head === undefined ? "nothing" : `what ${head} has`,
    ...(pointer !== undefined && { pointer }),
  };
}
