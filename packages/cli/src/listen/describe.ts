import { type AnyEvent, isKnownEvent } from "@agent-webhooks/receiver";
import type { WebhookEvent } from "@agent-webhooks/types";
import { type Styles, toPrintable } from "../output/text.ts";
import type { ReceivedRequest } from "./received-request.ts";

/** Describes a request in two lines: the event and the verdict, then the content or the error. */
export function describeRequest(request: ReceivedRequest, { bold, dim, green, red }: Styles): string {
  const { received_at, verdict, error = "", event, duplicate } = request;
  const time = dim(new Date(received_at).toLocaleTimeString("en-GB"));
  if (event === undefined) return `${time}  ${red(`rejected, ${verdict}`)}\n          ${toPrintable(error)}\n`;
  const facts = [green(verdict), ...(duplicate ? ["repeated"] : []), ...describeForward(request, { green, red })];
  return [
    `${time}  ${bold(toPrintable(event.event_type))}  ${toPrintable(toText(event.event_id))}  ${facts.join(", ")}`,
    `          ${toPrintable(describeEvent(event))}`,
    "",
  ].join("\n");
}

function describeForward({ forwarded }: ReceivedRequest, { green, red }: Pick<Styles, "green" | "red">): string[] {
  if (forwarded === undefined) return [];
  const { status, error = "", duration_ms } = forwarded;
  if (status === undefined) return [red(`not forwarded: ${toPrintable(error)}`)];
  const isSuccess = status >= 200 && status < 300;
  const response = (isSuccess ? green : red)(`forwarded: ${status} in ${duration_ms} ms`);
  // The service disables a webhook whose endpoint returns 410.
  return status === 410 ? [response, red("which disables the webhook: restart listen")] : [response];
}

/** A valid signature does not guarantee a valid shape. */
const toText = (id: unknown) => (typeof id === "string" ? id : "without an event_id");

/** The content of an event in a line. */
function describeEvent(event: AnyEvent): string {
  if (!isKnownEvent(event)) return "unknown event type";
  try {
    return describeKnown(event);
  } catch {
    return "invalid content for this event type";
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
      return `${event.reject.reason}`;
    case "domain.verified":
      return `${event.domain.domain}: ${event.domain.status}`;
  }
}
