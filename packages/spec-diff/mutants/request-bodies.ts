import { delivery, json, type Mutant, property, schema, shared, webhooks } from "./mutant.ts";

/** Changes of request bodies. */
export const requestBodyMutants: readonly Mutant[] = [
  webhooks.breaking("new-required-request-property", "a new required field", (spec) => {
    spec.add(property("CreateWebhookRequest", "name"), { type: "string" });
    spec.push(`${schema("CreateWebhookRequest")}/required`, "name");
  }),
  delivery.breaking("new-required-request-property", "published events need a new field", (spec) => {
    spec.add(shared(property("Message", "importance")), { type: "string" });
    spec.push(shared(`${schema("Message")}/required`), "importance");
  }),
  webhooks.breaking("request-property-became-required", "`client_id` becomes required", (spec) =>
    spec.push(`${schema("CreateWebhookRequest")}/required`, "client_id"),
  ),
  delivery.breaking("request-property-became-required", "`pod_id` becomes required", (spec) =>
    spec.push(`${schema("PublishEventRequest")}/required`, "pod_id"),
  ),
  webhooks.breaking("request-property-removed", "`client_id` is removed", (spec) =>
    spec.remove(property("CreateWebhookRequest", "client_id")),
  ),
  webhooks.breaking("request-property-removed", "`inbox_ids` is renamed", (spec) =>
    spec.rename(property("CreateWebhookRequest", "inbox_ids"), "inboxes"),
  ),
  delivery.breaking("request-property-removed", "`until` is removed", (spec) =>
    spec.remove(property("RecoverWebhookRequest", "until")),
  ),
  webhooks.breaking("request-property-type-changed", "`url` becomes an object", (spec) =>
    spec.set(property("CreateWebhookRequest", "url"), { type: "object" }),
  ),
  webhooks.breaking("request-property-type-changed", "`client_id` must be a UUID", (spec) =>
    spec.add(`${schema("ClientId")}/format`, "uuid"),
  ),
  delivery.breaking("request-property-type-changed", "`since` becomes a number", (spec) =>
    spec.set(property("RecoverWebhookRequest", "since"), { type: "integer" }),
  ),
  webhooks.breaking("request-property-enum-value-removed", "an event type is removed", (spec) =>
    spec.take(`${schema("EventType")}/enum`, "domain.verified"),
  ),
  delivery.breaking("request-property-enum-value-removed", "a token scope is removed", (spec) =>
    spec.take(`${schema("TokenScope")}/enum`, "deliveries:write"),
  ),
  webhooks.breaking("request-property-became-enum", "`client_id` becomes an enum", (spec) =>
    spec.add(`${schema("ClientId")}/enum`, ["desk", "audit"]),
  ),
  webhooks.breaking("request-property-const-added", "`client_id` gets a `const`", (spec) =>
    spec.add(`${schema("ClientId")}/const`, "desk"),
  ),
  delivery.breaking("request-property-const-changed", "published events have another `type`", (spec) =>
    spec.set(shared(`${schema("EventKind")}/const`), "webhook"),
  ),
  webhooks.breaking("request-property-max-length-decreased", "`url` must be shorter", (spec) =>
    spec.set(`${schema("WebhookUrl")}/maxLength`, 255),
  ),
  delivery.breaking("request-property-max-length-set", "a reason of at most 100 characters", (spec) =>
    spec.add(shared("/components/schemas/MessageReject/allOf/1/properties/reason/maxLength"), 100),
  ),
  webhooks.breaking("request-property-min-length-increased", "inbox ids must be longer", (spec) =>
    spec.set(`${schema("InboxOrPodId")}/minLength`, 8),
  ),
  webhooks.breaking("request-property-min-items-increased", "at least two event types", (spec) =>
    spec.set(`${schema("EventTypes")}/minItems`, 2),
  ),
  webhooks.breaking("request-property-min-items-set", "at least one inbox", (spec) =>
    spec.add(`${schema("InboxIds")}/minItems`, 1),
  ),
  webhooks.breaking("request-property-max-items-decreased", "at most 5 inboxes", (spec) =>
    spec.set(`${schema("InboxIds")}/maxItems`, 5),
  ),
  delivery.breaking("request-property-max-items-decreased", "at most 100 events a batch", (spec) =>
    spec.set(`${property("PublishEventsRequest", "events")}/maxItems`, 100),
  ),
  webhooks.breaking("request-property-max-items-set", "at most 3 event types", (spec) =>
    spec.add(`${schema("EventTypes")}/maxItems`, 3),
  ),
  webhooks.breaking("request-property-unique-items-set", "duplicate inboxes are rejected", (spec) =>
    spec.add(`${schema("InboxIds")}/uniqueItems`, true),
  ),
  delivery.breaking("request-property-pattern-added", "a subject without line breaks", (spec) =>
    spec.add(`${shared(property("Message", "subject"))}/pattern`, "^[^\\n]*$"),
  ),
  webhooks.breaking("request-property-pattern-changed", "`client_id` without capitals", (spec) =>
    spec.set(`${schema("ClientId")}/pattern`, "^[a-z0-9._~-]*$"),
  ),
  delivery.breaking("request-property-additional-properties-rejected", "published events are closed", (spec) =>
    spec.add(`${shared(schema("Domain"))}/additionalProperties`, false),
  ),
  webhooks.breaking("request-body-max-properties-set", "an update has at most one field", (spec) =>
    spec.add(`${schema("UpdateWebhookRequest")}/maxProperties`, 1),
  ),
  webhooks.breaking("request-body-min-properties-set", "an update must not be empty", (spec) =>
    spec.add(`${schema("UpdateWebhookRequest")}/minProperties`, 1),
  ),
  delivery.breaking("request-body-became-required", "rotate needs a body", (spec) =>
    spec.set(`${spec.operation("rotateSecret")}/requestBody/required`, true),
  ),
  delivery.breaking("request-body-removed", "rotate accepts no body", (spec) =>
    spec.remove(`${spec.operation("rotateSecret")}/requestBody`),
  ),
  webhooks.breaking("request-body-type-changed", "create accepts an array only", (spec) =>
    spec.set(`${spec.operation("createWebhook")}/requestBody/${json}/schema`, {
      type: "array",
      items: { $ref: "#/components/schemas/CreateWebhookRequest" },
    }),
  ),
  delivery.breaking("request-property-min-increased", "at least a minute of overlap", (spec) =>
    spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/minimum`, 60),
  ),
  delivery.breaking("request-property-default-value-changed", "a default overlap of an hour", (spec) =>
    spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/default`, 3_600),
  ),
  delivery.breaking("request-property-default-value-removed", "the default overlap is removed", (spec) =>
    spec.remove(`${property("RotateSecretRequest", "overlap_seconds")}/default`),
  ),
  delivery.warning("request-property-default-value-added", "a default `pod_id`", (spec) =>
    spec.add(`${schema("EventPodId")}/default`, "pod_eu"),
  ),
  delivery.breaking("request-property-one-of-removed", "domain events can no longer be published", (spec) =>
    spec.remove(`${schema("Event")}/oneOf/6`),
  ),
  delivery.breaking("request-property-multiple-of-changed", "the overlap must be a multiple of 60", (spec) =>
    spec.add(`${property("RotateSecretRequest", "overlap_seconds")}/multipleOf`, 60),
  ),
  delivery.breaking("request-property-max-length-decreased", "a limit is added with `allOf`", (spec) =>
    spec.add(`${schema("EventPodId")}/allOf/1`, { maxLength: 64 }),
  ),
  webhooks.breaking("request-body-dependent-required-added", "`dependentRequired` is added", (spec) =>
    spec.add(`${schema("UpdateWebhookRequest")}/dependentRequired`, { add_inbox_ids: ["add_pod_ids"] }),
  ),
  webhooks.breaking("request-body-dependent-schemas-added", "`dependentSchemas` is added", (spec) =>
    spec.add(`${schema("CreateWebhookRequest")}/dependentSchemas`, { pod_ids: { required: ["client_id"] } }),
  ),
  webhooks.breaking("request-property-type-changed", "only one event type", (spec) => {
    spec.add(`${schema("EventTypes")}/prefixItems`, [spec.get(`${schema("EventTypes")}/items`)]);
    spec.set(`${schema("EventTypes")}/items`, false);
  }),
  webhooks.breaking("request-body-not-added", "`not` is added", (spec) =>
    spec.add(`${schema("CreateWebhookRequest")}/not`, { required: ["inbox_ids", "pod_ids"] }),
  ),
  webhooks.breaking("request-body-then-added", "an `if` and a `then`", (spec) => {
    spec.add(`${schema("CreateWebhookRequest")}/if`, { required: ["pod_ids"] });
    spec.add(`${schema("CreateWebhookRequest")}/then`, { required: ["client_id"] });
  }),
  webhooks.breaking("request-property-contains-added", "`contains` is added", (spec) =>
    spec.add(`${schema("EventTypes")}/contains`, { const: "message.received" }),
  ),
  delivery.breaking("request-property-property-names-added", "`propertyNames` is added", (spec) =>
    spec.add(`${shared(property("Message", "headers"))}/propertyNames`, { pattern: "^[a-z-]+$" }),
  ),
  delivery.breaking("request-property-content-encoding-added", "a subject is sent as base64", (spec) =>
    spec.add(`${shared(property("Message", "subject"))}/contentEncoding`, "base64"),
  ),
  webhooks.breaking("request-optional-property-became-read-only", "`client_id` becomes read-only", (spec) =>
    spec.add(`${schema("ClientId")}/readOnly`, true),
  ),
  webhooks.breaking("request-property-x-well-formed-added", "`url` rejects byte order marks", (spec) =>
    spec.add(`${schema("WebhookUrl")}/x-well-formed`, true),
  ),
  delivery.breaking("request-property-x-well-formed-added", "a subject without byte order marks", (spec) =>
    spec.add(`${shared(property("Message", "subject"))}/x-well-formed`, true),
  ),
  delivery.breaking("request-property-x-max-deliveries-changed", "a batch of at most 1,000 deliveries", (spec) =>
    spec.set(`${property("PublishEventsRequest", "events")}/x-max-deliveries`, 1_000),
  ),
  delivery.breaking("request-property-x-max-event-bytes-changed", "a batch with smaller events", (spec) =>
    spec.set(`${property("PublishEventsRequest", "events")}/x-max-event-bytes`, 65_536),
  ),
  webhooks.breaking("x-max-bytes-changed", "a smaller maximum body size", (spec) =>
    spec.set(`${spec.operation("createWebhook")}/requestBody/x-max-bytes`, 4_096),
  ),
  delivery.breaking("request-property-one-of-overlap", "events that match two alternatives are rejected", (spec) =>
    spec.push(`${schema("Event")}/oneOf`, {
      type: "object",
      required: ["event_type"],
      properties: { event_type: { type: "string" } },
    }),
  ),
];
