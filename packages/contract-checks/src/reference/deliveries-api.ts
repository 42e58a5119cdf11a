import type { WebhookEvent } from "@agent-webhooks/types";
import type { SendTestEventRequest } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { ConflictError } from "./errors.ts";
import { type ApiOptions, type Handler, ok } from "./handler.ts";
import { breakerOpenUntil } from "./health.ts";
import { eventFilters, listPage, readFilters } from "./paging.ts";
import { createDelivery, sendAgain } from "./queue.ts";
import { recoveryApi } from "./recovery.ts";
import { eventKey, type StoredDelivery, type StoredEvent } from "./state.ts";

const deliveryFilters = [...eventFilters, "webhook_id", "event_id", "status", "outcome"] as const;

/** The operations on deliveries, and those that create some for one webhook. */
export function deliveriesApi(
  api: ApiOptions,
): Record<
  "listDeliveries" | "getDelivery" | "resendDelivery" | "recoverWebhook" | "getRecovery" | "sendTestEvent",
  Handler
> {
  const { state, rules } = api;
  const { webhooks, events, deliveries, disabledBecause } = state;
  const render = (delivery: StoredDelivery) => {
    const openUntil = breakerOpenUntil(state, delivery.webhook_id, rules.now());
    const isHeld = delivery.status === "pending" && openUntil !== undefined;
    return {
      ...renderDelivery(delivery, disabledBecause.get(delivery.webhook_id)),
      ...(isHeld && { reason: "breaker_open", breaker_open_until: new Date(openUntil).toISOString() }),
    };
  };

  return {
    listDeliveries: ({ query, identity }) => {
      const filters = readFilters(rules, "listDeliveries", query, deliveryFilters);
      const isListed = (delivery: StoredDelivery) =>
        rules.isOwn(delivery, identity) &&
        rules.isListed(delivery, filters, events.get(eventKey(delivery.organization, delivery.event_id)));
      const owner = JSON.stringify([identity.organization, "deliveries", filters]);
      const { items, fields } = listPage(rules, query, owner, deliveries.values(), isListed, (delivery) => {
        return { id: delivery.delivery_id, created_at: delivery.created_at, updated_at: delivery.created_at };
      });
      return ok({ ...fields, deliveries: items.map(render) });
    },
    getDelivery: ({ delivery }) => ok({ ...render(delivery), attempts: delivery.attempts }),
    resendDelivery: ({ delivery }) => {
      const conflict = rules.resendConflict(
        delivery,
        webhooks.get(delivery.webhook_id),
        events.get(eventKey(delivery.organization, delivery.event_id)),
      );
      if (conflict !== undefined) throw new ConflictError(conflict);
      return ok(render(sendAgain(api, delivery)), 202);
    },
    ...recoveryApi(api),
    sendTestEvent: ({ body, webhook, identity }) => {
      if (!webhook.enabled) throw new ConflictError("The webhook is disabled. Enable it first.");
      const { event_type } = body as SendTestEventRequest;
      const [example] = Object.values<object>(eventExamples[event_type]);
      const event = { ...example, event_id: `evt_test_${crypto.randomUUID()}` } as WebhookEvent;
      const { organization } = identity;
      const stored: StoredEvent = {
        event,
        exact: event,
        organization,
        pod: rules.podOf(event, undefined, ""),
        published_at: rules.now(),
        position: rules.newPosition(),
        isTest: true,
        deliveries: 1,
      };
      events.set(eventKey(organization, event.event_id), stored);
      return ok({ delivery_id: createDelivery(api, stored, webhook.webhook_id, rules.now()) }, 202);
    },
  };
}

function renderDelivery(
  { organization: _, tries: __, attempts, created_at, next_attempt_at, reason, ...delivery }: StoredDelivery,
  because: string | undefined,
) {
  const isDisabled = (reason === "webhook_disabled" || reason === "gone") && because !== undefined;
  return {
    ...delivery,
    ...(reason !== undefined && { reason }),
    created_at: new Date(created_at).toISOString(),
    ...(next_attempt_at !== undefined && { next_attempt_at: new Date(next_attempt_at).toISOString() }),
    ...(isDisabled && { webhook_disabled_because: because }),
    explanation: `${delivery.status} after ${attempts.length} attempts${reason === undefined ? "" : `: ${reason}`}`,
  };
}
