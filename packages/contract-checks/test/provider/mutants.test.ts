/** Every mutant is found by the check that has to find it, and no check finds anything in a correct provider. */
import { describe, expect, test } from "vitest";
import { isKilled } from "../../mutants/mutant.ts";
import { providerMutants } from "../../mutants/provider/index.ts";
import { runAgainstReference, runMutant } from "../../mutants/provider/run.ts";
import { quickClock, variants } from "../../mutants/provider/variants.ts";
import { ProviderTarget, providerChecks } from "../../src/provider/index.ts";
import type { TargetResponse } from "../../src/provider/response.ts";
import { referenceLogin } from "../../src/reference/provider.ts";

/** Stryker runs every mutant and variant against each check; otherwise `pnpm mutants` does, and this one mutant each. */
const isExhaustive = process.env.EXHAUSTIVE === "true";

test("mutants have unique names, each class has at least five, and every check kills one", () => {
  expect(new Set(providerMutants.map(({ class: name, id }) => `${name}/${id}`)).size).toBe(providerMutants.length);
  for (const [, mutants] of Map.groupBy(providerMutants, ({ class: name }) => name)) {
    expect(mutants.length).toBeGreaterThanOrEqual(5);
  }
  const killers = new Set(providerMutants.map(({ kills }) => kills));
  expect(providerChecks.map(({ id }) => id).filter((id) => !killers.has(id))).toEqual([]);
});

test("a check that needs a token says which one is missing", () => {
  const { url, token } = referenceLogin;
  const target = new ProviderTarget({ url, token });
  const reasons = providerChecks.flatMap(({ id, skipReason }) => {
    const reason = skipReason?.(target);
    return reason === undefined ? [] : [[id, reason]];
  });
  expect(Object.fromEntries(reasons)).toEqual({
    client_id_per_organization: "no --other-token was given",
    tenancy: "no --other-token was given",
    tenancy_page_token: "no --other-token was given",
    missing_scope: "no --read-token was given",
    order_of_refusals_403: "no --read-token was given",
  });
});

describe.each(providerChecks)("$id", (check) => {
  test("passes, and calls the operations that it is about", async () => {
    const called = new Set<string>();
    const onResponse = ({ operation }: TargetResponse) => void called.add(operation?.id ?? "");
    const report = await runAgainstReference({}, [check], { onResponse, timeoutMs: 10_000 });
    expect(report.results).toMatchObject([{ status: "passed" }]);
    expect((check.operations ?? []).filter((id) => !called.has(id))).toEqual([]);
  });

  const mutants = providerMutants.filter(({ kills }) => kills === check.id);
  test.each(isExhaustive ? mutants : mutants.slice(0, 1))("finds $class/$id", async (mutant) => {
    const verdict = await runMutant(mutant);
    expect(verdict.failed).toContain(check.id);
    expect(isKilled(verdict)).toBe(true);
  });

  test.each(isExhaustive ? variants : [])("passes: $id", async ({ apply }) => {
    const clock = quickClock();
    const report = await runAgainstReference(apply(clock), [check], { clock, timeoutMs: 5_000 });
    expect(report).toMatchObject({ results: [{ status: "passed" }], leftBehind: [] });
  });
});
