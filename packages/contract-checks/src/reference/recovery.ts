import type { OperationId, RecoverWebhookRequest, Recovery } from "@agent-webhooks/types/delivery";
import { readTime } from "./delivery-rules.ts";
import { ConflictError, InvalidRequestError } from "./errors.ts";
import { type ApiOptions, type Handler, ok } from "./handler.ts";
import { createDelivery, sendAgain } from "./queue.ts";

/** Deliveries of a recovery that are pending when it returns. A recovery of more goes on in the background. */
export const foregroundDeliveries = 1000;

/** The operations of `delivery.yaml` that send what did not reach a webhook. */
export function recoveryApi(api: ApiOptions): Record<OperationId & ("recoverWebhook" | "getRecovery"), Handler> {
  const { state, rules } = api;
  const { events, deliveries, recoveries } = state;
  const toTime = (time: number) => new Date(time).toISOString();
  return {
    recoverWebhook: ({ body, webhook, identity }) => {
      const { since, until, dry_run = false } = body as RecoverWebhookRequest;
      const end = until === undefined ? rules.now() + 1 : readTime("until", until);
      const range = [readTime("since", since), end] as const;
      if (until !== undefined && range[1] <= range[0])
        throw new InvalidRequestError({ until: ["must be after since"] });
      if (!webhook.enabled) throw new ConflictError("The webhook is disabled. Enable it first.");
      const { organization } = identity;
      const covered = [...events.values()].filter(
        (event) =>
          event.organization === organization &&
          !rules.isErased(event) &&
          rules.isRecovered(event.published_at, ...range),
      );
      const ofWebhook = new Map(
        [...deliveries.values()]
          .filter((delivery) => delivery.webhook_id === webhook.webhook_id)
          .map((delivery) => [delivery.event_id, delivery]),
      );
      const failed = covered.flatMap(({ event }) => {
        const delivery = ofWebhook.get(event.event_id);
        return delivery?.status === "failed" ? [delivery] : [];
      });
      const missed = covered.filter(
        (stored) => !ofWebhook.has(stored.event.event_id) && !stored.isTest && rules.isMatch(webhook, stored),
      );
      const counts = { count: failed.length + missed.length, failed: failed.length, missed: missed.length };
      if (dry_run) return ok(counts, 202);
      const startedAt = rules.now();
      for (const delivery of failed) sendAgain(api, delivery);
      for (const stored of missed) createDelivery(api, stored, webhook.webhook_id, stored.published_at);
      if (counts.count > foregroundDeliveries) {
        // Nothing here takes long: what others do in the background has ended before the response.
        const recovery: Recovery = {
          status: "finished",
          since: toTime(range[0]),
          until: toTime(range[1]),
          recovered_until: toTime(range[1]),
          ...counts,
          started_at: toTime(startedAt),
          finished_at: toTime(rules.now()),
        };
        recoveries.set(webhook.webhook_id, recovery);
      }
      return ok(counts, 202);
    },
    getRecovery: ({ webhook }) =>
      ok(recoveries.get(webhook.webhook_id) ?? { status: "none", count: 0, failed: 0, missed: 0 }),
  };
}
