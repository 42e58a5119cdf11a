import { expect, test } from "vitest";
import type { Check } from "../../src/run/check.ts";
import { SetupError } from "../../src/run/errors.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import { type CheckSelection, selectChecks } from "../../src/run/select-checks.ts";

const checks: readonly Check<null>[] = ["a", "b", "c"].map((id) => ({ id, holds: `${id} holds`, run: async () => {} }));

test.each<[CheckSelection, string]>([
  [{}, "a passed, b passed, c passed"],
  [{ only: ["c", "a"] }, "a passed, c passed"],
  [{ skip: ["b"] }, "a passed, b not_run, c passed"],
  [{ only: ["a", "b"], skip: ["b"] }, "a passed, b not_run"],
])("%j: %s", async (selection, expected) => {
  const { results } = await runChecks(selectChecks(checks, selection), null, { target: "x" });
  expect(results.map(({ check, status }) => `${check} ${status}`).join(", ")).toBe(expected);
});

test.each<[CheckSelection, string]>([
  [{ only: ["d"] }, "there is no check d; the checks are a, b, c"],
  [{ skip: ["d"] }, "there is no check d; the checks are a, b, c"],
  [{ only: [] }, "no check is left to run"],
  [{ only: ["a"], skip: ["a"] }, "no check is left to run"],
])("%j is rejected: %s", (selection, message) => {
  expect(() => selectChecks(checks, selection)).toThrow(new SetupError(message));
});
