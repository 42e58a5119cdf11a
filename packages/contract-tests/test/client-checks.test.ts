/** The client checks' own test: our client passes them, and each faulty client fails the check that must find it. */
import { findingsOf, type Mock, runChecks, startMock } from "@agent-webhooks/contract-checks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientChecks } from "../client-checks/client-checks.ts";
import { clientMutants } from "../client-checks/mutants.ts";
import type { ClientTarget } from "../client-checks/observe-call.ts";
import { webhooksApi } from "./call-operation.ts";

let mock: Mock;
let target: ClientTarget;
beforeAll(async () => {
  mock = await startMock();
  target = { url: mock.url, ...webhooksApi };
});
afterAll(() => mock?.close());

test("a correct client has no findings", async () => {
  expect(findingsOf(await runChecks(clientChecks, target, { target: "client" }))).toEqual([]);
});

test("every check finds a mutant", () => {
  const found = new Set(clientMutants.map(({ check }) => check));
  expect([...found].sort()).toEqual(clientChecks.map(({ id }) => id).sort());
});

// Concurrent, because the retries of the client wait.
test.concurrent.each(clientMutants)("$check finds: $name", async ({ check, alter }) => {
  const checks = clientChecks.filter(({ id }) => id === check);
  const { results } = await runChecks(checks, { ...target, connect: alter(target.connect) }, { target: "client" });
  expect(results).toMatchObject([{ check, status: "failed" }]);
});
