import { delivery, json, type Mutant, property, schema, webhooks } from "./mutant.ts";

/** Changes of responses. */
export const responseMutants: readonly Mutant[] = [
  webhooks.breaking("required-response-header-removed", "401 has no `WWW-Authenticate`", (spec) =>
    spec.remove("/components/responses/Unauthorized/headers"),
  ),
  webhooks.breaking("required-response-header-removed", "429 has no `Retry-After`", (spec) =>
    spec.remove("/components/responses/TooManyRequests/headers/Retry-After"),
  ),
  webhooks.breaking("optional-response-header-removed", "503 has no `Retry-After`", (spec) =>
    spec.remove("/components/responses/ServiceUnavailable/headers/Retry-After"),
  ),
  webhooks.breaking("response-header-became-optional", "`Retry-After` of 429 becomes optional", (spec) =>
    spec.remove("/components/headers/RetryAfter/required"),
  ),
  webhooks.breaking("response-header-type-changed", "`Retry-After` is an object", (spec) =>
    spec.set("/components/headers/RetryAfter/schema", { type: "object" }),
  ),
  webhooks.breaking("response-required-property-removed", "`secret` is removed", (spec) => {
    spec.remove(property("Webhook", "secret"));
    spec.take(`${schema("Webhook")}/required`, "secret");
  }),
  webhooks.breaking("response-required-property-removed", "`webhooks` is renamed", (spec) => {
    spec.rename(property("ListWebhooksResponse", "webhooks"), "items");
    spec.set(`${schema("ListWebhooksResponse")}/required`, ["count", "items"]);
  }),
  delivery.breaking("response-required-property-removed", "`duplicate` is removed", (spec) => {
    spec.remove(property("PublishedEvent", "duplicate"));
    spec.take(`${schema("PublishedEvent")}/required`, "duplicate");
  }),
  webhooks.breaking("response-optional-property-removed", "`next_page_token` is removed", (spec) =>
    spec.remove(property("ListWebhooksResponse", "next_page_token")),
  ),
  delivery.breaking("response-optional-property-removed", "`status_code` is removed", (spec) =>
    spec.remove(property("Attempt", "status_code")),
  ),
  webhooks.breaking("response-property-became-optional", "`updated_at` becomes optional", (spec) =>
    spec.take(`${schema("Webhook")}/required`, "updated_at"),
  ),
  delivery.breaking("response-property-became-optional", "`status` becomes optional", (spec) =>
    spec.take(`${schema("Delivery")}/required`, "status"),
  ),
  webhooks.breaking("response-property-became-optional", "the message of an error becomes optional", (spec) =>
    spec.take(`${schema("ErrorResponse")}/required`, "message"),
  ),
  webhooks.breaking("response-property-type-changed", "`enabled` becomes a string", (spec) =>
    spec.set(`${property("Webhook", "enabled")}/type`, "string"),
  ),
  webhooks.breaking("response-property-type-changed", "`created_at` loses its format", (spec) =>
    spec.remove(`${property("Webhook", "created_at")}/format`),
  ),
  delivery.breaking("response-property-type-changed", "`started_at` becomes a number", (spec) =>
    spec.set(property("Attempt", "started_at"), { type: "integer" }),
  ),
  webhooks.breaking("response-property-list-of-types-widened", "`count` becomes a number with fractions", (spec) =>
    spec.set(`${property("ListWebhooksResponse", "count")}/type`, "number"),
  ),
  webhooks.breaking("response-property-list-of-types-widened", "validation errors can be anything", (spec) =>
    spec.remove(`${property("ValidationErrorResponse", "errors")}/additionalProperties`),
  ),
  webhooks.breaking("response-property-became-nullable", "`client_id` becomes nullable", (spec) =>
    spec.set(`${schema("ClientId")}/type`, ["string", "null"]),
  ),
  delivery.breaking("response-property-became-nullable", "`next_attempt_at` becomes nullable with `anyOf`", (spec) =>
    spec.set(property("Delivery", "next_attempt_at"), {
      anyOf: [{ type: "string", format: "date-time" }, { type: "null" }],
    }),
  ),
  webhooks.warning("response-property-enum-value-added", "an additional event type", (spec) =>
    spec.push(`${schema("EventType")}/enum`, "message.opened"),
  ),
  delivery.warning("response-property-enum-value-added", "an additional status value", (spec) =>
    spec.push(`${schema("DeliveryStatus")}/enum`, "paused"),
  ),
  delivery.breaking("response-property-enum-value-replaced", "`finished` is renamed", (spec) =>
    spec.set(`${property("Recovery", "status")}/enum/2`, "done"),
  ),
  delivery.breaking("response-property-enum-removed", "`reason` loses its enum", (spec) =>
    spec.remove(`${schema("DeliveryReason")}/enum`),
  ),
  webhooks.breaking("response-property-max-length-unset", "`url` loses its maximum length", (spec) =>
    spec.remove(`${schema("WebhookUrl")}/maxLength`),
  ),
  webhooks.breaking("response-property-max-length-increased", "`client_id` can be longer", (spec) =>
    spec.set(`${schema("ClientId")}/maxLength`, 512),
  ),
  webhooks.breaking("response-property-max-items-increased", "at most 20 inboxes", (spec) =>
    spec.set(`${schema("InboxIds")}/maxItems`, 20),
  ),
  webhooks.breaking("response-property-min-items-unset", "the list of event types can be empty", (spec) =>
    spec.remove(`${schema("EventTypes")}/minItems`),
  ),
  webhooks.breaking("response-property-unique-items-unset", "event types can repeat", (spec) =>
    spec.remove(`${schema("EventTypes")}/uniqueItems`),
  ),
  webhooks.breaking("response-property-pattern-removed", "webhook ids lose their pattern", (spec) =>
    spec.remove(`${schema("WebhookId")}/pattern`),
  ),
  webhooks.breaking("response-property-pattern-changed", "secrets have another prefix", (spec) =>
    spec.set(`${schema("Secret")}/pattern`, "^secret_[A-Za-z0-9+/]+={0,2}$"),
  ),
  delivery.breaking("response-property-min-unset", "`duration_ms` can be negative", (spec) =>
    spec.remove(`${property("Attempt", "duration_ms")}/minimum`),
  ),
  delivery.breaking("response-property-min-decreased", "`attempt` starts at 0", (spec) =>
    spec.set(`${property("Attempt", "attempt")}/minimum`, 0),
  ),
  webhooks.breaking("response-property-type-changed", "validation errors become texts", (spec) =>
    spec.set(`${property("ValidationErrorResponse", "errors")}/additionalProperties`, { type: "string" }),
  ),
  webhooks.breaking("response-body-became-nullable", "a webhook or null is returned", (spec) =>
    spec.set(`/components/responses/OneWebhook/${json}/schema`, {
      anyOf: [{ $ref: "#/components/schemas/Webhook" }, { type: "null" }],
    }),
  ),
  webhooks.breaking("response-property-min-properties-unset", "validation errors can be empty", (spec) =>
    spec.remove(`${property("ValidationErrorResponse", "errors")}/minProperties`),
  ),
  delivery.breaking("response-body-type-changed", "deliveries are returned as an array", (spec) =>
    spec.set(schema("ListDeliveriesResponse"), { type: "array", items: { $ref: "#/components/schemas/Delivery" } }),
  ),
  delivery.breaking("response-property-content-encoding-added", "`response_excerpt` is returned as base64", (spec) =>
    spec.add(`${property("Attempt", "response_excerpt")}/contentEncoding`, "base64"),
  ),
  webhooks.breaking("response-required-property-became-write-only", "`secret` becomes write-only", (spec) =>
    spec.add(`${schema("Secret")}/writeOnly`, true),
  ),
  delivery.breaking("response-property-x-well-formed-removed", "organization ids can have byte order marks", (spec) =>
    spec.remove(`${schema("OrganizationId")}/x-well-formed`),
  ),
  delivery.breaking("response-property-x-max-counted-changed", "deliveries are counted up to 1,000", (spec) =>
    spec.set(`${schema("EventDeliveries")}/x-max-counted`, 1_000),
  ),
  delivery.breaking("response-body-one-of-added", "an alternative response with the id only", (spec) => {
    spec.rename(schema("PublishedEvent"), "WholePublishedEvent");
    spec.add(schema("PublishedEvent"), {
      oneOf: [{ $ref: "#/components/schemas/WholePublishedEvent" }, { type: "object", properties: { id: {} } }],
    });
  }),
  webhooks.warning("response-body-accepts-nothing", "`enabled`, a boolean, gets a list of texts", (spec) =>
    spec.add(`${property("Webhook", "enabled")}/enum`, ["yes", "no"]),
  ),
];
