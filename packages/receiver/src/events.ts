import { eventTypes, type WebhookEvent, type WebhookEvents } from "@agent-webhooks/types";

/**
 * An event whose type this version does not know: services add types over time. Of its fields only `event_type` was
 * looked at; the others are what a signed body says.
 */
export interface UnknownEvent {
  type: "event";
  event_type: string;
  event_id: string;
  [field: string]: unknown;
}

/** Whatever `verify` may answer. `isKnownEvent` tells the two apart, then `event_type` does. */
export type AnyEvent = WebhookEvent | UnknownEvent;

/** What `on` can wait for: each event type of the contract, and `"*"`, every event of known or unknown type. */
export type EventsByName = WebhookEvents & { "*": AnyEvent };

/**
 * Whether the event is of a type that the contract knows.
 *
 * @example
 * const event = await receiver.verify(rawBody, headers);
 * if (isKnownEvent(event) && event.event_type === "message.bounced") event.bounce.recipients;
 */
export const isKnownEvent = (event: AnyEvent): event is WebhookEvent =>
  (eventTypes as readonly string[]).includes(event.event_type);
