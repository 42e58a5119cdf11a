import { delivery, parameter, property, type SafeChange, schema, webhooks } from "./mutant.ts";
import type { Fields, Value } from "./spec-editor.ts";

/** Changes that do not affect existing callers and receivers: more is accepted, optional parts are added. */
export const safeAdditions: readonly SafeChange[] = [
  webhooks.safe("an additional optional field in requests", (spec) =>
    spec.add(property("CreateWebhookRequest", "name"), { type: "string", maxLength: 64 }),
  ),
  delivery.safe("an additional optional field in requests", (spec) =>
    spec.add(property("RotateSecretRequest", "reason"), { type: "string" }),
  ),
  webhooks.safe("an additional optional field in responses", (spec) =>
    spec.add(property("Webhook", "name"), { type: "string" }),
  ),
  webhooks.safe("an additional required field in responses", (spec) => {
    spec.add(property("Webhook", "version"), { type: "integer" });
    spec.push(`${schema("Webhook")}/required`, "version");
  }),
  webhooks.safe("an additional optional field of an event", (spec) =>
    spec.add(property("Message", "importance"), { type: "string" }),
  ),
  webhooks.safe("an additional operation", (spec) => {
    const operation = spec.get(spec.operation("getWebhook")) as Fields;
    spec.add("/paths/~1agent~1v0~1webhooks~1{webhook_id}~1status", {
      get: { ...operation, operationId: "getWebhookStatus" },
      parameters: [{ $ref: "#/components/parameters/WebhookId" }],
    });
  }),
  webhooks.safe("an additional event", (spec) => {
    const operation = spec.get(spec.operation("messageSent")) as Fields;
    spec.add("/webhooks/message.opened", { post: { ...operation, operationId: "messageOpened" } });
  }),
  webhooks.safe("an additional optional parameter", (spec) =>
    spec.push(`${spec.operation("listWebhooks")}/parameters`, {
      name: "enabled",
      in: "query",
      schema: { type: "boolean" },
    }),
  ),
  webhooks.safe("an additional error status", (spec) =>
    spec.add(`${spec.operation("deleteWebhook")}/responses/409`, { $ref: "#/components/responses/Forbidden" }),
  ),
  webhooks.safe("an additional response header", (spec) =>
    spec.add("/components/responses/OneWebhook/headers", { ETag: { schema: { type: "string" } } }),
  ),
  webhooks.safe("an optional response header becomes required", (spec) =>
    spec.set("/components/responses/ServiceUnavailable/headers/Retry-After", {
      $ref: "#/components/headers/RetryAfter",
    }),
  ),
  webhooks.safe("create accepts another media type", (spec) => {
    const body = `${spec.operation("createWebhook")}/requestBody/content`;
    spec.add(`${body}/application~1merge-patch+json`, spec.get(`${body}/application~1json`));
  }),
  delivery.safe("a longer overlap is accepted", (spec) =>
    spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/maximum`, 1_209_600),
  ),
  delivery.safe("larger batches are accepted", (spec) => {
    spec.set(`${property("PublishEventsRequest", "events")}/maxItems`, 1_000);
    spec.set(`${spec.operation("publishEvents")}/requestBody/x-max-bytes`, 33_554_432);
  }),
  webhooks.safe("longer page tokens and larger pages", (spec) => {
    spec.set(`${parameter("PageToken")}/schema/maxLength`, 4_096);
    spec.set(`${parameter("Limit")}/schema/x-served-maximum`, 200);
  }),
  delivery.safe("more deliveries, larger events, and responses without byte order marks", (spec) => {
    spec.set(`${property("PublishEventsRequest", "events")}/x-max-deliveries`, 200_000);
    spec.set(`${property("PublishEventsRequest", "events")}/x-max-event-bytes`, 2_097_152);
    spec.set(`${schema("EventDeliveries")}/x-max-counted`, 100_000);
    spec.add(`${property("Attempt", "response_excerpt")}/x-well-formed`, true);
  }),
  delivery.safe("a required request field becomes optional", (spec) =>
    spec.take(`${schema("RecoverWebhookRequest")}/required`, "since"),
  ),
  delivery.safe("a request field becomes nullable and a number", (spec) =>
    spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/type`, ["number", "null"]),
  ),
  delivery.safe("a request field loses its format", (spec) =>
    spec.remove(`${property("RecoverWebhookRequest", "until")}/format`),
  ),
  delivery.safe("unknown fields are accepted", (spec) =>
    spec.remove(`${schema("RecoverWebhookRequest")}/additionalProperties`),
  ),
  delivery.safe("a filter accepts an additional value", (spec) => {
    const values = spec.get(`${schema("DeliveryStatus")}/enum`) as Value[];
    spec.set(`${spec.operation("listDeliveries")}/parameters/2/schema`, { type: "string", enum: [...values, "any"] });
  }),
  delivery.safe("a filter accepts any string", (spec) =>
    spec.set(`${spec.operation("listDeliveries")}/parameters/2/schema`, { type: "string" }),
  ),
  delivery.safe("another kind of event can be published", (spec) =>
    spec.push(`${schema("Event")}/oneOf`, {
      type: "object",
      required: ["event_type"],
      properties: { event_type: { const: "message.opened" } },
    }),
  ),
  delivery.safe("a status of recoveries is no longer returned", (spec) =>
    spec.take(`${property("Recovery", "status")}/enum`, "stopped"),
  ),
  delivery.safe("optional response fields become required and stricter", (spec) => {
    spec.push(`${schema("Attempt")}/required`, "error");
    spec.add(`${property("Attempt", "error")}/maxLength`, 500);
    spec.set(`${property("Attempt", "duration_ms")}/minimum`, 1);
    spec.add(`${property("Attempt", "response_excerpt")}/pattern`, "^[^\\n]*$");
  }),
  delivery.safe("an operation needs no scope", (spec) =>
    spec.set(`${spec.operation("listDeliveries")}/security/0/bearerAuth`, []),
  ),
  delivery.safe("an alternative security scheme", (spec) => {
    spec.add("/components/securitySchemes/key", { type: "apiKey", in: "header", name: "X-Key" });
    spec.push(`${spec.operation("listDeliveries")}/security`, { key: [] });
  }),
  webhooks.safe("an additional server", (spec) => spec.push("/servers", { url: "https://api.example.com" })),
  webhooks.safe("an additional status of receivers is documented", (spec) =>
    spec.add(`${spec.operation("messageReceived")}/responses/503`, { description: "Wait." }),
  ),
  delivery.safe("a discriminator is added", (spec) =>
    spec.add(`${schema("Event")}/discriminator`, {
      propertyName: "event_type",
      mapping: { "message.sent": "webhooks.yaml#/components/schemas/MessageSentEvent" },
    }),
  ),
  webhooks.safe("conditions of responses", (spec) => {
    spec.add(`${schema("ListWebhooksResponse")}/dependentRequired`, { next_page_token: ["limit"] });
    spec.add(`${schema("Webhook")}/if`, { required: ["client_id"] });
    spec.add(`${schema("Webhook")}/then`, { required: ["event_types"] });
  }),
  webhooks.safe("a range of errors and the default are documented", (spec) => {
    const responses = `${spec.operation("getWebhook")}/responses`;
    spec.add(`${responses}/5XX`, { $ref: "#/components/responses/InternalServerError" });
    spec.add(`${responses}/default`, { description: "Another error." });
  }),
  webhooks.safe("an event is sent with a token", (spec) =>
    spec.set(`${spec.operation("messageReceived")}/security`, [{ bearerAuth: [] }]),
  ),
  webhooks.safe("an additional header of an event", (spec) =>
    spec.push(`${spec.operation("messageReceived")}/parameters`, {
      name: "webhook-attempt",
      in: "header",
      required: true,
      schema: { type: "integer" },
    }),
  ),
];
