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

/** Runs the provider checks against the reference provider, and returns all its responses. */
export async function runAgainstReference(): Promise<readonly TargetResponse[]> {
  const provider = new ReferenceProvider({ tokens: referenceTokens, reject: rateLimitFirstRequests() });
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

/** Responds with 429 to the first request of each operation. */
function rateLimitFirstRequests(): NonNullable<ReferenceOptions["reject"]> {
  const seen = new Set<string>();
  return ({ method, path }): ReferenceResponse | undefined => {
    const operation = `${method} ${path.split("/").length}`;
    if (seen.has(operation)) return undefined;
    seen.add(operation);
    const headers = { "content-type": "application/json", "retry-after": "0" };
    return { status: 429, headers, body: { name: "RateLimitError", message: "Too many requests. Try again." } };
  };
}
