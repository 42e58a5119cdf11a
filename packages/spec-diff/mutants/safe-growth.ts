import type { Fields, Value } from "./edit.ts";
import { parameter, property, type SafeTwin, schema } from "./mutant.ts";

/** More is there, more may be sent, or less is answered: whoever used it before goes on as before. */
export const growthTwins: readonly SafeTwin[] = [
  {
    spec: "webhooks",
    what: "an optional field more to send",
    edit: (spec) => spec.add(property("CreateWebhookRequest", "name"), { type: "string", maxLength: 64 }),
  },
  {
    spec: "delivery",
    what: "an optional field more to send",
    edit: (spec) => spec.add(property("RotateSecretRequest", "reason"), { type: "string" }),
  },
  {
    spec: "webhooks",
    what: "an optional field more is answered",
    edit: (spec) => spec.add(property("Webhook", "name"), { type: "string" }),
  },
  {
    spec: "webhooks",
    what: "a field more is always answered",
    edit: (spec) => {
      spec.add(property("Webhook", "version"), { type: "integer" });
      spec.push(`${schema("Webhook")}/required`, "version");
    },
  },
  {
    spec: "webhooks",
    what: "an optional field more in an event",
    edit: (spec) => spec.add(property("Message", "importance"), { type: "string" }),
  },
  {
    spec: "webhooks",
    what: "an operation more",
    edit: (spec) => {
      const operation = spec.get(spec.operation("getWebhook")) as Fields;
      spec.add("/paths/~1agent~1v0~1webhooks~1{webhook_id}~1status", {
        get: { ...operation, operationId: "getWebhookStatus" },
        parameters: [{ $ref: "#/components/parameters/WebhookId" }],
      });
    },
  },
  {
    spec: "webhooks",
    what: "an event more",
    edit: (spec) => {
      const operation = spec.get(spec.operation("messageSent")) as Fields;
      spec.add("/webhooks/message.opened", { post: { ...operation, operationId: "messageOpened" } });
    },
  },
  {
    spec: "webhooks",
    what: "an optional parameter more",
    edit: (spec) =>
      spec.push(`${spec.operation("listWebhooks")}/parameters`, {
        name: "enabled",
        in: "query",
        schema: { type: "boolean" },
      }),
  },
  {
    spec: "webhooks",
    what: "an error status more",
    edit: (spec) =>
      spec.add(`${spec.operation("deleteWebhook")}/responses/409`, { $ref: "#/components/responses/Forbidden" }),
  },
  {
    spec: "webhooks",
    what: "a header more in a response",
    edit: (spec) => spec.add("/components/responses/OneWebhook/headers", { ETag: { schema: { type: "string" } } }),
  },
  {
    spec: "webhooks",
    what: "an optional header becomes a sure one",
    edit: (spec) =>
      spec.set("/components/responses/ServiceUnavailable/headers/Retry-After", {
        $ref: "#/components/headers/RetryAfter",
      }),
  },
  {
    spec: "webhooks",
    what: "create takes another media type too",
    edit: (spec) => {
      const body = `${spec.operation("createWebhook")}/requestBody/content`;
      spec.add(`${body}/application~1merge-patch+json`, spec.get(`${body}/application~1json`));
    },
  },
  {
    spec: "delivery",
    what: "a longer overlap may be asked for",
    edit: (spec) => spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/maximum`, 1_209_600),
  },
  {
    spec: "delivery",
    what: "larger batches",
    edit: (spec) => {
      spec.set(`${property("PublishEventsRequest", "events")}/maxItems`, 1_000);
      spec.set(`${spec.operation("publishEvents")}/requestBody/x-max-bytes`, 33_554_432);
    },
  },
  {
    spec: "webhooks",
    what: "`page_token` may be longer, larger pages are served",
    edit: (spec) => {
      spec.set(`${parameter("PageToken")}/schema/maxLength`, 4_096);
      spec.set(`${parameter("Limit")}/schema/x-served-maximum`, 200);
    },
  },
  {
    spec: "delivery",
    what: "a required field may be left out",
    edit: (spec) => spec.take(`${schema("RecoverWebhookRequest")}/required`, "since"),
  },
  {
    spec: "delivery",
    what: "a field that is sent may be null, or a fraction",
    edit: (spec) => spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/type`, ["number", "null"]),
  },
  {
    spec: "delivery",
    what: "a format is not asked for any more",
    edit: (spec) => spec.remove(`${property("RecoverWebhookRequest", "until")}/format`),
  },
  {
    spec: "delivery",
    what: "unknown fields are taken",
    edit: (spec) => spec.remove(`${schema("RecoverWebhookRequest")}/additionalProperties`),
  },
  {
    spec: "delivery",
    what: "a filter takes one value more",
    edit: (spec) => {
      const values = spec.get(`${schema("DeliveryStatus")}/enum`) as Value[];
      spec.set(`${spec.operation("listDeliveries")}/parameters/2/schema`, { type: "string", enum: [...values, "any"] });
    },
  },
  {
    spec: "delivery",
    what: "a filter takes anything",
    edit: (spec) => spec.set(`${spec.operation("listDeliveries")}/parameters/2/schema`, { type: "string" }),
  },
  {
    spec: "delivery",
    what: "events of one kind more may be published",
    edit: (spec) =>
      spec.push(`${schema("Event")}/oneOf`, {
        type: "object",
        required: ["event_type"],
        properties: { event_type: { const: "message.opened" } },
      }),
  },
  {
    spec: "delivery",
    what: "an outcome is not answered any more",
    edit: (spec) => spec.take(`${property("Attempt", "outcome")}/enum`, "tls_error"),
  },
  {
    spec: "delivery",
    what: "an optional field is always answered, and is a closer one",
    edit: (spec) => {
      spec.push(`${schema("Attempt")}/required`, "error");
      spec.add(`${property("Attempt", "error")}/maxLength`, 500);
      spec.set(`${property("Attempt", "duration_ms")}/minimum`, 1);
      spec.add(`${property("Attempt", "response_excerpt")}/pattern`, "^[^\\n]*$");
    },
  },
  {
    spec: "delivery",
    what: "an operation needs one scope less",
    edit: (spec) => spec.set(`${spec.operation("listDeliveries")}/security/0/bearerAuth`, []),
  },
  {
    spec: "delivery",
    what: "another way to be let in",
    edit: (spec) => {
      spec.add("/components/securitySchemes/key", { type: "apiKey", in: "header", name: "X-Key" });
      spec.push(`${spec.operation("listDeliveries")}/security`, { key: [] });
    },
  },
  {
    spec: "webhooks",
    what: "a server more",
    edit: (spec) => spec.push("/servers", { url: "https://api.example.com" }),
  },
  {
    spec: "webhooks",
    what: "one more status of a receiver means something",
    edit: (spec) => spec.add(`${spec.operation("messageReceived")}/responses/503`, { description: "Wait." }),
  },
  {
    spec: "webhooks",
    what: "a header more with an event",
    edit: (spec) =>
      spec.push(`${spec.operation("messageReceived")}/parameters`, {
        name: "webhook-attempt",
        in: "header",
        required: true,
        schema: { type: "integer" },
      }),
  },
];
