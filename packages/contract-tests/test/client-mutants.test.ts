/** The consumer checks' own test: our client passes them, and every fault put into it is found. */

import { findingsOf, type Mock, runChecks, startMock } from "@agent-webhooks/contract-checks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientMutants } from "../mutants/index.ts";
import { clientTarget, findFailedChecks } from "../mutants/judge.ts";
import { consumerChecks } from "../src/client-checks.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock?.close());

test("nothing is found in a client that is right", async () => {
  expect(findingsOf(await runChecks(consumerChecks, clientTarget(mock.url), { target: "client" }))).toEqual([]);
});

test("every check has a fault that it finds", () => {
  const killers = new Set(clientMutants.map(({ kills }) => kills));
  expect(consumerChecks.map(({ id }) => id).filter((id) => !killers.has(id))).toEqual([]);
});

// Some of it is waiting, as long as a client that is told to waits.
test.concurrent.each(clientMutants)("$class: $id is found by $kills", async (mutant) => {
  expect(await findFailedChecks(mutant, mock.url)).toContain(mutant.kills);
});
