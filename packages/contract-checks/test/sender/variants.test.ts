import { describe, test } from "vitest";
import { findInSender, variantOptions } from "../../mutants/sender/run.ts";
import { senderVariants } from "../../mutants/sender/variants.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";

// Most of the time is spent waiting for requests that must not come.
describe("a correct sender variant", { concurrent: true, timeout: 180_000 }, () => {
  test.for(senderVariants)("has no findings: $id", async ({ change }, { expect, skip }) => {
    const { findings, stalled } = await findInSender(change, senderChecks, variantOptions);
    expect(findings).toEqual([]);
    skip(stalled.length > 0, `the machine is too busy for ${stalled.join(", ")}`);
  });
});
