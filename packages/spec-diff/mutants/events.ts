import { json, parameter, property, type SpecMutant, schema } from "./mutant.ts";

/** What receivers read: the provider sends it, so it is judged as a response is. */
export const eventMutants: readonly SpecMutant[] = [
  {
    spec: "webhooks",
    rule: "webhook-removed",
    what: "an event goes",
    edit: (spec) => spec.remove("/webhooks/domain.verified"),
  },
  {
    spec: "webhooks",
    rule: "webhook-removed",
    what: "an event gets another name",
    edit: (spec) => spec.rename("/webhooks/message.sent", "message.outgoing"),
  },
  {
    spec: "webhooks",
    rule: "webhook-removed",
    what: "an event is put, not posted",
    edit: (spec) => spec.rename("/webhooks/message.sent/post", "put"),
  },
  {
    spec: "webhooks",
    rule: "response-required-property-removed",
    what: "a required field goes",
    edit: (spec) => {
      spec.remove(property("MessageSentEvent", "send"));
      spec.take(`${schema("MessageSentEvent")}/required`, "send");
    },
  },
  {
    spec: "webhooks",
    rule: "response-required-property-removed",
    what: "a required field deep within goes",
    edit: (spec) => {
      spec.remove(property("BouncedRecipient", "address"));
      spec.take(`${schema("BouncedRecipient")}/required`, "address");
    },
  },
  {
    spec: "webhooks",
    rule: "response-property-became-optional",
    what: "a field of an `allOf` may be absent",
    edit: (spec) => spec.take(`${schema("MessageReference")}/required`, "message_id"),
  },
  {
    spec: "webhooks",
    rule: "response-property-became-optional",
    what: "a field may be absent",
    edit: (spec) => spec.take(`${schema("MessageReceivedEvent")}/required`, "thread"),
  },
  {
    spec: "webhooks",
    rule: "response-optional-property-removed",
    what: "`subject` goes",
    edit: (spec) => spec.remove(property("Message", "subject")),
  },
  {
    spec: "webhooks",
    rule: "response-property-type-changed",
    what: "`size` is text",
    edit: (spec) => spec.set(`${property("Message", "size")}/type`, "string"),
  },
  {
    spec: "webhooks",
    rule: "response-property-type-changed",
    what: "`timestamp` is any text",
    edit: (spec) => spec.remove(`${property("MessageReference", "timestamp")}/format`),
  },
  {
    spec: "webhooks",
    rule: "response-property-type-changed",
    what: "a recipient is an object",
    edit: (spec) =>
      spec.set("/components/schemas/MessageSend/allOf/1/properties/recipients/items", {
        type: "object",
        properties: { address: { $ref: "#/components/schemas/Address" } },
      }),
  },
  {
    spec: "webhooks",
    rule: "response-property-type-changed",
    what: "headers of a message are numbers",
    edit: (spec) => spec.set(`${property("Message", "headers")}/additionalProperties/type`, "integer"),
  },
  {
    spec: "webhooks",
    rule: "response-body-type-changed",
    what: "events come in lists",
    edit: (spec) =>
      spec.set(`${spec.operation("messageSent")}/requestBody/${json}/schema`, {
        type: "array",
        items: { $ref: "#/components/schemas/MessageSentEvent" },
      }),
  },
  {
    spec: "webhooks",
    rule: "response-property-became-nullable",
    what: "`subject` may be null",
    edit: (spec) => spec.set(`${property("Message", "subject")}/type`, ["string", "null"]),
  },
  {
    spec: "webhooks",
    rule: "response-property-const-changed",
    what: "an event calls itself another",
    edit: (spec) => spec.set(`${property("MessageSentEvent", "event_type")}/const`, "message.outgoing"),
  },
  {
    spec: "webhooks",
    rule: "response-property-const-removed",
    what: "`type` may be anything",
    edit: (spec) => spec.remove(`${schema("EventKind")}/const`),
  },
  {
    spec: "webhooks",
    rule: "response-property-max-length-increased",
    what: "longer ids of events",
    edit: (spec) => spec.set(`${schema("EventId")}/maxLength`, 1_024),
  },
  {
    spec: "webhooks",
    rule: "required-response-header-removed",
    what: "`webhook-signature` goes",
    edit: (spec) =>
      spec.take("/webhooks/message.received/post/parameters", { $ref: "#/components/parameters/DeliverySignature" }),
  },
  {
    spec: "webhooks",
    rule: "required-response-header-removed",
    what: "`svix-id` gets another name",
    edit: (spec) => spec.set(`${parameter("SvixId")}/name`, "x-svix-id"),
  },
  {
    spec: "webhooks",
    rule: "response-header-became-optional",
    what: "`webhook-timestamp` may be absent",
    edit: (spec) => spec.set(`${parameter("DeliveryTimestamp")}/required`, false),
  },
  {
    spec: "webhooks",
    rule: "response-header-pattern-changed",
    what: "another version of the signature",
    edit: (spec) => spec.set(`${parameter("DeliverySignature")}/schema/pattern`, "^v2,[A-Za-z0-9+/]+={0,2}$"),
  },
  {
    spec: "webhooks",
    rule: "response-header-pattern-removed",
    what: "`svix-timestamp` may be anything",
    edit: (spec) => spec.remove(`${parameter("SvixTimestamp")}/schema/pattern`),
  },
  {
    spec: "webhooks",
    rule: "response-media-type-removed",
    what: "an event comes as a form",
    edit: (spec) =>
      spec.rename(`${spec.operation("messageBounced")}/requestBody/${json}`, "application/x-www-form-urlencoded"),
  },
  {
    spec: "webhooks",
    rule: "response-property-added",
    what: "a required field more",
    level: "warning",
    edit: (spec) => {
      spec.add(property("Domain", "region"), { type: "string" });
      spec.push(`${schema("Domain")}/required`, "region");
    },
  },
  {
    spec: "webhooks",
    rule: "response-property-enum-value-added",
    what: "a status more",
    level: "warning",
    edit: (spec) => spec.push(`${property("Domain", "status")}/enum`, "SUSPENDED"),
  },
  {
    spec: "webhooks",
    rule: "response-property-enum-value-replaced",
    what: "`VALID` gets another name",
    edit: (spec) => spec.set(`${property("VerificationRecord", "status")}/enum/2`, "OK"),
  },
  {
    spec: "webhooks",
    rule: "response-success-status-removed",
    what: "2xx does not mean accepted any more",
    edit: (spec) => spec.rename(`${spec.operation("messageReceived")}/responses/2XX`, "204"),
  },
  {
    spec: "webhooks",
    rule: "response-non-success-status-removed",
    what: "410 means nothing any more",
    level: "warning",
    edit: (spec) => spec.remove(`${spec.operation("messageReceived")}/responses/410`),
  },
  {
    spec: "webhooks",
    rule: "new-required-request-header-property",
    what: "a receiver has to say when to come back",
    edit: (spec) => {
      const pointer = `${spec.operation("messageReceived")}/responses/429/headers/Retry-After`;
      spec.set(pointer, { $ref: "#/components/headers/RetryAfter" });
    },
  },
  {
    spec: "webhooks",
    rule: "request-header-property-removed",
    what: "nobody reads when to come back",
    level: "warning",
    edit: (spec) => spec.remove(`${spec.operation("messageReceived")}/responses/429/headers`),
  },
  {
    spec: "webhooks",
    rule: "response-body-became-optional",
    what: "an event may come without its payload",
    edit: (spec) => spec.set(`${spec.operation("messageDelivered")}/requestBody/required`, false),
  },
  {
    spec: "webhooks",
    rule: "response-media-type-removed",
    what: "an event comes without a payload",
    edit: (spec) => spec.remove(`${spec.operation("messageDelivered")}/requestBody`),
  },
  {
    spec: "webhooks",
    rule: "api-operation-id-removed",
    what: "an event gets another id",
    level: "warning",
    edit: (spec) => spec.set(`${spec.operation("messageSent")}/operationId`, "messageOutgoing"),
  },
];
