/** The checks' own test: every fault is found by the check that is to find it, and where there is none, none is found. */
import { describe, expect, test } from "vitest";
import { isKilled } from "../../mutants/mutant.ts";
import { providerMutants } from "../../mutants/provider/index.ts";
import { judge, judgeMutant } from "../../mutants/provider/judge.ts";
import { quickClock, variants } from "../../mutants/provider/variants.ts";
import { providerChecks } from "../../src/provider/index.ts";
import type { Answer } from "../../src/provider/response.ts";
import { findingsOf } from "../../src/run/check.ts";

const classes = Map.groupBy(providerMutants, ({ class: name }) => name);
/** One for each check; `pnpm mutants` has all of them. */
const sample = [...Map.groupBy(providerMutants, ({ kills }) => kills).values()].flatMap(([first]) => first ?? []);

test("mutants have names of their own, enough in each class, and every check kills at least one", () => {
  expect(new Set(providerMutants.map(({ class: name, id }) => `${name}/${id}`)).size).toBe(providerMutants.length);
  for (const [, mutants] of classes) expect(mutants.length).toBeGreaterThanOrEqual(5);
  const killers = new Set(providerMutants.map(({ kills }) => kills));
  expect(providerChecks.map(({ id }) => id).filter((id) => !killers.has(id))).toEqual([]);
});

test.each(providerChecks)("$id calls the operations that it is about", async (check) => {
  const called = new Set<string>();
  const onAnswer = ({ operation }: Answer) => void called.add(operation?.id ?? "");
  const report = await judge({}, [check], { onAnswer, timeoutMs: 10_000 });
  expect(report.results).toMatchObject([{ status: "passed" }]);
  expect((check.operations ?? []).filter((id) => !called.has(id))).toEqual([]);
});

test.each(sample)("the fault $class/$id is found by $kills", async (mutant) => {
  const verdict = await judgeMutant(mutant);
  expect(verdict.failed).toContain(mutant.kills);
  expect(isKilled(verdict)).toBe(true);
});

describe("a correct provider", () => {
  test.each(variants)("$id: nothing is found, and nothing left behind", async ({ apply }) => {
    for (const seed of [1, 2]) {
      const clock = quickClock();
      const report = await judge(apply(clock), providerChecks, { seed, clock, timeoutMs: 10_000 });
      expect(findingsOf(report)).toEqual([]);
      expect(report.left).toEqual([]);
    }
  });

  test("deep, the reference: nothing is found", async () => {
    const report = await judge({}, providerChecks, { deep: true, timeoutMs: 10_000 });
    expect(findingsOf(report)).toEqual([]);
  });
});
