import { eventTypes, type WebhookEvent, type WebhookEvents } from "@agent-webhooks/types";

/**
 * An event of a type that this version does not know: services add types over time. Only `event_type` has been checked;
 * the other fields are unvalidated.
 */
export interface UnknownEvent {
  type: "event";
  event_type: string;
  event_id: string;
  [field: string]: unknown;
}

/** Any event that `verify` returns. Narrow it with `isKnownEvent`, then by `event_type`. */
export type AnyEvent = WebhookEvent | UnknownEvent;

/** The names that `on` accepts: each event type of the contract, and `"*"` for every event of a known or unknown type. */
export type EventsByName = WebhookEvents & { "*": AnyEvent };

/**
 * Whether the event has a type that the contract knows.
 *
 * @example
 * const event = await receiver.verify(rawBody, headers);
 * if (isKnownEvent(event) && event.event_type === "message.bounced") event.bounce.recipients;
 */
export function isKnownEvent(event: AnyEvent): event is WebhookEvent {
  return (eventTypes as readonly string[]).includes(event.event_type);
}
