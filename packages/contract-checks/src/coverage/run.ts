import { ProviderTarget, providerChecks } from "../provider/index.ts";
import type { TargetResponse } from "../provider/response.ts";
import {
  type ReferenceOptions,
  ReferenceProvider,
  type ReferenceResponse,
  referenceLogin,
  referenceTokens,
} from "../reference/provider.ts";
import { runChecks } from "../run/run-checks.ts";

/** Runs every check against the reference provider. */
export async function referenceAnswers(): Promise<readonly TargetResponse[]> {
  const provider = new ReferenceProvider({ tokens: referenceTokens, reject: limitsFirst() });
  const responses: TargetResponse[] = [];
  await using target = new ProviderTarget({
    ...referenceLogin,
    seed: 1,
    transport: provider.transport,
    onResponse: (response) => responses.push(response),
  });
  await runChecks(providerChecks, target, { target: "reference", seed: target.seed });
  return responses;
}

/** Refuses the first request of each kind as one too many, as a provider that limits their number does. */
function limitsFirst(): NonNullable<ReferenceOptions["reject"]> {
  const seen = new Set<string>();
  return ({ method, path }): ReferenceResponse | undefined => {
    const kind = `${method} ${path.split("/").length}`;
    if (seen.has(kind)) return undefined;
    seen.add(kind);
    const headers = { "content-type": "application/json", "retry-after": "0" };
    return { status: 429, headers, body: { name: "RateLimitError", message: "Too many requests. Try again." } };
  };
}
