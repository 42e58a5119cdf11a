import { describe, expect, test } from "vitest";
import { InterruptedError } from "../../src/provider/response.ts";
import type { NewFinding } from "../../src/run/check.ts";
import { NotRunError } from "../../src/run/errors.ts";
import { isStalled, judge, StalledError } from "../../src/sender/judge.ts";
import { StallMonitor } from "../../src/sender/stalls.ts";

const finding: NewFinding = { message: "an event was sent again", expected: "no request", got: "a request" };

/** One run of a check: what it finds, and for how long the process stalls meanwhile. */
interface Run {
  readonly result: readonly NewFinding[] | Error;
  readonly stallMs?: number;
}

const passed: Run = { result: [] };
const failed: Run = { result: [finding] };
const stalled = (run: Run, stallMs = 201): Run => ({ ...run, stallMs });

interface JudgedCheck {
  readonly isTimed?: boolean;
  /** For how long the process stalls while what a run created is removed. */
  readonly cleanUpMs?: number;
}

/** Judges a check whose runs go like these, the last one again and again, at a time that only these runs advance. */
const judgeRuns = (...runs: readonly [Run, ...Run[]]) => judgeRunsOf({}, ...runs);

async function judgeRunsOf({ isTimed = true, cleanUpMs = 0 }: JudgedCheck, ...runs: readonly [Run, ...Run[]]) {
  let time = 0;
  const stalls = new StallMonitor(() => time);
  const order: string[] = [];
  let count = 0;
  const result = judge({
    run: async () => {
      order.push("run");
      const { result, stallMs = 0 } = runs[count++] ?? runs.at(-1) ?? passed;
      time += stallMs;
      stalls.tick();
      if (result instanceof Error) throw result;
      return result;
    },
    cleanUp: async () => {
      time += cleanUpMs;
      stalls.tick();
    },
    idle: async () => {
      order.push("idle");
      // The other checks occupy the process.
      time += 10_000;
      stalls.tick();
    },
    stalls: {
      longestSince: (from) => stalls.longestSince(from),
      turn: () => {
        const turn = stalls.turn();
        stalls.tick();
        return turn;
      },
    },
    maxStallMs: 200,
    isTimed,
    clock: () => time,
  });
  const [settled] = await Promise.allSettled([result]);
  return { order, found: settled.status === "fulfilled" ? settled.value : settled.reason };
}

describe("a check", () => {
  test("passes when a run finds nothing", async () => {
    expect(await judgeRuns(passed)).toEqual({ order: ["run"], found: [] });
  });

  test("fails when a second run finds something too, after the other checks", async () => {
    expect(await judgeRuns(failed)).toEqual({ order: ["run", "idle", "run"], found: [finding] });
  });

  test("passes when a second run finds nothing", async () => {
    expect((await judgeRuns(failed, passed)).found).toEqual([]);
  });

  test("runs again, whatever the result, when the process stalled", async () => {
    const expected = { order: ["run", "idle", "run"], found: [] };
    for (const { result } of [passed, failed, { result: new NotRunError("no retry came") }, { result: new Error() }]) {
      expect(await judgeRuns(stalled({ result }), passed)).toEqual(expected);
    }
  });

  test("does not count a run with a stall as one of the two that fail", async () => {
    expect(await judgeRuns(stalled(failed), failed, stalled(failed), failed)).toEqual({
      order: ["run", "idle", "run", "idle", "run", "idle", "run"],
      found: [finding],
    });
    expect((await judgeRuns(stalled(failed), failed, passed)).found).toEqual([]);
  });

  test.for([
    ["passed", passed],
    ["failed", failed],
  ] as const)("is not run when the process stalled in each run that %s", async ([, run]) => {
    const { order, found } = await judgeRuns(stalled(run), stalled(run, 700), stalled(run));
    expect(order).toHaveLength(7);
    expect(found).toBeInstanceOf(StalledError);
    expect(found.message).toBe(
      "the machine is too busy: this process did not run for up to 700 ms at a time; try again on a machine with free CPU time",
    );
    expect(isStalled({ check: "gone", holds: "", status: "not_run", reason: found.message })).toBe(true);
  });

  test("passes in spite of a stall when it is not timed", async () => {
    expect(await judgeRunsOf({ isTimed: false }, stalled(passed))).toEqual({ order: ["run"], found: [] });
  });

  test("runs again after a stall in which it did not pass, timed or not", async () => {
    for (const { result } of [failed, { result: new NotRunError("no retry came") }]) {
      const judged = await judgeRunsOf({ isTimed: false }, stalled({ result }), passed);
      expect(judged).toEqual({ order: ["run", "idle", "run"], found: [] });
    }
  });

  test("does not run again because the process stalled when what it created was removed", async () => {
    expect(await judgeRunsOf({ cleanUpMs: 500 }, passed)).toEqual({ order: ["run"], found: [] });
    const twice = { order: ["run", "idle", "run"], found: [finding] };
    expect(await judgeRunsOf({ cleanUpMs: 500 }, failed)).toEqual(twice);
  });

  test("does not run again after a stall that is short enough", async () => {
    expect(await judgeRuns(stalled(passed, 200))).toEqual({ order: ["run"], found: [] });
  });

  test("does not run again after an interruption, also when the process stalled", async () => {
    const error = new InterruptedError();
    expect(await judgeRuns(stalled({ result: error }), passed)).toEqual({ order: ["run"], found: error });
    expect(await judgeRuns(failed, { result: error })).toEqual({ order: ["run", "idle", "run"], found: error });
  });

  test("is not run for a reason of its own", async () => {
    const error = new NotRunError("no retry came");
    expect(await judgeRuns({ result: error })).toEqual({ order: ["run"], found: error });
    expect(isStalled({ check: "gone", holds: "", status: "not_run", reason: error.message })).toBe(false);
    expect(isStalled({ check: "gone", holds: "", status: "passed", ms: 1, findings: [] })).toBe(false);
  });
});
