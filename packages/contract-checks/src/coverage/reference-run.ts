import { type Clock, systemClock } from "../clock.ts";
import { type ProviderCheck, ProviderTarget, providerChecksOf, type SpecName } from "../provider/index.ts";
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
import { type Finding, findingsOf } from "../run/check.ts";
import { runChecks } from "../run/run-checks.ts";
import type { AnyOperationId } from "../spec/operations.ts";

/** How the reference provider is run, and the checks that show what is different then. @default all checks */
interface Run extends Pick<ReferenceOptions, "send" | "timeoutMs" | "breakerTimeouts" | "transform"> {
  readonly operations?: readonly AnyOperationId[];
}

/** A run has no endpoint. What a provider shows of one depends on how it answers, so there are several runs. */
const runs: Readonly<Record<"webhooks" | "delivery", readonly Run[]>> = {
  webhooks: [{}],
  delivery: [
    { send: failingEndpoint() },
    { send: () => new Response(null, { status: 204 }), operations: ["getWebhookHealth", "getSummary"] },
    // Nothing is sent, so that deliveries are overdue.
    { operations: ["getWebhookHealth", "getSummary"] },
    {
      send: () => new Promise(() => {}),
      timeoutMs: 1,
      breakerTimeouts: 1,
      operations: ["getWebhookHealth", "listDeliveries", "resendDelivery"],
    },
    { transform: countingSome, operations: ["getRecovery"] },
  ],
};

/** Runs the provider checks of a spec against the reference provider, and returns all its responses. */
export async function runAgainstReference(spec: "webhooks" | "delivery"): Promise<ReferenceRun> {
  const responses: TargetResponse[] = [];
  const findings: Finding[] = [];
  for (const { operations, ...options } of runs[spec]) {
    const isMeant = ({ operations: called = [] }: ProviderCheck) =>
      operations === undefined || operations.some((operation) => (called as readonly string[]).includes(operation));
    findings.push(...(await runChecksOf(spec, providerChecksOf(spec).filter(isMeant), options, responses)));
  }
  return { responses, findings };
}

export interface ReferenceRun {
  readonly responses: readonly TargetResponse[];
  /** None, unless a check or the reference provider is wrong. */
  readonly findings: readonly Finding[];
}

async function runChecksOf(
  spec: SpecName,
  checks: readonly ProviderCheck[],
  options: Partial<ReferenceOptions>,
  responses: TargetResponse[],
): Promise<Finding[]> {
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
    transform: withoutLimitAtTimes(),
    rules: { now: () => Math.floor(clock.now()) },
    retrySchedule: [0, 3600],
    ...options,
  });
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
  return findingsOf(await runChecks(checks, target, { target: "reference", seed: target.seed }));
}

/** Stops counting before the end of a large recovery. */
function countingSome(response: ReferenceResponse): ReferenceResponse {
  const { missed } = response.body as { readonly missed?: number };
  const isLarge = response.status === 202 && missed !== undefined && missed > 1000;
  return isLarge ? { ...response, body: { count: 900, failed: 0, missed: 900, more: true } } : response;
}

/** Leaves out what a list of webhooks need not have, every third time. */
function withoutLimitAtTimes(): NonNullable<ReferenceOptions["transform"]> {
  let count = 0;
  return (response, _, operation) => {
    if (operation !== "listWebhooks" || response.status !== 200 || ++count % 3 !== 0) return response;
    const { limit: _limit, ...body } = response.body as { limit: number };
    return { ...response, body };
  };
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
