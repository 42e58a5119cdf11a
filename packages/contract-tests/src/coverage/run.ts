import type { Operation } from "@agent-webhooks/types";
import { ProviderTarget, providerChecks } from "../provider/index.ts";
import { type ReferenceOptions, ReferenceProvider, type Response } from "../reference/provider.ts";
import { referenceLogin, referenceTokens } from "../reference/tokens.ts";
import { runChecks } from "../run/run-checks.ts";
import { type Coverage, CoverageMeter } from "./coverage.ts";
import type { Gap } from "./gaps.ts";

/** Runs every check against the reference provider, and measures what that showed of the spec. */
export async function measureCoverage(operations: readonly Operation[], gaps: readonly Gap[]): Promise<Coverage> {
  const provider = new ReferenceProvider({ tokens: referenceTokens, refuse: limitsFirst() });
  const meter = new CoverageMeter(operations);
  await using target = new ProviderTarget({
    ...referenceLogin,
    seed: 1,
    wire: provider.wire,
    onAnswer: (answer) => meter.add(answer),
  });
  await runChecks(providerChecks, target, { target: "reference", seed: target.seed });
  return meter.read(gaps);
}

/** Refuses the first request of each kind as one too many, as a provider that limits their number does. */
function limitsFirst(): NonNullable<ReferenceOptions["refuse"]> {
  const seen = new Set<string>();
  return ({ method, path }): Response | undefined => {
    const kind = `${method} ${path.split("/").length}`;
    if (seen.has(kind)) return undefined;
    seen.add(kind);
    const headers = { "content-type": "application/json", "retry-after": "0" };
    return { status: 429, headers, body: { name: "RateLimitError", message: "Too many requests. Try again." } };
  };
}
