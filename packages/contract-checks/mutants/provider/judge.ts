import { operations } from "@agent-webhooks/types";
import type { Wire } from "../../src/provider/http.ts";
import { type ProviderOptions, ProviderTarget, providerChecks } from "../../src/provider/index.ts";
import { ReferenceProvider } from "../../src/reference/provider.ts";
import { referenceLogin, referenceTokens } from "../../src/reference/tokens.ts";
import type { Report } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import type { Verdict } from "../mutant.ts";
import type { Faults, ProviderMutant } from "./mutant.ts";

export interface Judged extends Report {
  /** Webhooks of the run that it left behind. */
  readonly left: readonly string[];
}

/** Runs checks against a provider in memory that differs from the reference in something. */
export async function judge(
  { withNeighbours = false, ...faults }: Faults,
  checks: typeof providerChecks = providerChecks,
  options: Partial<ProviderOptions> = {},
): Promise<Judged> {
  const provider = new ReferenceProvider({ tokens: referenceTokens, ...faults });
  const wire = withNeighbours ? besideOthers(provider.wire) : provider.wire;
  const target = new ProviderTarget({ ...referenceLogin, wire, timeoutMs: 500, seed: 1, ...options });
  const report = await runChecks(checks, target, { target: "reference", concurrency: 4, seed: target.seed });
  await target.close();
  const left = [...provider.webhooks.values()].filter(({ url }) => !String(url).startsWith(neighbour));
  return { ...report, left: left.map(({ id }) => id) };
}

const neighbour = "https://neighbour.example.com/";

/** Every few requests, somebody else creates a webhook or deletes one. */
function besideOthers(wire: Wire): Wire {
  const theirs: string[] = [];
  let count = 0;
  const headers = { authorization: "Bearer a-token", "content-type": "application/json" };
  const path = operations.listWebhooks.path;
  return async (request, signal) => {
    const id = theirs.length > 5 ? theirs.splice(count % theirs.length, 1)[0] : undefined;
    if (id !== undefined) {
      await wire({ method: "DELETE", path: `${path}/${encodeURIComponent(id)}`, headers }, signal);
    } else if (++count % 3 === 0) {
      const body = JSON.stringify({ url: neighbour, event_types: ["message.sent"] });
      theirs.push(JSON.parse((await wire({ method: "POST", path, headers, body }, signal)).body).webhook_id);
    }
    return wire(request, signal);
  };
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

function failedOf({ results }: Report): string[] {
  return results.flatMap(({ status, check }) => (status === "failed" ? [check] : []));
}
