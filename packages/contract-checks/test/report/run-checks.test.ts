import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { toGitHubAnnotations } from "../../src/report/github.ts";
import { toJson } from "../../src/report/json.ts";
import { toJUnit } from "../../src/report/junit.ts";
import { toText } from "../../src/report/terminal.ts";
import type { Check } from "../../src/run/check.ts";
import { findingsOf, isPassed } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";

const good: Check<string> = { id: "good", holds: "all is well", run: async () => {} };
const odd: Check<string> = {
  id: "odd",
  holds: "nothing surprises",
  run: async (_, report) => report({ level: "warning", message: "an enum grew", expected: "a", got: "b" }),
};
const bad: Check<string> = {
  id: "bad",
  holds: "a page is a page",
  run: async (target, report) =>
    report({
      operation: "listWebhooks",
      message: `<${target}> broke "it" & more: 100%,\nreally \0 \ud800`,
      expected: "at most 1",
      got: "2",
      pointer: "specs/webhooks.yaml#/paths/~1agent~1v0~1webhooks/get",
      curl: "curl -H 'authorization: Bearer $TOKEN' http://127.0.0.1:1/agent/v0/webhooks",
    }),
};
const dying: Check<string> = {
  id: "dying",
  holds: "it lives",
  run: async () => {
    throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:1") });
  },
};
const lacking: Check<string> = { ...bad, id: "lacking", skipReason: () => "no --other-token was given" };

const run = (checks: readonly Check<string>[], options = {}) =>
  runChecks(checks, "t", { target: "provider t", seed: 7, ...options });

describe("a run", () => {
  test("passes when every check does, whatever it warns of", async () => {
    const report = await run([good, odd]);
    expect(report.results).toMatchObject([
      { check: "good", status: "passed", findings: [] },
      { check: "odd", status: "passed", findings: [{ check: "odd", level: "warning", seed: 7 }] },
    ]);
    expect(isPassed(report)).toBe(true);
  });

  test("goes on after a check that died, and says what of", async () => {
    const report = await run([dying, bad, good]);
    expect(report.results.map(({ status }) => status)).toEqual(["failed", "failed", "passed"]);
    expect(isPassed(report)).toBe(false);
    expect(findingsOf(report)[0]).toMatchObject({
      check: "dying",
      message: "the check could not go on",
      expected: "it lives",
      got: "fetch failed: connect ECONNREFUSED 127.0.0.1:1",
    });
  });

  test.each([
    [new TypeError("fetch failed", { cause: new RangeError("", { cause: "no error" }) }), "fetch failed: RangeError"],
    ["a text", "a text"],
    [undefined, "undefined"],
  ])("says what was thrown, whatever it is: %s", async (thrown, got) => {
    const check: Check<string> = { ...dying, run: () => Promise.reject(thrown) };
    expect(findingsOf(await run([check]))).toMatchObject([{ got }]);
  });

  test("says what was judged, how long it took, and by which seed", async () => {
    const slow: Check<string> = { ...good, run: () => new Promise((resolve) => setTimeout(resolve, 20)) };
    const { target, seed, ms, results } = await run([slow]);
    expect({ target, seed }).toEqual({ target: "provider t", seed: 7 });
    // Timers may fire a moment early.
    expect(ms).toBeGreaterThanOrEqual(19);
    expect(ms).toBeLessThan(10_000);
    expect(results).toMatchObject([{ check: "good", holds: good.holds, ms: expect.any(Number) }]);
    for (const result of results) expect("ms" in result && Number.isInteger(result.ms) && result.ms <= ms).toBe(true);
  });

  test("has no seed where nothing is random", async () => {
    const report = await runChecks([bad], "t", { target: "provider t" });
    expect(report).not.toHaveProperty("seed");
    expect(findingsOf(report)[0]).not.toHaveProperty("seed");
  });

  test("tells when a check begins and what came of it, also of one that it cannot run", async () => {
    const told: string[] = [];
    await run([good, lacking], {
      onStart: (check: string) => told.push(`${check} begins`),
      onResult: ({ check, status }: { check: string; status: string }) => told.push(`${check} ${status}`),
    });
    expect(told).toEqual(["good begins", "good passed", "lacking begins", "lacking not_run"]);
  });

  test("does one check after the other unless it is told otherwise", async () => {
    let running = 0;
    let most = 0;
    const counted = (id: string): Check<string> => ({
      ...good,
      id,
      async run() {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      },
    });
    const checks = ["a", "b", "c", "d"].map(counted);
    await run(checks);
    expect(most).toBe(1);
    await run(checks, { concurrency: 3 });
    expect(most).toBe(3);
  });

  test("does not call passed what it could not run", async () => {
    const { results } = await run([lacking]);
    expect(results).toEqual([
      { check: "lacking", holds: bad.holds, status: "not_run", reason: "no --other-token was given" },
    ]);
  });

  test("begins nothing after an interruption", async () => {
    const interruption = new AbortController();
    const last: Check<string> = { ...good, id: "last", run: async () => interruption.abort() };
    const { results } = await run([last, bad], { signal: interruption.signal });
    expect(results).toMatchObject([{ status: "passed" }, { status: "not_run", reason: "the run was interrupted" }]);
  });

  test("keeps the order of the checks, though they run at the same time", async () => {
    const started: string[] = [];
    const { results } = await run([good, bad, odd], { concurrency: 3, onStart: (id: string) => started.push(id) });
    expect(started).toHaveLength(3);
    expect(results.map(({ check }) => check)).toEqual(["good", "bad", "odd"]);
  });
});

