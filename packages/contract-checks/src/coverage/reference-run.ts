import { type Clock, systemClock } from "../clock.ts";
import { ProviderTarget, providerChecksOf, type SpecName } from "../provider/index.ts";
import type { TargetResponse } from "../provider/response.ts";
import type { Send } from "../reference/deliverer.ts";
import {
  type ReferenceOptions,
  ReferenceProvider,
  type ReferenceResponse,
  referenceLogin,
  referenceTokens,
} from "../reference/provider.ts";
import { findOperation } from "../response-conformance.ts";
import { runChecks } from "../run/run-checks.ts";

/** Runs the provider checks of a spec against the reference provider, and returns all its responses. */
export async function runAgainstReference(spec: SpecName): Promise<readonly TargetResponse[]> {
  let ahead = 0;
  const clock: Clock = {
    now: () => systemClock.now() + ahead,
    async sleep(ms) {
      ahead += ms;
    },
  };
  const provider = new ReferenceProvider({
    tokens: referenceTokens,
    reject: rateLimitFirstRequests(),
    rules: { now: () => Math.floor(clock.now()) },
    send: failingEndpoint(),
    retrySchedule: [0, 3600],
  });
  const responses: TargetResponse[] = [];
  await using target = new ProviderTarget({
    ...referenceLogin,
    spec,
    seed: 1,
    clock,
    transport: async (request, signal) => {
      const response = await provider.transport(request, signal);
      if (request.method !== "GET") await Promise.all(provider.deliverer.deliverDue());
      return response;
    },
    onResponse: (response) => responses.push(response),
  });
  await runChecks(providerChecksOf(spec), target, { target: "reference", seed: target.seed });
  return responses;
}

/** Fails with and without a status and a body, in turn. */
function failingEndpoint(): Send {
  let count = 0;
  return () => {
    if (++count % 3 === 0) throw new Error("there is no such host");
    return new Response(count % 3 === 1 ? "Bad Gateway" : null, { status: 502 });
  };
}

/** Responds with 429 to the first request of each operation. */
function rateLimitFirstRequests(): NonNullable<ReferenceOptions["reject"]> {
  const seen = new Set<string>();
  return ({ method, path }): ReferenceResponse | undefined => {
    const operation = findOperation(method, path.split("?")[0] ?? "")?.id ?? "";
    if (seen.has(operation)) return undefined;
    seen.add(operation);
    const headers = { "content-type": "application/json", "retry-after": "0" };
    return { status: 429, headers, body: { name: "RateLimitError", message: "Too many requests. Try again." } };
  };
}
