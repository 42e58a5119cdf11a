import { json, type Mutant, parameter, property, schema, webhooks } from "./mutant.ts";

/** Changes of events and of the responses of receivers. */
export const eventMutants: readonly Mutant[] = [
  webhooks.breaking("webhook-removed", "an event is removed", (spec) => spec.remove("/webhooks/domain.verified")),
  webhooks.breaking("webhook-removed", "an event is renamed", (spec) =>
    spec.rename("/webhooks/message.sent", "message.outgoing"),
  ),
  webhooks.breaking("webhook-removed", "an event is sent with PUT", (spec) =>
    spec.rename("/webhooks/message.sent/post", "put"),
  ),
  webhooks.breaking("response-required-property-removed", "a required field is removed", (spec) => {
    spec.remove(property("MessageSentEvent", "send"));
    spec.take(`${schema("MessageSentEvent")}/required`, "send");
  }),
  webhooks.breaking("response-required-property-removed", "a nested required field is removed", (spec) => {
    spec.remove(property("BouncedRecipient", "address"));
    spec.take(`${schema("BouncedRecipient")}/required`, "address");
  }),
  webhooks.breaking("response-property-became-optional", "a field in `allOf` becomes optional", (spec) =>
    spec.take(`${schema("MessageReference")}/required`, "message_id"),
  ),
  webhooks.breaking("response-property-became-optional", "a field becomes optional", (spec) =>
    spec.take(`${schema("MessageReceivedEvent")}/required`, "thread"),
  ),
  webhooks.breaking("response-optional-property-removed", "`subject` is removed", (spec) =>
    spec.remove(property("Message", "subject")),
  ),
  webhooks.breaking("response-property-type-changed", "`size` becomes a string", (spec) =>
    spec.set(`${property("Message", "size")}/type`, "string"),
  ),
  webhooks.breaking("response-property-type-changed", "`timestamp` loses its format", (spec) =>
    spec.remove(`${property("MessageReference", "timestamp")}/format`),
  ),
  webhooks.breaking("response-property-type-changed", "recipients become objects", (spec) =>
    spec.set("/components/schemas/MessageSend/allOf/1/properties/recipients/items", {
      type: "object",
      properties: { address: { $ref: "#/components/schemas/Address" } },
    }),
  ),
  webhooks.breaking("response-property-type-changed", "message headers become numbers", (spec) =>
    spec.set(`${property("Message", "headers")}/additionalProperties/type`, "integer"),
  ),
  webhooks.breaking("response-body-type-changed", "events are sent in arrays", (spec) =>
    spec.set(`${spec.operation("messageSent")}/requestBody/${json}/schema`, {
      type: "array",
      items: { $ref: "#/components/schemas/MessageSentEvent" },
    }),
  ),
  webhooks.breaking("response-property-const-changed", "an event has the payload of another", (spec) =>
    spec.set(
      `${spec.operation("messageReceived")}/requestBody/${json}/schema/$ref`,
      "#/components/schemas/MessageSentEvent",
    ),
  ),
  webhooks.breaking("response-header-content-changed", "`svix-timestamp` is sent as JSON", (spec) => {
    const header = parameter("SvixTimestamp");
    spec.add(`${header}/content`, { "application/json": { schema: spec.get(`${header}/schema`) } });
    spec.remove(`${header}/schema`);
  }),
  webhooks.breaking("response-property-became-nullable", "`subject` becomes nullable", (spec) =>
    spec.set(`${property("Message", "subject")}/type`, ["string", "null"]),
  ),
  webhooks.breaking("response-property-const-changed", "an event has another `event_type`", (spec) =>
    spec.set(`${property("MessageSentEvent", "event_type")}/const`, "message.outgoing"),
  ),
  webhooks.breaking("response-property-const-removed", "`type` loses its `const`", (spec) =>
    spec.remove(`${schema("EventKind")}/const`),
  ),
  webhooks.breaking("response-property-max-length-increased", "event ids can be longer", (spec) =>
    spec.set(`${schema("EventId")}/maxLength`, 1_024),
  ),
  webhooks.breaking("required-response-header-removed", "`webhook-signature` is removed", (spec) =>
    spec.take("/webhooks/message.received/post/parameters", { $ref: "#/components/parameters/DeliverySignature" }),
  ),
  webhooks.breaking("required-response-header-removed", "`svix-id` is renamed", (spec) =>
    spec.set(`${parameter("SvixId")}/name`, "x-svix-id"),
  ),
  webhooks.breaking("response-header-became-optional", "`webhook-timestamp` becomes optional", (spec) =>
    spec.set(`${parameter("DeliveryTimestamp")}/required`, false),
  ),
  webhooks.breaking("response-header-pattern-changed", "another signature version", (spec) =>
    spec.set(`${parameter("DeliverySignature")}/schema/pattern`, "^v2,[A-Za-z0-9+/]+={0,2}$"),
  ),
  webhooks.breaking("response-header-pattern-removed", "`svix-timestamp` loses its pattern", (spec) =>
    spec.remove(`${parameter("SvixTimestamp")}/schema/pattern`),
  ),
  webhooks.breaking("response-media-type-removed", "an event is sent as a form", (spec) =>
    spec.rename(`${spec.operation("messageBounced")}/requestBody/${json}`, "application/x-www-form-urlencoded"),
  ),
  webhooks.breaking("response-media-type-added", "an event is also sent as a CloudEvent", (spec) => {
    const content = `${spec.operation("messageReceived")}/requestBody/content`;
    spec.add(`${content}/application~1cloudevents+json`, spec.get(`${content}/application~1json`));
  }),
  webhooks.warning("response-property-added", "an additional required field", (spec) => {
    spec.add(property("Domain", "region"), { type: "string" });
    spec.push(`${schema("Domain")}/required`, "region");
  }),
  webhooks.warning("response-property-enum-value-added", "an additional status value", (spec) =>
    spec.push(`${property("Domain", "status")}/enum`, "SUSPENDED"),
  ),
  webhooks.breaking("response-property-enum-value-replaced", "`VALID` is renamed", (spec) =>
    spec.set(`${property("VerificationRecord", "status")}/enum/2`, "OK"),
  ),
  webhooks.breaking("response-success-status-removed", "only 204 means accepted", (spec) =>
    spec.rename(`${spec.operation("messageReceived")}/responses/2XX`, "204"),
  ),
  webhooks.breaking("new-required-request-header-property", "a 204 of receivers needs a header", (spec) =>
    spec.add(`${spec.operation("messageReceived")}/responses/204`, {
      description: "Accepted.",
      headers: { "webhook-receipt": { required: true, schema: { type: "string" } } },
    }),
  ),
  webhooks.warning("response-non-success-status-removed", "410 is no longer documented", (spec) =>
    spec.remove(`${spec.operation("messageReceived")}/responses/410`),
  ),
  webhooks.breaking("new-required-request-header-property", "receivers must send `Retry-After` with 429", (spec) => {
    const pointer = `${spec.operation("messageReceived")}/responses/429/headers/Retry-After`;
    spec.set(pointer, { $ref: "#/components/headers/RetryAfter" });
  }),
  webhooks.warning("request-header-property-removed", "`Retry-After` of receivers is no longer read", (spec) =>
    spec.remove(`${spec.operation("messageReceived")}/responses/429/headers`),
  ),
  webhooks.breaking("response-body-became-optional", "the payload of an event becomes optional", (spec) =>
    spec.set(`${spec.operation("messageDelivered")}/requestBody/required`, false),
  ),
  webhooks.breaking("response-media-type-removed", "an event is sent as CloudEvents", (spec) =>
    spec.rename(`${spec.operation("messageBounced")}/requestBody/${json}`, "application/cloudevents+json"),
  ),
  webhooks.breaking("response-media-type-removed", "an event is sent without a payload", (spec) =>
    spec.remove(`${spec.operation("messageDelivered")}/requestBody`),
  ),
  webhooks.warning("api-operation-id-removed", "the operation of an event is renamed", (spec) =>
    spec.set(`${spec.operation("messageSent")}/operationId`, "messageOutgoing"),
  ),
];
