import { type ClientOptions, createWebhooksClient } from "@agent-webhooks/client";
import { operations } from "@agent-webhooks/types";
import { operationExamples } from "@agent-webhooks/types/examples";
import { type Caller, type CallInput, type ConsumerTarget, consumerChecks } from "../../src/consumer/index.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import type { Verdict } from "../mutant.ts";
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

/** @param url of a mock of the spec */
export async function judgeClient(mutant: ClientMutant, url: string): Promise<Verdict> {
  const right = clientTarget(url);
  const target = { ...right, connect: mutant.apply(right.connect) };
  const failedOf = async (checks: typeof consumerChecks) => {
    const { results } = await runChecks(checks, target, { target: "client" });
    return results.flatMap(({ check, status }) => (status === "failed" ? [check] : []));
  };
  const failed = await failedOf(consumerChecks.filter(({ id }) => id === mutant.kills));
  return { mutant, failed: failed.length > 0 ? failed : await failedOf(consumerChecks) };
}
