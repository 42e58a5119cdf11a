/**
 * Every check by itself, in memory: what Stryker runs against mutants of the checks. `mutants.test.ts` has a sample of
 * the same, and whole runs.
 */
import { describe, expect, test } from "vitest";
import { providerMutants } from "../../mutants/provider/index.ts";
import { judge } from "../../mutants/provider/judge.ts";
import { quickClock, variants } from "../../mutants/provider/variants.ts";
import { providerChecks } from "../../src/provider/index.ts";
import { inFull } from "./in-full.ts";

const statuses = ({ results }: Awaited<ReturnType<typeof judge>>) => results.map(({ status }) => status);

describe.each(providerChecks)("$id", (check) => {
  test.each([{ id: "the reference", apply: () => ({}) }, ...variants])("passes: $id", async ({ apply }) => {
    const clock = quickClock();
    const report = await judge(apply(clock), [check], { clock, timeoutMs: 5000 });
    expect(statuses(report)).toEqual(["passed"]);
    expect(report.left).toEqual([]);
  });

  test.each(providerMutants.filter(({ kills }) => kills === check.id))("finds $class/$id", async ({ apply }) => {
    let report = await judge(apply(), [check]);
    if (!statuses(report).includes("failed")) report = await judge(apply());
    expect(report.results).toContainEqual(expect.objectContaining({ check: check.id, status: "failed" }));
    expect(inFull(report, check.id)).toMatchSnapshot();
  });
});
