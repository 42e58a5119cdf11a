import { property, type SpecMutant, schema } from "./mutant.ts";

/** What callers read. */
export const responseMutants: readonly SpecMutant[] = [
  {
    spec: "webhooks",
    rule: "required-response-header-removed",
    what: "401 does not say how to authenticate",
    edit: (spec) => spec.remove("/components/responses/Unauthorized/headers"),
  },
  {
    spec: "webhooks",
    rule: "required-response-header-removed",
    what: "429 does not say when to come back",
    edit: (spec) => spec.remove("/components/responses/TooManyRequests/headers/Retry-After"),
  },
  {
    spec: "webhooks",
    rule: "optional-response-header-removed",
    what: "503 does not say when to come back",
    edit: (spec) => spec.remove("/components/responses/ServiceUnavailable/headers/Retry-After"),
  },
  {
    spec: "webhooks",
    rule: "response-header-became-optional",
    what: "429 may not say when to come back",
    edit: (spec) => spec.remove("/components/headers/RetryAfter/required"),
  },
  {
    spec: "webhooks",
    rule: "response-header-type-changed",
    what: "`Retry-After` is an object",
    edit: (spec) => spec.set("/components/headers/RetryAfter/schema", { type: "object" }),
  },
  {
    spec: "webhooks",
    rule: "response-required-property-removed",
    what: "`secret` goes",
    edit: (spec) => {
      spec.remove(property("Webhook", "secret"));
      spec.take(`${schema("Webhook")}/required`, "secret");
    },
  },
  {
    spec: "webhooks",
    rule: "response-required-property-removed",
    what: "`webhooks` is called `items`",
    edit: (spec) => {
      spec.rename(property("ListWebhooksResponse", "webhooks"), "items");
      spec.set(`${schema("ListWebhooksResponse")}/required`, ["count", "items"]);
    },
  },
  {
    spec: "delivery",
    rule: "response-required-property-removed",
    what: "`duplicate` goes",
    edit: (spec) => {
      spec.remove(property("PublishedEvent", "duplicate"));
      spec.take(`${schema("PublishedEvent")}/required`, "duplicate");
    },
  },
  {
    spec: "webhooks",
    rule: "response-optional-property-removed",
    what: "`next_page_token` goes",
    edit: (spec) => spec.remove(property("ListWebhooksResponse", "next_page_token")),
  },
  {
    spec: "delivery",
    rule: "response-optional-property-removed",
    what: "`status_code` goes",
    edit: (spec) => spec.remove(property("Attempt", "status_code")),
  },
  {
    spec: "webhooks",
    rule: "response-property-became-optional",
    what: "`updated_at` may be absent",
    edit: (spec) => spec.take(`${schema("Webhook")}/required`, "updated_at"),
  },
  {
    spec: "delivery",
    rule: "response-property-became-optional",
    what: "`status` may be absent",
    edit: (spec) => spec.take(`${schema("Delivery")}/required`, "status"),
  },
  {
    spec: "webhooks",
    rule: "response-property-became-optional",
    what: "an error may have no message",
    edit: (spec) => spec.take(`${schema("ErrorResponse")}/required`, "message"),
  },
  {
    spec: "webhooks",
    rule: "response-property-type-changed",
    what: "`enabled` is a word",
    edit: (spec) => spec.set(`${property("Webhook", "enabled")}/type`, "string"),
  },
  {
    spec: "webhooks",
    rule: "response-property-type-changed",
    what: "`created_at` is any text",
    edit: (spec) => spec.remove(`${property("Webhook", "created_at")}/format`),
  },
  {
    spec: "delivery",
    rule: "response-property-type-changed",
    what: "`started_at` is in seconds",
    edit: (spec) => spec.set(property("Attempt", "started_at"), { type: "integer" }),
  },
  {
    spec: "webhooks",
    rule: "response-property-list-of-types-widened",
    what: "`count` may have a fraction",
    edit: (spec) => spec.set(`${property("ListWebhooksResponse", "count")}/type`, "number"),
  },
  {
    spec: "webhooks",
    rule: "response-property-list-of-types-widened",
    what: "a problem may be anything",
    edit: (spec) => spec.remove(`${property("ValidationErrorResponse", "errors")}/additionalProperties`),
  },
  {
    spec: "webhooks",
    rule: "response-property-became-nullable",
    what: "`client_id` may be null",
    edit: (spec) => spec.set(`${schema("ClientId")}/type`, ["string", "null"]),
  },
  {
    spec: "delivery",
    rule: "response-property-became-nullable",
    what: "`next_attempt_at` may be null, by `anyOf`",
    edit: (spec) =>
      spec.set(property("Delivery", "next_attempt_at"), {
        anyOf: [{ type: "string", format: "date-time" }, { type: "null" }],
      }),
  },
  {
    spec: "webhooks",
    rule: "response-property-enum-value-added",
    what: "an event type more",
    level: "warning",
    edit: (spec) => spec.push(`${schema("EventType")}/enum`, "message.opened"),
  },
  {
    spec: "delivery",
    rule: "response-property-enum-value-added",
    what: "a status more",
    level: "warning",
    edit: (spec) => spec.push(`${schema("DeliveryStatus")}/enum`, "paused"),
  },
  {
    spec: "delivery",
    rule: "response-property-enum-value-replaced",
    what: "`timeout` gets another name",
    edit: (spec) => spec.set(`${property("Attempt", "outcome")}/enum/2`, "timed_out"),
  },
  {
    spec: "delivery",
    rule: "response-property-enum-removed",
    what: "`reason` may be anything",
    edit: (spec) => spec.remove(`${schema("DeliveryReason")}/enum`),
  },
  {
    spec: "webhooks",
    rule: "response-property-max-length-unset",
    what: "a `url` of any length",
    edit: (spec) => spec.remove(`${schema("WebhookUrl")}/maxLength`),
  },
  {
    spec: "webhooks",
    rule: "response-property-max-length-increased",
    what: "a longer `client_id`",
    edit: (spec) => spec.set(`${schema("ClientId")}/maxLength`, 512),
  },
  {
    spec: "webhooks",
    rule: "response-property-max-items-increased",
    what: "20 inboxes",
    edit: (spec) => spec.set(`${schema("InboxIds")}/maxItems`, 20),
  },
  {
    spec: "webhooks",
    rule: "response-property-min-items-unset",
    what: "no event types",
    edit: (spec) => spec.remove(`${schema("EventTypes")}/minItems`),
  },
  {
    spec: "webhooks",
    rule: "response-property-unique-items-unset",
    what: "event types may come twice",
    edit: (spec) => spec.remove(`${schema("EventTypes")}/uniqueItems`),
  },
  {
    spec: "webhooks",
    rule: "response-property-pattern-removed",
    what: "ids of webhooks begin with anything",
    edit: (spec) => spec.remove(`${schema("WebhookId")}/pattern`),
  },
  {
    spec: "webhooks",
    rule: "response-property-pattern-changed",
    what: "secrets have another prefix",
    edit: (spec) => spec.set(`${schema("Secret")}/pattern`, "^secret_[A-Za-z0-9+/]+={0,2}$"),
  },
  {
    spec: "delivery",
    rule: "response-property-min-unset",
    what: "a negative duration",
    edit: (spec) => spec.remove(`${property("Attempt", "duration_ms")}/minimum`),
  },
  {
    spec: "delivery",
    rule: "response-property-min-decreased",
    what: "attempts count from 0",
    edit: (spec) => spec.set(`${property("Attempt", "attempt")}/minimum`, 0),
  },
  {
    spec: "webhooks",
    rule: "response-property-min-properties-unset",
    what: "no problem in a refusal",
    edit: (spec) => spec.remove(`${property("ValidationErrorResponse", "errors")}/minProperties`),
  },
  {
    spec: "delivery",
    rule: "response-body-type-changed",
    what: "deliveries are answered as a list",
    edit: (spec) =>
      spec.set(schema("ListDeliveriesResponse"), { type: "array", items: { $ref: "#/components/schemas/Delivery" } }),
  },
  {
    spec: "webhooks",
    rule: "response-required-property-became-write-only",
    what: "`secret` is not shown",
    edit: (spec) => spec.add(`${schema("Secret")}/writeOnly`, true),
  },
  {
    spec: "delivery",
    rule: "response-body-one-of-added",
    what: "a delivery, or only its id",
    edit: (spec) => {
      spec.rename(schema("PublishedEvent"), "WholePublishedEvent");
      spec.add(schema("PublishedEvent"), {
        oneOf: [{ $ref: "#/components/schemas/WholePublishedEvent" }, { type: "object", properties: { id: {} } }],
      });
    },
  },
];