describe("a report", () => {
  test("for people has the findings first, and a line of counts at the end", async () => {
    const text = toText(await run([good, bad, odd, lacking]));
    expect(text.indexOf("✗ bad · listWebhooks")).toBe(0);
    for (const part of ["expected", "at most 1", "specs/webhooks.yaml#/paths", "curl -H"]) expect(text).toContain(part);
    expect(text).toContain("not run: lacking (no --other-token was given)");
    expect(text.trimEnd().split("\n").at(-1)).toMatch(
      /^2 passed, 1 failed, 1 not run, 1 warning provider t \(0\.\d s, seed 7\)$/,
    );
  });

  test("says how many more findings a check has than it shows", async () => {
    const many: Check<string> = {
      ...bad,
      run: async (target, report) => {
        for (let index = 0; index < 5; index++) await bad.run(target, report);
      },
    };
    expect(toText(await run([many]))).toContain("… and 2 more of bad");
  });

  test("as JUnit is XML that a parser reads back", async () => {
    const xml = toJUnit(await run([good, bad, odd, lacking]));
    expect(XMLValidator.validate(xml)).toBe(true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === "testcase" }).parse(
      xml,
    );
    expect(testsuites.testsuite).toMatchObject({ "@_tests": "4", "@_failures": "1", "@_skipped": "1" });
    const cases = testsuites.testsuite.testcase as Record<string, unknown>[];
    expect(cases.map((testcase) => testcase["@_name"])).toEqual(["good", "bad", "odd", "lacking"]);
    expect(cases[1]?.failure).toBeDefined();
    expect(cases[2]?.failure).toBeUndefined();
    expect(cases[3]?.skipped).toMatchObject({ "@_message": "no --other-token was given" });
  });

  test("as JSON is the report", async () => {
    const report = await run([good, bad]);
    expect(JSON.parse(toJson(report))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test("as annotations keeps each finding on one line", async () => {
    const lines = toGitHubAnnotations(await run([good, bad, odd]))
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^::error file=specs\/webhooks\.yaml,title=bad%3A listWebhooks::/);
    expect(lines[0]).toContain("100%25,%0Areally");
    expect(lines[1]).toMatch(/^::warning title=odd::/);
  });
});
