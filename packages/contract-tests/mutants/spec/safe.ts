import type { Fields, Value } from "./edit.ts";
import { json, parameter, property, type SafeTwin, schema } from "./mutant.ts";

const prose = new Set(["description", "summary", "title"]);

/** Changes that nobody notices who uses the API. */
export const safeTwins: readonly SafeTwin[] = [
  {
    spec: "webhooks",
    what: "everything is described in other words",
    edit: (spec) =>
      spec.each((object) => {
        for (const key of Object.keys(object)) if (prose.has(key) && typeof object[key] === "string") object[key] = "…";
      }),
  },
  {
    spec: "delivery",
    what: "there are no examples",
    edit: (spec) =>
      spec.each((object) => {
        delete object.example;
        delete object.examples;
      }),
  },
  {
    spec: "webhooks",
    what: "all keys are in another order",
    edit: (spec) =>
      spec.each((object) => {
        const entries = Object.entries(object).reverse();
        for (const [key] of entries) delete object[key];
        Object.assign(object, Object.fromEntries(entries));
      }),
  },
  {
    spec: "delivery",
    what: "all lists of `required` and `enum` are in another order",
    edit: (spec) =>
      spec.each(({ required, enum: values }) => {
        if (Array.isArray(required)) required.reverse();
        if (Array.isArray(values)) values.reverse();
      }),
  },
  {
    spec: "webhooks",
    what: "a tag more",
    edit: (spec) => {
      spec.push("/tags", { name: "Reading" });
      spec.push(`${spec.operation("listWebhooks")}/tags`, "Reading");
    },
  },
  {
    spec: "webhooks",
    what: "a patch version, a contact",
    edit: (spec) => {
      spec.set("/info/version", "1.0.1");
      spec.add("/info/contact", { name: "Agents" });
    },
  },
  {
    spec: "webhooks",
    what: "an operation is deprecated",
    edit: (spec) => spec.add(`${spec.operation("getWebhook")}/deprecated`, true),
  },
  {
    spec: "webhooks",
    what: "a field is deprecated",
    edit: (spec) => spec.add(`${property("Webhook", "updated_at")}/deprecated`, true),
  },
  {
    spec: "webhooks",
    what: "an extension that nobody knows",
    edit: (spec) => spec.add(`${spec.operation("getWebhook")}/x-owner`, "mail"),
  },
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
    what: "a header is written in capitals",
    edit: (spec) => spec.rename("/components/responses/TooManyRequests/headers/Retry-After", "RETRY-AFTER"),
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
    spec: "webhooks",
    what: "a schema gets another name, with all that refers to it",
    edit: (spec) => {
      spec.rename(schema("Webhook"), "WebhookResource");
      renameReferences(spec, "Webhook", "WebhookResource");
    },
  },
  {
    spec: "delivery",
    what: "a schema of an `allOf` and one of a `oneOf` get other names",
    edit: (spec) => {
      for (const name of ["MessageReference", "MessageSentEvent"]) {
        spec.rename(`webhooks.yaml#${schema(name)}`, `${name}2`);
        renameReferences(spec, name, `${name}2`);
      }
    },
  },
  {
    spec: "webhooks",
    what: "a schema stands where it was referred to",
    edit: (spec) => spec.set(property("Webhook", "webhook_id"), spec.get(schema("WebhookId"))),
  },
  {
    spec: "webhooks",
    what: "a schema gets a name",
    edit: (spec) => {
      spec.add(schema("Time"), spec.get(property("Webhook", "created_at")));
      spec.set(property("Webhook", "created_at"), { $ref: "#/components/schemas/Time" });
    },
  },
  {
    spec: "delivery",
    what: "a schema of the other spec stands here",
    edit: (spec) => {
      spec.add(schema("Secret"), spec.get(`webhooks.yaml#${schema("Secret")}`));
      spec.set(property("RotatedSecret", "secret"), { $ref: "#/components/schemas/Secret" });
    },
  },
  {
    spec: "webhooks",
    what: "a parameter stands where it was referred to",
    edit: (spec) => spec.set(`${spec.operation("listWebhooks")}/parameters/1`, spec.get(parameter("Limit"))),
  },
  {
    spec: "webhooks",
    what: "a parameter of the path stands with each operation",
    edit: (spec) => {
      spec.remove("/paths/~1agent~1v0~1webhooks~1{webhook_id}/parameters");
      for (const id of ["getWebhook", "updateWebhook", "deleteWebhook"]) {
        spec.add(`${spec.operation(id)}/parameters`, [{ $ref: "#/components/parameters/WebhookId" }]);
      }
    },
  },
  {
    spec: "webhooks",
    what: "a parameter of the path gets another name",
    edit: (spec) => {
      spec.rename("/paths/~1agent~1v0~1webhooks~1{webhook_id}", "/agent/v0/webhooks/{id}");
      spec.set(`${parameter("WebhookId")}/name`, "id");
    },
  },
  {
    spec: "webhooks",
    what: "a response stands where it was referred to",
    edit: (spec) =>
      spec.set(`${spec.operation("getWebhook")}/responses/404`, spec.get("/components/responses/WebhookNotFound")),
  },
  {
    spec: "webhooks",
    what: "an object is put together by `allOf`",
    edit: (spec) => {
      const { required, properties, ...rest } = spec.get(schema("Webhook")) as Fields;
      spec.set(schema("Webhook"), { ...rest, allOf: [{ required: required ?? [] }, { properties: properties ?? {} }] });
    },
  },
  {
    spec: "webhooks",
    what: "an `allOf` is written as one object",
    edit: (spec) => {
      const reference = spec.get(schema("MessageReference")) as { required: Value[]; properties: Fields };
      const own = spec.get("/components/schemas/MessageSend/allOf/1") as { required: Value[]; properties: Fields };
      spec.set(schema("MessageSend"), {
        type: "object",
        required: [...own.required, ...reference.required],
        properties: { ...own.properties, ...reference.properties },
      });
    },
  },
  {
    spec: "delivery",
    what: "an `allOf` of one is a reference with a description",
    edit: (spec) =>
      spec.set(schema("EventPodId"), { $ref: "webhooks.yaml#/components/schemas/ScopeId", description: "Its pod." }),
  },
  {
    spec: "webhooks",
    what: "a choice of one",
    edit: (spec) => spec.set(property("Webhook", "url"), { anyOf: [{ $ref: "#/components/schemas/WebhookUrl" }] }),
  },
  {
    spec: "delivery",
    what: "a choice is in another order, and is an `anyOf`",
    edit: (spec) => {
      (spec.get(`${schema("Event")}/oneOf`) as Value[]).reverse();
      spec.rename(`${schema("Event")}/oneOf`, "anyOf");
    },
  },
  {
    spec: "delivery",
    what: "a choice of types is written in two ways",
    edit: (spec) =>
      spec.set(property("RotateSecretRequest", "overlap_seconds"), {
        default: 86_400,
        anyOf: [{ type: "integer", minimum: 0, maximum: 604_800 }, { type: "null" }],
      }),
  },
  {
    spec: "webhooks",
    what: "a constant is an `enum` of one, a type a list of one",
    edit: (spec) => {
      spec.set(schema("EventKind"), { type: ["string"], enum: ["event"] });
    },
  },
  {
    spec: "webhooks",
    what: "limits are written in another way",
    edit: (spec) => {
      spec.remove(`${parameter("Limit")}/schema/minimum`);
      spec.add(`${parameter("Limit")}/schema/exclusiveMinimum`, 0);
    },
  },
  {
    spec: "webhooks",
    what: "patterns are written in another way",
    edit: (spec) => {
      spec.set(`${schema("WebhookId")}/pattern`, "^(?:w)h_.(?:|.)");
      spec.set(`${schema("ClientId")}/pattern`, "^(?:[a-z]|[A-Z]|\\d|[.~_-])*$");
    },
  },
  {
    spec: "webhooks",
    what: "what goes without saying is said",
    edit: (spec) => {
      spec.add(`${schema("PodIds")}/minItems`, 0);
      spec.add(`${schema("PodIds")}/uniqueItems`, false);
      spec.add(`${schema("Webhook")}/additionalProperties`, true);
      spec.add(`${parameter("Limit")}/style`, "form");
      spec.add(`${parameter("Limit")}/explode`, true);
      spec.remove(`${parameter("Limit")}/required`);
    },
  },
  {
    spec: "webhooks",
    what: "a default of what is answered",
    edit: (spec) => spec.add(`${property("Webhook", "enabled")}/default`, true),
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
    what: "a security scheme gets another name",
    edit: (spec) => {
      spec.rename("/components/securitySchemes/bearerAuth", "token");
      spec.each(({ security }) => {
        if (!Array.isArray(security)) return;
        for (const [index, requirement] of security.entries()) {
          const { bearerAuth, ...rest } = requirement as Fields;
          if (bearerAuth !== undefined) security[index] = { ...rest, token: bearerAuth };
        }
      });
    },
  },
  {
    spec: "webhooks",
    what: "every operation says its security itself",
    edit: (spec) => spec.remove("/security"),
  },
  {
    spec: "webhooks",
    what: "a server more",
    edit: (spec) => spec.push("/servers", { url: "https://api.example.com" }),
  },
  {
    spec: "webhooks",
    what: "components that nobody refers to",
    edit: (spec) => {
      spec.add(schema("Unused"), { type: "object" });
      spec.add("/components/responses/Unused", { description: "Unused." });
    },
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
  {
    spec: "delivery",
    what: "rotating says how it is described in its media type only",
    edit: (spec) => spec.remove(`${spec.operation("rotateSecret")}/requestBody/${json}/examples`),
  },
];

function renameReferences(spec: Parameters<SafeTwin["edit"]>[0], from: string, to: string): void {
  spec.each((object) => {
    const { $ref } = object;
    if (typeof $ref === "string" && $ref.endsWith(`/${from}`)) object.$ref = `${$ref.slice(0, -from.length)}${to}`;
  });
}
