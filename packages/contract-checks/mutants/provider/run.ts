import { operations } from "@agent-webhooks/types";
import type { Transport } from "../../src/provider/http.ts";
import { type ProviderOptions, ProviderTarget, providerChecks, providerChecksOf } from "../../src/provider/index.ts";
import { ReferenceProvider, referenceLogin, referenceTokens } from "../../src/reference/provider.ts";
import type { Report } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import type { Verdict } from "../mutant.ts";
import { quickClock } from "./clock.ts";
import type { Deviation, ProviderMutant } from "./mutant.ts";
import { isPrivateUrl } from "./private-networks.ts";

export interface ReferenceReport extends Report {
  /** Ids of webhooks, and organizations of operator webhooks, that the run did not delete. */
  readonly leftBehind: readonly string[];
}

/** Runs checks against the reference provider, or one that deviates from it, in memory. */
export async function runAgainstReference(
  { withOtherUsers = false, delivers = false, ...deviation }: Deviation,
  checks: typeof providerChecks = providerChecks,
  options: Partial<ProviderOptions> = {},
): Promise<ReferenceReport> {
  const rules = { isPrivateUrl, ...deviation.rules };
  const provider = new ReferenceProvider({ tokens: referenceTokens, ...deviation, rules });
  const delivering: Transport = async (request, signal) => {
    const response = await provider.transport(request, signal);
    if (delivers) for (const attempt of provider.deliverer.deliverDue()) void attempt;
    return response;
  };
  const transport = withOtherUsers ? besideOtherUsers(delivering) : delivering;
  const target = new ProviderTarget({ ...referenceLogin, transport, timeoutMs: 500, seed: 1, ...options });
  const report = await runChecks(checks, target, { target: "reference", concurrency: 4, seed: target.seed });
  await target.close();
  const left = [...provider.webhooks.values()].filter(({ url }) => !String(url).startsWith(otherUsersUrl));
  return {
    ...report,
    leftBehind: [...left.map(({ webhook_id }) => webhook_id), ...provider.state.operatorWebhooks.keys()],
  };
}

const otherUsersUrl = "https://other-user.example.com/";

/** Every few requests, another user creates or deletes a webhook. */
function besideOtherUsers(transport: Transport): Transport {
  const theirs: string[] = [];
  let count = 0;
  const headers = { authorization: "Bearer a-token", "content-type": "application/json" };
  const path = operations.listWebhooks.path;
  return async (request, signal) => {
    const id = theirs.length > 5 ? theirs.splice(count % theirs.length, 1)[0] : undefined;
    if (id !== undefined) {
      await transport({ method: "DELETE", path: `${path}/${encodeURIComponent(id)}`, headers }, signal);
    } else if (++count % 3 === 0) {
      const body = JSON.stringify({ url: otherUsersUrl, event_types: ["message.sent"] });
      theirs.push(JSON.parse((await transport({ method: "POST", path, headers, body }, signal)).body).webhook_id);
    }
    return transport(request, signal);
  };
}

/** Runs the check that has to kill the mutant, and all checks if that one alone finds nothing. */
export async function runMutant(mutant: ProviderMutant): Promise<Verdict> {
  const { kills, spec = "webhooks", isDeep = false } = mutant;
  const checks = providerChecksOf(spec);
  const run = async (checks: typeof providerChecks) => {
    const clock = quickClock();
    const deviation = mutant.apply();
    const options = { deep: isDeep, ...(spec !== "webhooks" && { spec, clock }) };
    const rules = { ...(spec !== "webhooks" && { now: () => Math.floor(clock.now()) }), ...deviation.rules };
    return failedOf(await runAgainstReference({ ...deviation, rules }, checks, options));
  };
  const failed = await run(checks.filter(({ id }) => id === kills));
  return { mutant, failed: failed.length > 0 ? failed : await run(checks) };
}

function failedOf({ results }: Report): string[] {
  return results.flatMap(({ status, check }) => (status === "failed" ? [check] : []));
}
