import type { ApiOptions } from "./handler.ts";
import type { StoredDelivery, StoredEvent } from "./state.ts";

/** Stores a delivery of an event to a webhook, at the start of its retry schedule. Returns its id. */
export function createDelivery(
  { state, rules, deliverer }: ApiOptions,
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
    next_attempt_at: deliverer.firstAttemptAt,
    tries: 0,
    attempts: [],
  };
  state.deliveries.set(delivery.delivery_id, delivery);
  return delivery.delivery_id;
}

/** Makes a settled delivery pending again, on a new retry schedule. */
export function sendAgain(
  { state, deliverer }: ApiOptions,
  { reason: _, ...delivery }: StoredDelivery,
): StoredDelivery {
  const again: StoredDelivery = { ...delivery, status: "pending", next_attempt_at: deliverer.firstAttemptAt, tries: 0 };
  state.deliveries.set(delivery.delivery_id, again);
  return again;
}
