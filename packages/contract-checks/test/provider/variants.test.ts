/** Whole runs against correct providers. */
import { expect, test } from "vitest";
import { runAgainstReference } from "../../mutants/provider/run.ts";
import { quickClock, variants } from "../../mutants/provider/variants.ts";
import { providerChecks } from "../../src/provider/index.ts";
import { findingsOf } from "../../src/run/check.ts";

test.each(variants)("$id: no findings, and nothing left behind", async ({ apply }) => {
  for (const seed of [1, 2]) {
    const clock = quickClock();
    const report = await runAgainstReference(apply(clock), providerChecks, { seed, clock, timeoutMs: 10_000 });
    expect(findingsOf(report)).toEqual([]);
    expect(report.leftBehind).toEqual([]);
  }
});

test("a deep run against the reference: no findings", async () => {
  const report = await runAgainstReference({}, providerChecks, { deep: true, timeoutMs: 10_000 });
  expect(findingsOf(report)).toEqual([]);
});
