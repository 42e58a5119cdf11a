import { test } from "vitest";
import { findInSender, variantOptions } from "../../mutants/sender/run.ts";
import { senderVariants } from "../../mutants/sender/variants.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";

/** `pnpm mutants` runs all of them. */
const sample = senderVariants.slice(0, 1);

// On a busy machine, each check may be run 12 times.
test.for(sample)("$id: no findings", { timeout: 600_000 }, async ({ change }, { expect, skip }) => {
  const { findings, stalled } = await findInSender(change, senderChecks, variantOptions);
  expect(findings).toEqual([]);
  skip(stalled.length > 0, `the machine is too busy for ${stalled.join(", ")}`);
});
