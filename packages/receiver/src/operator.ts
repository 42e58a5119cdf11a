/** Receives the events for operators: those of a service (`OPERATOR_WEBHOOK_URL`), and those of an organization. */
import { type OperatorEvent, type OperatorEvents, operatorEventTypes } from "@agent-webhooks/types/delivery";
import type { UnknownEvent } from "./events.ts";
import type { RawBody, WebhookHeaders } from "./http-types.ts";
import { createReceiver, type Receiver, type ReceiverOptions } from "./receiver.ts";

export type { OperatorEvent, OperatorEvents } from "@agent-webhooks/types/delivery";

/** Any event that `verify` returns. Narrow it with `isOperatorEvent`, then by `event_type`. */
export type AnyOperatorEvent = OperatorEvent | UnknownEvent;

/** The names that `on` accepts: each type of operator event, and `"*"` for every event of a known or unknown type. */
export type OperatorEventsByName = OperatorEvents & { "*": AnyOperatorEvent };

/** A {@link Receiver} whose events are those for operators. */
export interface OperatorReceiver extends Pick<Receiver, "fetchHandler" | "nodeHandler"> {
  /** Verifies the signature of a body as it was received and returns the event, as `Receiver.verify` does. */
  verify(rawBody: RawBody, headers: WebhookHeaders): Promise<AnyOperatorEvent>;
  /** Adds a handler for one type of operator event, or for every event with `"*"`, as `Receiver.on` does. */
  on<Name extends keyof OperatorEventsByName>(
    name: Name,
    handler: (event: OperatorEventsByName[Name]) => unknown,
  ): OperatorReceiver;
}

/**
 * Creates a receiver of operator events. `secrets` is the `OPERATOR_WEBHOOK_SECRET` of the service, or the secret that
 * `setOperatorWebhook` returned to an organization.
 *
 * @throws InvalidSecretError if there is no secret, or if one is empty or not base64
 * @example
 * const receiver = createOperatorReceiver({ secrets: process.env.OPERATOR_WEBHOOK_SECRET ?? "" });
 * receiver.on("webhook.disabled", ({ webhook, reason }) => page(`${webhook.url} is disabled: ${reason}`));
 */
export function createOperatorReceiver(options: ReceiverOptions): OperatorReceiver {
  // Safe: a receiver passes events on by the name of their type, whatever the types are.
  return createReceiver(options) as unknown as OperatorReceiver;
}

/** Whether the event has a type that the contract knows. */
export function isOperatorEvent(event: AnyOperatorEvent): event is OperatorEvent {
  return (operatorEventTypes as readonly string[]).includes(event.event_type);
}
