/** Whole runs against correct providers. */
import { expect, test } from "vitest";
import { quickClock } from "../../mutants/provider/clock.ts";
import { runAgainstReference } from "../../mutants/provider/run.ts";
import { limitedWebhooks, variants, withSpecs } from "../../mutants/provider/variants.ts";
import { providerChecks, providerChecksOf } from "../../src/provider/index.ts";
import { findingsOf } from "../../src/run/check.ts";

/** One that is correct by both specs. `pnpm mutants` runs all of them. */
const sample = variants.filter(({ spec }) => spec === undefined).slice(0, 1);

test.each(sample.flatMap(withSpecs))("$id, $spec: no findings, and nothing left behind", async ({ spec, apply }) => {
  const clock = quickClock();
  const options = { spec, seed: 1, clock, timeoutMs: 10_000 };
  const report = await runAgainstReference(apply(clock), providerChecksOf(spec), options);
  expect(findingsOf(report)).toEqual([]);
  expect(report.leftBehind).toEqual([]);
});

test("a deep run against the reference: no findings", async () => {
  const report = await runAgainstReference({}, providerChecks, { deep: true, timeoutMs: 10_000 });
  expect(findingsOf(report)).toEqual([]);
});

test("a provider may allow private networks: the check is not run", async () => {
  const check = providerChecks.filter(({ id }) => id === "private_networks");
  const report = await runAgainstReference({ rules: { isPrivateUrl: () => false } }, check);
  const reason = "the provider allows private networks: it accepts https://127.0.0.1";
  expect(report).toMatchObject({ results: [{ status: "not_run", reason }], leftBehind: [] });
});

test("an organization may have fewer webhooks than a check needs: no findings, and the check is not run", async () => {
  const clock = quickClock();
  const { results } = await runAgainstReference(limitedWebhooks(20, clock), providerChecks, { clock });
  expect(findingsOf({ results })).toEqual([]);
  const reasons = new Map(results.map((result) => [result.check, "reason" in result ? result.reason : result.status]));
  expect(reasons.get("new_webhook")).toBe("passed");
  expect(reasons.get("pages_whole")).toBe(
    "the check needs more webhooks than the organization may have (createWebhook: 403)",
  );
});
