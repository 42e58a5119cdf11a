import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Change, Location } from "../src/change.ts";
import type { SpecDiff } from "../src/diff-specs.ts";
import { formatDiff } from "../src/format-diff.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

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
const text = (...args: Parameters<typeof diff>) => stripVTControlCharacters(formatDiff(diff(...args)));
const at = (...locations: Location[]) => /at {4}(.*)\n/.exec(text([change({ locations })]))?.[1];

describe("formatDiff", () => {
  test("prints every part of a change", () => {
    expect(text([change()])).toBe(
      [
        "✗ a-rule",
        "    it is different",
        "    at    response 200 of getThing (size)",
        "    base  a.yaml#/a",
        "    head  b.yaml#/b",
        "    do    Do something.",
        "",
        "1 breaking, 0 warnings: a.yaml → b.yaml",
        "`info.version` does not announce a breaking change: 1.2.3 → 1.2.4. If the change is intended, set it to 2.0.0.",
        "",
      ].join("\n"),
    );
  });

  test("leaves out missing parts", () => {
    const { base: _, head: __, ...rest } = change({ locations: [{}], level: "warning" });
    expect(text([rest])).toBe(
      "! a-rule\n    it is different\n    do    Do something.\n\n0 breaking, 1 warning: a.yaml → b.yaml\n",
    );
  });

  test("without changes", () => {
    expect(text([])).toBe("No breaking changes: a.yaml → b.yaml\n");
  });

  test("counts changes by level", () => {
    const warning = change({ level: "warning" });
    expect(text([change(), change(), warning, warning])).toContain("2 breaking, 2 warnings: a.yaml");
  });

  test.each([
    [{ announcesBreaking: true, head: "2.0.0" }, "announces a breaking change: 1.2.3 → 2.0.0."],
    [{}, "does not announce a breaking change: 1.2.3 → 1.2.4. If the change is intended, set it to 2.0.0."],
    [
      { base: undefined, head: undefined },
      'does not announce a breaking change: none → none. If the change is intended, set it to a semantic version in quotes, such as "1.0.0".',
    ],
  ])("whether the version announces a breaking change: %j", (versions, message) => {
    expect(text([change()], versions).trimEnd().split("\n").at(-1)).toBe(`\`info.version\` ${message}`);
  });

  test("groups locations by part", () => {
    expect(at({ operation: "a" })).toBe("a");
    expect(at({ operation: "a" }, { operation: "b" })).toBe("a, b");
    expect(at({ operation: "a", part: "p" }, { operation: "b", part: "p" }, { operation: "c", part: "q" })).toBe(
      "p of a, b; q of c",
    );
    expect(at({ operation: "a", part: "p", field: "x" }, { operation: "a", part: "p", field: "y" })).toBe(
      "p of a (x, y)",
    );
    // The part already names the parameter.
    expect(at({ operation: "a", part: "parameter limit", field: "limit" })).toBe("parameter limit of a");
    expect(at({ operation: "a", part: "parameter limit", field: "it" })).toBe("parameter limit of a (it)");
    expect(at({ operation: "a" }, {})).toBe("a");
  });

  test("names at most eight operations", () => {
    const operations = (count: number) => Array.from({ length: count }, (_, index) => ({ operation: `o${index}` }));
    expect(at(...operations(8))).toBe("o0, o1, o2, o3, o4, o5, o6, o7");
    expect(at(...operations(10))).toBe("o0, o1, o2, o3, o4, o5, o6, o7; and 2 more");
  });

  test("uses colours", () => {
    vi.stubEnv("FORCE_COLOR", "1");
    vi.stubEnv("NO_COLOR", undefined);
    const [red, yellow, green] = ["\u001b[31m", "\u001b[33m", "\u001b[32m"];
    const last = (...args: Parameters<typeof diff>) =>
      formatDiff(diff(...args))
        .split("\n")
        .find((line) => line.includes("→")) ?? "";
    expect(last([])).toContain(green);
    expect(last([change({ level: "warning" })])).toContain(yellow);
    expect(last([change()])).toContain(red);
    expect(last([change()], { announcesBreaking: true })).toContain(yellow);
    expect(formatDiff(diff([change()])).split("\n")[0]).toContain(red);
    expect(formatDiff(diff([change({ level: "warning" })])).split("\n")[0]).toContain(yellow);
  });
});
