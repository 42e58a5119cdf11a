/** Whole runs against correct providers. */
import { expect, test } from "vitest";
import { quickClock } from "../../mutants/provider/clock.ts";
import { runAgainstReference } from "../../mutants/provider/run.ts";
import { variants, withSpecs } from "../../mutants/provider/variants.ts";
import { providerChecks, providerChecksOf } from "../../src/provider/index.ts";
import { findingsOf } from "../../src/run/check.ts";

test.each(variants.flatMap(withSpecs))("$id, $spec: no findings, and nothing left behind", async ({ spec, apply }) => {
  for (const seed of spec === "webhooks" ? [1, 2] : [1]) {
    const clock = quickClock();
    const options = { spec, seed, clock, timeoutMs: 10_000 };
    const report = await runAgainstReference(apply(clock), providerChecksOf(spec), options);
    expect(findingsOf(report)).toEqual([]);
    expect(report.leftBehind).toEqual([]);
  }
});

test("a deep run against the reference: no findings", async () => {
  const report = await runAgainstReference({}, providerChecks, { deep: true, timeoutMs: 10_000 });
  expect(findingsOf(report)).toEqual([]);
});
