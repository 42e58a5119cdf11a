import { type ProviderOptions, ProviderTarget, providerChecks } from "../../src/provider/index.ts";
import { ReferenceProvider } from "../../src/reference/provider.ts";
import type { Report } from "../../src/run/finding.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import type { Verdict } from "../mutant.ts";
import type { Faults, ProviderMutant } from "./mutant.ts";

const scopes = ["webhooks:read", "webhooks:write"];

/** Tokens of two organizations, and one that may only read. */
export const tokens: NonNullable<ConstructorParameters<typeof ReferenceProvider>[0]["tokens"]> = {
  "a-token": { organization: "a", scopes },
  "b-token": { organization: "b", scopes },
  "a-reader": { organization: "a", scopes: ["webhooks:read"] },
};

/** Runs checks against a provider in memory that differs from the reference in something. */
export async function judge(
  faults: Faults,
  checks: typeof providerChecks = providerChecks,
  options: Partial<ProviderOptions> = {},
): Promise<Report & { left: number }> {
  const provider = new ReferenceProvider({ tokens, ...faults });
  const target = new ProviderTarget({
    url: "http://reference",
    token: "a-token",
    otherToken: "b-token",
    readToken: "a-reader",
    wire: provider.wire,
    timeoutMs: 500,
    seed: 1,
    ...options,
  });
  const report = await runChecks(checks, target, { target: "reference", concurrency: 4, seed: target.seed });
  await target.close();
  return { ...report, left: provider.size };
}

/** The check that is to kill a mutant is run alone first; most of them do it. */
export async function judgeMutant(mutant: ProviderMutant): Promise<Verdict> {
  const alone = await judge(
    mutant.apply(),
    providerChecks.filter(({ id }) => id === mutant.kills),
  );
  const failed = failedOf(alone);
  return { mutant, failed: failed.length > 0 ? failed : failedOf(await judge(mutant.apply())) };
}

export function failedOf({ results }: Report): string[] {
  return results.flatMap(({ status, check }) => (status === "failed" ? [check] : []));
}
