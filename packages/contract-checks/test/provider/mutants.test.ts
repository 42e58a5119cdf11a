/** Every mutant is found by the check that has to find it, and no check finds anything in a correct provider. */
import { createHash } from "node:crypto";
import { type OperationId, operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { isKilled } from "../../mutants/mutant.ts";
import { quickClock, withSteadyClock } from "../../mutants/provider/clock.ts";
import { providerMutants } from "../../mutants/provider/index.ts";
import type { ProviderMutant } from "../../mutants/provider/mutant.ts";
import { runAgainstReference, runMutant } from "../../mutants/provider/run.ts";
import { variants } from "../../mutants/provider/variants.ts";
import { ProviderTarget, providerChecks, providerChecksOf, type SpecName } from "../../src/provider/index.ts";
import type { TargetResponse } from "../../src/provider/response.ts";
import { referenceLogin } from "../../src/reference/provider.ts";
import { withoutRandom } from "./support.ts";

const webhooksVariants = variants.filter(({ spec = "webhooks" }) => spec === "webhooks");
const specs = ["webhooks", "delivery"] as const;

function mutantsOf(spec: SpecName): ProviderMutant[] {
  return providerMutants.filter((mutant) => (mutant.spec ?? "webhooks") === spec);
}

/** Stryker runs every mutant and variant with each check; otherwise `pnpm mutants` does, and this one mutant of each check. */
const isExhaustive = process.env.EXHAUSTIVE === "true";

test("mutants have unique names, each class has at least five, and every check kills one", () => {
  expect(new Set(providerMutants.map(({ class: name, id }) => `${name}/${id}`)).size).toBe(providerMutants.length);
  for (const [, mutants] of Map.groupBy(providerMutants, ({ class: name }) => name)) {
    expect(mutants.length).toBeGreaterThanOrEqual(5);
  }
  for (const spec of specs) {
    const killers = new Set(mutantsOf(spec).map(({ kills }) => kills));
    expect(
      providerChecksOf(spec)
        .map(({ id }) => id)
        .filter((id) => !killers.has(id)),
    ).toEqual([]);
  }
});

test.each(specs)("these are the checks of %s", (spec) => {
  expect(
    providerChecksOf(spec)
      .map(({ id }) => id)
      .join(" "),
  ).toMatchSnapshot();
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
    missing_read_scope: "no --write-token was given",
    error_order_403: "no --read-token was given",
  });
});

/** How many requests of each kind a check sends, and a checksum of their contents: `2 POST 200, 6 GET item 404 #1f0c`. */
function summarizeRequests(responses: readonly TargetResponse[]): string {
  const kinds = Map.groupBy(responses, ({ request: { method, path }, status }) => {
    const isItem = path.startsWith(`${operations.listWebhooks.path}/`);
    return `${method}${isItem ? " item" : ""} ${status}`;
  });
  const counts = [...kinds].map(([kind, { length }]) => `${length} ${kind}`).sort();
  const contents = responses.map(({ request: { method, path, headers, body } }) =>
    withoutRandom([method, path, JSON.stringify(headers), String(body)].join(" ")),
  );
  const checksum = createHash("sha256").update(contents.sort().join("\n")).digest("hex").slice(0, 8);
  return `${counts.join(", ")} #${checksum}`;
}

describe.each(providerChecks)("$id", (check) => {
  test("passes", async () => {
    const responses: TargetResponse[] = [];
    const options = { onResponse: (response: TargetResponse) => void responses.push(response), timeoutMs: 10_000 };
    const report = await runAgainstReference(withSteadyClock({}), [check], options);
    expect(report.results).toMatchObject([{ status: "passed" }]);
    const called = new Set(responses.map(({ operation }) => operation?.id));
    expect((check.operations ?? []).filter((id) => !called.has(id as OperationId))).toEqual([]);
    expect(`${check.operations ?? "all operations"}: ${summarizeRequests(responses)}`).toMatchSnapshot();
  });

  const mutants = mutantsOf("webhooks").filter(({ kills }) => kills === check.id);
  test.each(isExhaustive ? mutants : mutants.slice(0, 1))("finds $class/$id", async (mutant) => {
    const verdict = await runMutant(mutant);
    expect(verdict.failed).toContain(check.id);
    expect(isKilled(verdict)).toBe(true);
  });

  test.each(isExhaustive ? webhooksVariants : [])("passes: $id", async ({ apply }) => {
    const clock = quickClock();
    const report = await runAgainstReference(apply(clock), [check], { clock, timeoutMs: 5_000 });
    expect(report).toMatchObject({ results: [{ status: "passed" }], leftBehind: [] });
  });
});

describe.each(providerChecksOf("delivery"))("$id, of the delivery API", (check) => {
  test("passes", async () => {
    const called = new Set<string | undefined>();
    const clock = quickClock();
    const onResponse = ({ operation }: TargetResponse) => void called.add(operation?.id);
    const rules = { now: () => Math.floor(clock.now()) };
    const options = { spec: "delivery", clock, onResponse, timeoutMs: 10_000 } as const;
    const report = await runAgainstReference({ rules }, [check], options);
    expect(report).toMatchObject({ results: [{ status: "passed" }], leftBehind: [] });
    expect((check.operations ?? []).filter((id) => !called.has(id))).toEqual([]);
  });

  const mutants = mutantsOf("delivery").filter(({ kills }) => kills === check.id);
  test.each(isExhaustive ? mutants : mutants.slice(0, 1))("finds $class/$id", async (mutant) => {
    expect((await runMutant(mutant)).failed).toContain(check.id);
  });
});
