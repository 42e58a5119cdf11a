import { type ClientOptions, createWebhooksClient } from "@agent-webhooks/client";
import { runChecks } from "@agent-webhooks/contract-checks";
import { operations } from "@agent-webhooks/types";
import { operationExamples } from "@agent-webhooks/types/examples";
import { consumerChecks } from "../src/client-checks.ts";
import type { Caller, CallInput, ConsumerTarget } from "../src/client-target.ts";
import type { ClientMutant } from "./mutant.ts";

/** The client of this repository, as the checks see it. */
export function clientTarget(url: string): ConsumerTarget {
  return { url, operations: Object.values(operations), examples: operationExamples, connect };
}

function connect(options: ClientOptions): Caller {
  const client = createWebhooksClient(options);
  const calls: Record<string, (input: CallInput) => PromiseLike<unknown>> = {
    listWebhooks: ({ query }) => client.list(query),
    createWebhook: ({ body }) => client.create(body as Parameters<typeof client.create>[0]),
    getWebhook: ({ path }) => client.get(path.webhook_id ?? ""),
    updateWebhook: ({ path, body }) => client.update(path.webhook_id ?? "", body),
    deleteWebhook: ({ path }) => client.delete(path.webhook_id ?? ""),
  };
  return (operation, input) => calls[operation]?.(input) ?? Promise.reject(new Error(`there is no ${operation}`));
}

/**
 * Runs the checks on a mutant: the one that must find it first, all of them if it does not.
 *
 * @param url of a mock of the spec
 * @returns the ids of the checks that failed
 */
export async function findFailedChecks(mutant: ClientMutant, url: string): Promise<readonly string[]> {
  const right = clientTarget(url);
  const target = { ...right, connect: mutant.apply(right.connect) };
  const failedOf = async (checks: typeof consumerChecks) => {
    const { results } = await runChecks(checks, target, { target: "client" });
    return results.flatMap(({ check, status }) => (status === "failed" ? [check] : []));
  };
  const failed = await failedOf(consumerChecks.filter(({ id }) => id === mutant.kills));
  return failed.length > 0 ? failed : failedOf(consumerChecks);
}
