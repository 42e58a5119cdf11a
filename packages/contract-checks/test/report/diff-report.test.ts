import type { Change, SpecDiff } from "@agent-webhooks/spec-diff";
import { expect, test } from "vitest";
import { diffReport } from "../../src/report/diff-report.ts";

const change = (more: Partial<Change> = {}): Change => ({
  id: "a-rule",
  level: "breaking",
  side: "request",
  message: "it is different",
  locations: [{ operation: "getThing", part: "response 200", field: "size" }],
  base: "a.yaml#/a",
  head: "b.yaml#/b",
  advice: "Do something.",
  ...more,
});
const diff = (changes: readonly Change[], versions: Partial<SpecDiff["versions"]> = {}): SpecDiff => ({
  base: "a.yaml",
  head: "b.yaml",
  versions: { base: "1.2.3", head: "1.2.4", announcesBreaking: false, announcesAddition: false, ...versions },
  changes,
});

test("a change is a finding", () => {
  expect(diffReport(diff([change()]), 12)).toEqual({
    target: "diff a.yaml b.yaml",
    ms: 12,
    results: [
      {
        check: "a-rule",
        holds: "no change matches a-rule",
        status: "failed",
        ms: 0,
        findings: [
          {
            check: "a-rule",
            level: "error",
            operation: "getThing",
            message: "it is different. Do something.",
            expected: "as in a.yaml#/a",
            got: "as in b.yaml#/b",
            pointer: "b.yaml#/b",
          },
        ],
      },
    ],
  });
});

const findings = (...args: Parameters<typeof diff>) =>
  diffReport(diff(...args), 1).results.flatMap((result) => ("findings" in result ? result.findings : []));

test("absent parts of a change are left out", () => {
  const { base: _, head: __, ...rest } = change({ locations: [{}] });
  expect(findings([rest])).toEqual([
    {
      check: "a-rule",
      level: "error",
      message: "it is different. Do something.",
      expected: "absent",
      got: "absent",
    },
  ]);
  const { head: ___, ...gone } = change();
  expect(findings([gone])).toMatchObject([{ expected: "as in a.yaml#/a", got: "absent", pointer: "a.yaml#/a" }]);
});

test("each operation is named once", () => {
  expect(
    findings([change({ locations: [{ operation: "a" }, { operation: "b", part: "p" }, { operation: "a" }] })]),
  ).toMatchObject([{ operation: "a, b" }]);
});

test("each rule is a check, which fails on a breaking change that the version does not announce", () => {
  const warning = change({ level: "warning" });
  const other = change({ id: "b-rule", level: "warning" });
  const statuses = (...args: Parameters<typeof diff>) =>
    diffReport(diff(...args), 1).results.map(({ check, status }) => `${check} ${status}`);
  expect(statuses([warning, change(), other])).toEqual(["a-rule failed", "b-rule passed"]);
  expect(statuses([warning, change(), other], { announcesBreaking: true })).toEqual(["a-rule passed", "b-rule passed"]);
  expect(findings([change()], { announcesBreaking: true })).toMatchObject([{ level: "warning" }]);
});

test("without changes there is one passed check", () => {
  expect(diffReport(diff([]), 7)).toEqual({
    target: "diff a.yaml b.yaml",
    ms: 7,
    results: [{ check: "diff", holds: "no breaking changes", status: "passed", ms: 7, findings: [] }],
  });
});
