/**
 * Every check by itself, in memory: what Stryker runs against mutants of the checks. `mutants.test.ts` has a sample of
 * the same, and whole runs.
 */
import { describe, expect, test } from "vitest";
import { providerMutants } from "../../mutants/provider/index.ts";
import { judge } from "../../mutants/provider/judge.ts";
import type { Faults } from "../../mutants/provider/mutant.ts";
import { quickClock, variants } from "../../mutants/provider/variants.ts";
import { ProviderTarget, providerChecks } from "../../src/provider/index.ts";
import type { Answer } from "../../src/provider/response.ts";
import { referenceLogin } from "../../src/reference/tokens.ts";
import { inFull, sent } from "./in-full.ts";

const statuses = ({ results }: Awaited<ReturnType<typeof judge>>) => results.map(({ status }) => status);

/** A clock of the provider that moves on with each look at it: who waits for it waits equally long each time. */
function steady(faults: Faults = {}): Faults {
  let time = Date.parse("2026-01-16T08:00:00.000Z");
  return { ...faults, rules: { now: () => ++time, ...faults.rules } };
}

test("these are all", () => {
  expect(providerChecks.map(({ id }) => id)).toMatchSnapshot();
});

describe.each(providerChecks)("$id", (check) => {
  test("is about what it says, and sends what it is to send", async () => {
    const answers: Answer[] = [];
    const { results } = await judge(steady(), [check], { onAnswer: (answer) => answers.push(answer), timeoutMs: 5000 });
    expect(results).toMatchObject([{ status: "passed" }]);
    const { otherToken: _, readToken: __, ...login } = referenceLogin;
    expect(check.operations).toMatchSnapshot();
    expect(check.skipReason?.(new ProviderTarget(login))).toMatchSnapshot();
    expect(sent(answers)).toMatchSnapshot();
  });

  test.each([{ id: "the reference", apply: () => ({}) }, ...variants])("passes: $id", async ({ apply }) => {
    const clock = quickClock();
    const report = await judge(apply(clock), [check], { clock, timeoutMs: 5000 });
    expect(statuses(report)).toEqual(["passed"]);
    expect(report.left).toEqual([]);
  });

  test.each(providerMutants.filter(({ kills }) => kills === check.id))("finds $class/$id", async ({ apply }) => {
    let report = await judge(steady(apply()), [check]);
    if (!statuses(report).includes("failed")) report = await judge(steady(apply()));
    expect(report.results).toContainEqual(expect.objectContaining({ check: check.id, status: "failed" }));
    expect(inFull(report, check.id)).toMatchSnapshot();
  });
});
