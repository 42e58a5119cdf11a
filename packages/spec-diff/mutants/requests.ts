import { json, property, type SpecMutant, schema, shared } from "./mutant.ts";

/** What callers send in a body. */
export const requestMutants: readonly SpecMutant[] = [
  {
    spec: "webhooks",
    rule: "new-required-request-property",
    what: "a name has to be given",
    edit: (spec) => {
      spec.add(property("CreateWebhookRequest", "name"), { type: "string" });
      spec.push(`${schema("CreateWebhookRequest")}/required`, "name");
    },
  },
  {
    spec: "delivery",
    rule: "new-required-request-property",
    what: "an event needs a field more",
    edit: (spec) => {
      spec.add(shared(property("Message", "importance")), { type: "string" });
      spec.push(shared(`${schema("Message")}/required`), "importance");
    },
  },
  {
    spec: "webhooks",
    rule: "request-property-became-required",
    what: "`client_id` has to be sent",
    edit: (spec) => spec.push(`${schema("CreateWebhookRequest")}/required`, "client_id"),
  },
  {
    spec: "delivery",
    rule: "request-property-became-required",
    what: "`pod_id` has to be sent",
    edit: (spec) => spec.push(`${schema("PublishEventRequest")}/required`, "pod_id"),
  },
  {
    spec: "webhooks",
    rule: "request-property-removed",
    what: "`client_id` goes",
    edit: (spec) => spec.remove(property("CreateWebhookRequest", "client_id")),
  },
  {
    spec: "webhooks",
    rule: "request-property-removed",
    what: "`inbox_ids` gets another name",
    edit: (spec) => spec.rename(property("CreateWebhookRequest", "inbox_ids"), "inboxes"),
  },
  {
    spec: "delivery",
    rule: "request-property-removed",
    what: "`until` goes",
    edit: (spec) => spec.remove(property("RecoverWebhookRequest", "until")),
  },
  {
    spec: "webhooks",
    rule: "request-property-type-changed",
    what: "`url` is an object",
    edit: (spec) => spec.set(property("CreateWebhookRequest", "url"), { type: "object" }),
  },
  {
    spec: "webhooks",
    rule: "request-property-type-changed",
    what: "`client_id` has to be a UUID",
    edit: (spec) => spec.add(`${schema("ClientId")}/format`, "uuid"),
  },
  {
    spec: "delivery",
    rule: "request-property-type-changed",
    what: "`since` is a number",
    edit: (spec) => spec.set(property("RecoverWebhookRequest", "since"), { type: "integer" }),
  },
  {
    spec: "webhooks",
    rule: "request-property-enum-value-removed",
    what: "an event type cannot be asked for",
    edit: (spec) => spec.take(`${schema("EventType")}/enum`, "domain.verified"),
  },
  {
    spec: "delivery",
    rule: "request-property-enum-value-removed",
    what: "a scope cannot be given",
    edit: (spec) => spec.take(`${schema("TokenScope")}/enum`, "deliveries:write"),
  },
  {
    spec: "webhooks",
    rule: "request-property-became-enum",
    what: "`client_id` is one of two",
    edit: (spec) => spec.add(`${schema("ClientId")}/enum`, ["desk", "audit"]),
  },
  {
    spec: "webhooks",
    rule: "request-property-const-added",
    what: "`client_id` is always the same",
    edit: (spec) => spec.add(`${schema("ClientId")}/const`, "desk"),
  },
  {
    spec: "delivery",
    rule: "request-property-const-changed",
    what: "an event says another kind",
    edit: (spec) => spec.set(shared(`${schema("EventKind")}/const`), "webhook"),
  },
  {
    spec: "webhooks",
    rule: "request-property-max-length-decreased",
    what: "a shorter `url`",
    edit: (spec) => spec.set(`${schema("WebhookUrl")}/maxLength`, 255),
  },
  {
    spec: "delivery",
    rule: "request-property-max-length-set",
    what: "a reason has 100 characters",
    edit: (spec) => spec.add(shared("/components/schemas/MessageReject/allOf/1/properties/reason/maxLength"), 100),
  },
  {
    spec: "webhooks",
    rule: "request-property-min-length-increased",
    what: "longer ids of inboxes",
    edit: (spec) => spec.set(`${schema("ScopeId")}/minLength`, 8),
  },
  {
    spec: "webhooks",
    rule: "request-property-min-items-increased",
    what: "two event types at least",
    edit: (spec) => spec.set(`${schema("EventTypes")}/minItems`, 2),
  },
  {
    spec: "webhooks",
    rule: "request-property-min-items-set",
    what: "no empty list of inboxes",
    edit: (spec) => spec.add(`${schema("InboxIds")}/minItems`, 1),
  },
  {
    spec: "webhooks",
    rule: "request-property-max-items-decreased",
    what: "5 inboxes at most",
    edit: (spec) => spec.set(`${schema("InboxIds")}/maxItems`, 5),
  },
  {
    spec: "delivery",
    rule: "request-property-max-items-decreased",
    what: "100 events a batch",
    edit: (spec) => spec.set(`${property("PublishEventsRequest", "events")}/maxItems`, 100),
  },
  {
    spec: "webhooks",
    rule: "request-property-max-items-set",
    what: "3 event types at most",
    edit: (spec) => spec.add(`${schema("EventTypes")}/maxItems`, 3),
  },
  {
    spec: "webhooks",
    rule: "request-property-unique-items-set",
    what: "an inbox named twice is refused",
    edit: (spec) => spec.add(`${schema("InboxIds")}/uniqueItems`, true),
  },
  {
    spec: "delivery",
    rule: "request-property-pattern-added",
    what: "a subject has no line breaks",
    edit: (spec) => spec.add(`${shared(property("Message", "subject"))}/pattern`, "^[^\\n]*$"),
  },
  {
    spec: "webhooks",
    rule: "request-property-pattern-changed",
    what: "no capitals in `client_id`",
    edit: (spec) => spec.set(`${schema("ClientId")}/pattern`, "^[a-z0-9._~-]*$"),
  },
  {
    spec: "delivery",
    rule: "request-property-additional-properties-refused",
    what: "an event may have no unknown fields",
    edit: (spec) => spec.add(`${shared(schema("Domain"))}/additionalProperties`, false),
  },
  {
    spec: "webhooks",
    rule: "request-body-max-properties-set",
    what: "one thing an update",
    edit: (spec) => spec.add(`${schema("UpdateWebhookRequest")}/maxProperties`, 1),
  },
  {
    spec: "webhooks",
    rule: "request-body-min-properties-set",
    what: "no empty update",
    edit: (spec) => spec.add(`${schema("UpdateWebhookRequest")}/minProperties`, 1),
  },
  {
    spec: "delivery",
    rule: "request-body-became-required",
    what: "rotating needs a body",
    edit: (spec) => spec.set(`${spec.operation("rotateSecret")}/requestBody/required`, true),
  },
  {
    spec: "delivery",
    rule: "request-body-removed",
    what: "rotating takes no body",
    edit: (spec) => spec.remove(`${spec.operation("rotateSecret")}/requestBody`),
  },
  {
    spec: "webhooks",
    rule: "request-body-type-changed",
    what: "create takes a list",
    edit: (spec) =>
      spec.set(`${spec.operation("createWebhook")}/requestBody/${json}/schema`, {
        type: "array",
        items: { $ref: "#/components/schemas/CreateWebhookRequest" },
      }),
  },
  {
    spec: "delivery",
    rule: "request-property-min-increased",
    what: "a minute of overlap at least",
    edit: (spec) => spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/minimum`, 60),
  },
  {
    spec: "delivery",
    rule: "request-property-default-value-changed",
    what: "an hour of overlap unless asked",
    edit: (spec) => spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/default`, 3_600),
  },
  {
    spec: "delivery",
    rule: "request-property-default-value-removed",
    what: "no default overlap",
    edit: (spec) => spec.remove(`${property("RotateSecretRequest", "overlap_seconds")}/default`),
  },
  {
    spec: "delivery",
    rule: "request-property-default-value-added",
    what: "a default pod",
    level: "warning",
    edit: (spec) => spec.add(`${schema("EventPodId")}/default`, "pod_eu"),
  },
  {
    spec: "delivery",
    rule: "request-property-one-of-removed",
    what: "domain events cannot be published",
    edit: (spec) => spec.remove(`${schema("Event")}/oneOf/6`),
  },
  {
    spec: "delivery",
    rule: "request-property-multiple-of-changed",
    what: "overlap in minutes",
    edit: (spec) => spec.add(`${property("RotateSecretRequest", "overlap_seconds")}/multipleOf`, 60),
  },
  {
    spec: "delivery",
    rule: "request-property-max-length-decreased",
    what: "a limit comes with `allOf`",
    edit: (spec) => spec.add(`${schema("EventPodId")}/allOf/1`, { maxLength: 64 }),
  },
  {
    spec: "webhooks",
    rule: "request-body-dependent-required-added",
    what: "inboxes need pods",
    edit: (spec) => spec.add(`${schema("UpdateWebhookRequest")}/dependentRequired`, { add_inbox_ids: ["add_pod_ids"] }),
  },
  {
    spec: "webhooks",
    rule: "request-body-not-added",
    what: "inboxes and pods exclude each other",
    edit: (spec) => spec.add(`${schema("CreateWebhookRequest")}/not`, { required: ["inbox_ids", "pod_ids"] }),
  },
  {
    spec: "webhooks",
    rule: "request-body-then-added",
    what: "a condition",
    edit: (spec) => {
      spec.add(`${schema("CreateWebhookRequest")}/if`, { required: ["pod_ids"] });
      spec.add(`${schema("CreateWebhookRequest")}/then`, { required: ["client_id"] });
    },
  },
  {
    spec: "webhooks",
    rule: "request-property-contains-added",
    what: "one event type is a must",
    edit: (spec) => spec.add(`${schema("EventTypes")}/contains`, { const: "message.received" }),
  },
  {
    spec: "delivery",
    rule: "request-property-property-names-added",
    what: "names of headers are in lower case",
    edit: (spec) => spec.add(`${shared(property("Message", "headers"))}/propertyNames`, { pattern: "^[a-z-]+$" }),
  },
  {
    spec: "webhooks",
    rule: "request-optional-property-became-read-only",
    what: "`client_id` is given by the service",
    edit: (spec) => spec.add(`${schema("ClientId")}/readOnly`, true),
  },
  {
    spec: "webhooks",
    rule: "x-max-bytes-changed",
    what: "a smaller body",
    edit: (spec) => spec.set(`${spec.operation("createWebhook")}/requestBody/x-max-bytes`, 4_096),
  },
];
