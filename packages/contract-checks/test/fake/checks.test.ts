/** The fake passes some of the checks. `pnpm mutants` runs all of them. */
import { expect, test } from "vitest";
import { checkFakeProvider, checkFakeSender } from "../../mutants/fake.ts";
import { providerChecksOf } from "../../src/provider/index.ts";
import { findingsOf } from "../../src/run/check.ts";
import { selectChecks } from "../../src/run/select-checks.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { isStalled } from "../../src/sender/judge.ts";

test("passes provider checks of both APIs over HTTP, in organizations of their own", async () => {
  const only = ["tenancy", "delivery_tenancy", "missing_scope", "private_networks"];
  const report = await checkFakeProvider(selectChecks(providerChecksOf("all"), { only }));
  expect(findingsOf(report)).toEqual([]);
  // Endpoints of tests are on this machine.
  const notRun = report.results.filter(({ status }) => status === "not_run");
  expect(notRun.map(({ check }) => check)).toEqual(["private_networks"]);
  expect(report.leftBehind).toEqual([]);
});

test("passes sender checks", async ({ skip }) => {
  const only = ["event_types", "attempts_recorded", "tls_name", "signature"];
  const results = await checkFakeSender(selectChecks(senderChecks, { only }));
  expect(findingsOf({ results })).toEqual([]);
  const notRun = results.filter(({ status }) => status === "not_run");
  expect(notRun.filter((result) => !isStalled(result)).map(({ check }) => check)).toEqual(["tls_name"]);
  skip(notRun.some(isStalled), "the machine is too busy");
});
