/** What people and reports have of a diff. */
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Change, Place } from "../../src/diff/change.ts";
import type { SpecDiff } from "../../src/diff/index.ts";
import { toReport } from "../../src/diff/report.ts";
import { toText } from "../../src/diff/text.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const change = (more: Partial<Change> = {}): Change => ({
  id: "a-rule",
  level: "breaking",
  side: "request",
  message: "it is different",
  places: [{ operation: "getThing", part: "response 200", field: "size" }],
  base: "a.yaml#/a",
  head: "b.yaml#/b",
  advice: "Do something.",
  ...more,
});
const diff = (changes: readonly Change[], versions: Partial<SpecDiff["versions"]> = {}): SpecDiff => ({
  base: "a.yaml",
  head: "b.yaml",
  versions: { base: "1.2.3", head: "1.2.4", announcesBreaking: false, ...versions },
  changes,
});
const text = (...args: Parameters<typeof diff>) => stripVTControlCharacters(toText(diff(...args)));
const at = (...places: Place[]) => /at {4}(.*)\n/.exec(text([change({ places })]))?.[1];

describe("as text", () => {
  test("everything of a change", () => {
    expect(text([change()])).toBe(
      [
        "✗ a-rule",
        "    it is different",
        "    at    response 200 of getThing (size)",
        "    base  a.yaml#/a",
        "    head  b.yaml#/b",
        "    do    Do something.",
        "",
        "1 breaking, 0 warnings a.yaml → b.yaml",
        "The version does not say so: 1.2.3 → 1.2.4. If it is meant, set `info.version` to 2.0.0.",
        "",
      ].join("\n"),
    );
  });

  test("nothing of what it does not have", () => {
    const { base: _, head: __, ...rest } = change({ places: [{}], level: "warning" });
    expect(text([rest])).toBe(
      "! a-rule\n    it is different\n    do    Do something.\n\n0 breaking, 1 warning a.yaml → b.yaml\n",
    );
  });

  test("no change", () => {
    expect(text([])).toBe("nothing that anybody notices a.yaml → b.yaml\n");
  });

  test("several", () => {
    const warning = change({ level: "warning" });
    expect(text([change(), change(), warning, warning])).toContain("2 breaking, 2 warnings a.yaml");
  });

  test.each([
    [{ announcesBreaking: true, head: "2.0.0" }, "The version says so: 1.2.3 → 2.0.0."],
    [{ base: "0.3.1" }, "The version does not say so: 0.3.1 → 1.2.4. If it is meant, set `info.version` to 0.4.0."],
    [
      { base: undefined },
      "The version does not say so: none → 1.2.4. If it is meant, set `info.version` to a version by semver.",
    ],
    [
      { base: "5", head: undefined },
      "The version does not say so: 5 → none. If it is meant, set `info.version` to a version by semver.",
    ],
  ])("whether the version says so: %j", (versions, said) => {
    expect(text([change()], versions).trimEnd().split("\n").at(-1)).toBe(said);
  });

  test("where it is felt, by part", () => {
    expect(at({ operation: "a" })).toBe("a");
    expect(at({ operation: "a" }, { operation: "b" })).toBe("a, b");
    expect(at({ operation: "a", part: "p" }, { operation: "b", part: "p" }, { operation: "c", part: "q" })).toBe(
      "p of a, b; q of c",
    );
    expect(at({ operation: "a", part: "p", field: "x" }, { operation: "a", part: "p", field: "y" })).toBe(
      "p of a (x, y)",
    );
    // The name of a parameter stands in its part already.
    expect(at({ operation: "a", part: "parameter limit", field: "limit" })).toBe("parameter limit of a");
    expect(at({ operation: "a", part: "parameter limit", field: "it" })).toBe("parameter limit of a (it)");
    expect(at({ operation: "a" }, {})).toBe("a");
  });

  test("at most eight operations", () => {
    const operations = (count: number) => Array.from({ length: count }, (_, index) => ({ operation: `o${index}` }));
    expect(at(...operations(8))).toBe("o0, o1, o2, o3, o4, o5, o6, o7");
    expect(at(...operations(10))).toBe("o0, o1, o2, o3, o4, o5, o6, o7; and 2 more");
  });

  test("in colours", () => {
    vi.stubEnv("FORCE_COLOR", "1");
    vi.stubEnv("NO_COLOR", undefined);
    const [red, yellow, green] = ["\u001b[31m", "\u001b[33m", "\u001b[32m"];
    const last = (...args: Parameters<typeof diff>) =>
      toText(diff(...args))
        .split("\n")
        .find((line) => line.includes("→")) ?? "";
    expect(last([])).toContain(green);
    expect(last([change({ level: "warning" })])).toContain(yellow);
    expect(last([change()])).toContain(red);
    expect(last([change()], { announcesBreaking: true })).toContain(yellow);
    expect(toText(diff([change()])).split("\n")[0]).toContain(red);
    expect(toText(diff([change({ level: "warning" })])).split("\n")[0]).toContain(yellow);
  });
});

describe("as a report", () => {
  test("everything of a change", () => {
    expect(toReport(diff([change()]), 12)).toEqual({
      target: "diff a.yaml b.yaml",
      ms: 12,
      results: [
        {
          check: "a-rule",
          holds: "nothing is found by a-rule",
          status: "failed",
          ms: 0,
          findings: [
            {
              check: "a-rule",
              level: "error",
              operation: "getThing",
              message: "it is different. Do something.",
              expected: "as a.yaml#/a has it",
              got: "what b.yaml#/b has",
              pointer: "b.yaml#/b",
            },
          ],
        },
      ],
    });
  });

  const findings = (...args: Parameters<typeof diff>) =>
    toReport(diff(...args), 1).results.flatMap((result) => ("findings" in result ? result.findings : []));

  test("nothing of what it does not have", () => {
    const { base: _, head: __, ...rest } = change({ places: [{}] });
    expect(findings([rest])).toEqual([
      {
        check: "a-rule",
        level: "error",
        message: "it is different. Do something.",
        expected: "nothing",
        got: "nothing",
      },
    ]);
    const { head: ___, ...gone } = change();
    expect(findings([gone])).toMatchObject([{ expected: "as a.yaml#/a has it", got: "nothing", pointer: "a.yaml#/a" }]);
  });

  test("each operation once", () => {
    expect(
      findings([change({ places: [{ operation: "a" }, { operation: "b", part: "p" }, { operation: "a" }] })]),
    ).toMatchObject([{ operation: "a, b" }]);
  });

  test("each rule once, failed when something breaks and the version does not say so", () => {
    const warning = change({ level: "warning" });
    const other = change({ id: "b-rule", level: "warning" });
    const statuses = (...args: Parameters<typeof diff>) =>
      toReport(diff(...args), 1).results.map(({ check, status }) => `${check} ${status}`);
    expect(statuses([warning, change(), other])).toEqual(["a-rule failed", "b-rule passed"]);
    expect(statuses([warning, change(), other], { announcesBreaking: true })).toEqual([
      "a-rule passed",
      "b-rule passed",
    ]);
    expect(findings([change()], { announcesBreaking: true })).toMatchObject([{ level: "warning" }]);
  });

  test("no change is a check that passed", () => {
    expect(toReport(diff([]), 7)).toEqual({
      target: "diff a.yaml b.yaml",
      ms: 7,
      results: [{ check: "diff", holds: "nobody notices the change", status: "passed", ms: 7, findings: [] }],
    });
  });
});
