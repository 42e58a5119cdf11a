import type { WebhookEvent } from "@agent-webhooks/types";
import type { RecoverWebhookRequest, SendTestEventRequest } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { ConflictError, InvalidRequestError } from "./errors.ts";
import { type ApiOptions, type Handler, ok } from "./handler.ts";
import { eventFilters, listPage, readFilters } from "./paging.ts";
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
  const render = (delivery: StoredDelivery) => renderDelivery(delivery, disabledBecause.get(delivery.webhook_id));

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
    recoverWebhook: ({ body, webhook, identity }) => {
      const { since, until, dry_run = false } = body as RecoverWebhookRequest;
      const range = [Date.parse(since), until === undefined ? rules.now() + 1 : Date.parse(until)] as const;
      if (range[1] <= range[0]) throw new InvalidRequestError({ until: ["must be after since"] });
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
        (stored) => !ofWebhook.has(stored.event.event_id) && rules.isMatch(webhook, stored),
      );
      if (!dry_run) {
        for (const delivery of failed) sendAgain(api, delivery);
        for (const stored of missed) createDelivery(api, stored, webhook.webhook_id, stored.published_at);
      }
      return ok({ count: failed.length + missed.length, failed: failed.length, missed: missed.length }, 202);
    },
    getRecovery: () => ok({ status: "none", count: 0, failed: 0, missed: 0 }),
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
        pod: undefined,
        published_at: rules.now(),
        isTest: true,
        deliveries: 1,
      };
      events.set(eventKey(organization, event.event_id), stored);
      return ok({ delivery_id: createDelivery(api, stored, webhook.webhook_id, rules.now()) }, 202);
    },
  };
}

/** Creates the pending delivery of an event to a webhook, and returns its id. */
export function createDelivery(
  { state, rules }: Pick<ApiOptions, "state" | "rules">,
  { event, organization }: StoredEvent,
  webhookId: string,
  createdAt: number,
): string {
  const delivery: StoredDelivery = {
    delivery_id: rules.newDeliveryId(),
    event_id: event.event_id,
    event_type: event.event_type,
    webhook_id: webhookId,
    status: "pending",
    organization,
    created_at: createdAt,
    next_attempt_at: rules.now(),
    tries: 0,
    attempts: [],
  };
  state.deliveries.set(delivery.delivery_id, delivery);
  return delivery.delivery_id;
}

/** Makes a settled delivery pending again. */
function sendAgain(
  { state, rules }: Pick<ApiOptions, "state" | "rules">,
  { reason: _, ...delivery }: StoredDelivery,
): StoredDelivery {
  const again: StoredDelivery = { ...delivery, status: "pending", next_attempt_at: rules.now(), tries: 0 };
  state.deliveries.set(delivery.delivery_id, again);
  return again;
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
