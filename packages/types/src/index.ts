/**
 * The webhook contract as types and as a table.
 *
 * Everything comes from `specs/webhooks.yaml`: `Webhook`, `CreateWebhookRequest` and the other schemas by their
 * name, `paths` and `components` as openapi-typescript writes them, and `operations`, the same for run time.
 */
import type { webhooks } from "./generated/webhooks/openapi.ts";

export type * from "./generated/webhooks/openapi.ts";
// Named, so that it stands before the type of this name that openapi-typescript writes.
export { eventTypes, type OperationId, operations } from "./generated/webhooks/operations.ts";
export type { JsonSchema } from "./json-schema.ts";
export type { BodyFacts, HttpMethod, Limit, Operation, ParameterFacts, Route } from "./operation.ts";

/** Event type → the event, for looking up one of them: `WebhookEvents["message.received"]`. */
export type WebhookEvents = {
  [Type in keyof webhooks]: webhooks[Type]["post"]["requestBody"]["content"]["application/json"];
};

/** Any event. `event_type` tells which. */
export type WebhookEvent = WebhookEvents[keyof WebhookEvents];
