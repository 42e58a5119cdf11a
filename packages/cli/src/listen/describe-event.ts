import { type AnyEvent, isKnownEvent } from "@agent-webhooks/receiver";
import type { WebhookEvent } from "@agent-webhooks/types";

/** What an event is about, in a line. */
export function describeEvent(event: AnyEvent): string {
  if (!isKnownEvent(event)) return "a type that this version does not know";
  try {
    return describeKnown(event);
  } catch {
    // The signature vouches for the content, not for its shape.
    return "not in the shape of its type";
  }
}

function describeKnown(event: WebhookEvent): string {
  switch (event.event_type) {
    case "message.received":
      return `from ${event.message.from}: ${event.message.subject ?? "(no subject)"}`;
    case "message.sent":
      return `to ${event.send.recipients.join(", ")}`;
    case "message.delivered":
      return `to ${event.delivery.recipients.join(", ")}`;
    case "message.bounced": {
      const { type, sub_type, recipients } = event.bounce;
      return `${type}, ${sub_type}: ${recipients.map(({ address, status }) => `${address} (${status})`).join(", ")}`;
    }
    case "message.complained": {
      const { type, sub_type, recipients } = event.complaint;
      return `${type}, ${sub_type}: ${recipients.join(", ")}`;
    }
    case "message.rejected":
      return event.reject.reason;
    case "domain.verified":
      return `${event.domain.domain}: ${event.domain.status}`;
  }
}
