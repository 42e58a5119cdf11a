import { describe, expect, test } from "vitest";
import { type Check, findingsOf, isPassed } from "../../src/run/check.ts";
import { LimitReachedError, NotRunError } from "../../src/run/errors.ts";
import { runChecks } from "../../src/run/run-checks.ts";

const good: Check<string> = { id: "good", holds: "it is good", run: async () => {} };
const warning: Check<string> = {
  id: "warning",
  holds: "nothing is unusual",
  run: async (_, report) => report({ level: "warning", message: "an enum grew", expected: "a", got: "b" }),
};
const bad: Check<string> = {
  id: "bad",
  holds: "a page is a page",
  run: async (_, report) => report({ message: "a page of 2", expected: "at most 1", got: "2" }),
};
const throwing: Check<string> = {
  id: "throwing",
  holds: "it does not throw",
  run: async () => {
    throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:1") });
  },
};
const skipped: Check<string> = { ...bad, id: "skipped", skipReason: () => "no --other-token was given" };

const run = (checks: readonly Check<string>[], options = {}) =>
  runChecks(checks, "t", { target: "provider t", seed: 7, ...options });

test("a run passes when every check passes, even with warnings", async () => {
  const report = await run([good, warning]);
  expect(report.results).toMatchObject([
    { check: "good", status: "passed", findings: [] },
    { check: "warning", status: "passed", findings: [{ check: "warning", level: "warning", seed: 7 }] },
  ]);
  expect(isPassed(report)).toBe(true);
});

test("a check that throws has a finding, and does not stop the others", async () => {
  const report = await run([throwing, bad, good]);
  expect(report.results.map(({ status }) => status)).toEqual(["failed", "failed", "passed"]);
  expect(isPassed(report)).toBe(false);
  expect(findingsOf(report)[0]).toMatchObject({
    check: "throwing",
    message: "the check could not continue",
    expected: "it does not throw",
    got: "fetch failed: connect ECONNREFUSED 127.0.0.1:1",
  });
  const endings = report.results.map((result) => "endedEarly" in result && result.endedEarly);
  expect(endings).toEqual(["fetch failed: connect ECONNREFUSED 127.0.0.1:1", false, false]);
});

test.each([
  [new TypeError("fetch failed", { cause: new RangeError("", { cause: "no error" }) }), "fetch failed: RangeError"],
  ["a text", "a text"],
  [undefined, "undefined"],
])("a finding names what was thrown: %s", async (thrown, got) => {
  const check: Check<string> = { ...throwing, run: () => Promise.reject(thrown) };
  expect(findingsOf(await run([check]))).toMatchObject([{ got }]);
});

test("a report has the target, the seed and the duration", async () => {
  const slow: Check<string> = { ...good, run: () => new Promise((resolve) => setTimeout(resolve, 20)) };
  const { target, seed, ms, results } = await run([slow]);
  expect({ target, seed }).toEqual({ target: "provider t", seed: 7 });
  // Timers may fire a moment early.
  expect(ms).toBeGreaterThanOrEqual(19);
  expect(ms).toBeLessThan(10_000);
  expect(results).toMatchObject([{ check: "good", holds: good.holds, ms: expect.any(Number) }]);
  for (const result of results) expect("ms" in result && Number.isInteger(result.ms) && result.ms <= ms).toBe(true);
});

test("a report has no seed when none is given", async () => {
  const report = await runChecks([bad], "t", { target: "provider t" });
  expect(report).not.toHaveProperty("seed");
  expect(findingsOf(report)[0]).not.toHaveProperty("seed");
});

test("onStart and onResult are called for each check, also for one that does not run", async () => {
  const calls: string[] = [];
  await run([good, skipped], {
    onStart: (check: string) => calls.push(`${check} begins`),
    onResult: ({ check, status }: { check: string; status: string }) => calls.push(`${check} ${status}`),
  });
  expect(calls).toEqual(["good begins", "good passed", "skipped begins", "skipped not_run"]);
});

test("checks run one after another by default, or concurrently", async () => {
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

test("a check that does not run has not passed", async () => {
  const { results } = await run([skipped]);
  expect(results).toEqual([
    { check: "skipped", holds: bad.holds, status: "not_run", reason: "no --other-token was given" },
  ]);
});

test("a check that could not find out has not run, unless it has a finding", async () => {
  const undecided: Check<string> = {
    ...good,
    id: "undecided",
    run: () => Promise.reject(new NotRunError("too short")),
  };
  const found: Check<string> = {
    ...undecided,
    id: "found",
    run: (target, report) => bad.run(target, report).then(() => undecided.run(target, report)),
  };
  const { results } = await run([undecided, found]);
  expect(results[0]).toEqual({ check: "undecided", holds: good.holds, status: "not_run", reason: "too short" });
  expect(results[1]).toMatchObject({ status: "failed", findings: [{ check: "found" }], endedEarly: "too short" });
  expect(findingsOf({ results })).toHaveLength(1);
});

test("no check starts after the signal was aborted", async () => {
  const interruption = new AbortController();
  const last: Check<string> = { ...good, id: "last", run: async () => interruption.abort() };
  const { results } = await run([last, bad], { signal: interruption.signal });
  expect(results).toMatchObject([{ status: "passed" }, { status: "not_run", reason: "the run was interrupted" }]);
});

test("results are in the order of the checks, also when they run concurrently", async () => {
  const started: string[] = [];
  const { results } = await run([good, bad, warning], { concurrency: 3, onStart: (id: string) => started.push(id) });
  expect(started).toHaveLength(3);
  expect(results.map(({ check }) => check)).toEqual(["good", "bad", "warning"]);
});

describe("a check that reaches a limit of the target", () => {
  /** Needs more than the others leave it, until they are done. */
  const limited = (needs: number) => {
    let running = 0;
    const events: string[] = [];
    const check = (id: string, isLimited: boolean): Check<string> => ({
      id,
      holds: "there is room",
      run: async () => {
        running += 1;
        events.push(id);
        await Promise.resolve();
        const isFull = isLimited && running > needs;
        await Promise.resolve();
        running -= 1;
        if (isFull) throw new LimitReachedError("no more than 1");
      },
    });
    return { events, checks: [check("large", true), check("small", false)] };
  };

  test("runs again, alone, after the others", async () => {
    const { events, checks } = limited(1);
    const { results } = await run(checks, { concurrency: 2 });
    expect(results.map(({ check, status }) => `${check} ${status}`)).toEqual(["large passed", "small passed"]);
    expect(events).toEqual(["large", "small", "large"]);
  });

  test.each([1, 2])("is not run when it is alone and still reaches it, with concurrency %d", async (concurrency) => {
    const { checks } = limited(0);
    const { results } = await run(checks, { concurrency });
    expect(results).toMatchObject([{ status: "not_run", reason: "no more than 1" }, { status: "passed" }]);
  });
});
