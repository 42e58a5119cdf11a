import { describe, test } from "vitest";
import { runAgainstSender, variantOptions } from "../../mutants/sender/run.ts";
import { senderVariants } from "../../mutants/sender/variants.ts";
import { findingsOf } from "../../src/run/check.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";

// Most of the time is spent waiting for requests that must not come.
describe("a correct sender variant", { concurrent: true, timeout: 180_000 }, () => {
  test.for(senderVariants)("has no findings: $id", async ({ change }, { expect }) => {
    const report = await runAgainstSender(change(), senderChecks, variantOptions);
    expect(findingsOf(report)).toEqual([]);
  });
});
