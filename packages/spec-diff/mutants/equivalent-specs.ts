import { delivery, json, parameter, property, type SafeChange, schema, webhooks } from "./mutant.ts";
import type { Fields, Value } from "./spec-editor.ts";

const textKeys = new Set(["description", "summary", "title"]);

/** Changes of the text of a spec that keep its meaning. */
export const equivalentSpecs: readonly SafeChange[] = [
  webhooks.safe("other descriptions", (spec) =>
    spec.each((object) => {
      for (const key of Object.keys(object))
        if (textKeys.has(key) && typeof object[key] === "string") object[key] = "…";
    }),
  ),
  delivery.safe("no examples", (spec) =>
    spec.each((object) => {
      delete object.example;
      delete object.examples;
    }),
  ),
  webhooks.safe("all keys in another order", (spec) =>
    spec.each((object) => {
      const entries = Object.entries(object).reverse();
      for (const [key] of entries) delete object[key];
      Object.assign(object, Object.fromEntries(entries));
    }),
  ),
  delivery.safe("all lists of `required` and `enum` in another order", (spec) =>
    spec.each(({ required, enum: values }) => {
      if (Array.isArray(required)) required.reverse();
      if (Array.isArray(values)) values.reverse();
    }),
  ),
  webhooks.safe("an additional tag", (spec) => {
    spec.push("/tags", { name: "Reading" });
    spec.push(`${spec.operation("listWebhooks")}/tags`, "Reading");
  }),
  webhooks.safe("a patch version and a contact", (spec) => {
    spec.set("/info/version", "1.0.1");
    spec.add("/info/contact", { name: "Agents" });
  }),
  webhooks.safe("an operation is deprecated", (spec) => spec.add(`${spec.operation("getWebhook")}/deprecated`, true)),
  webhooks.safe("a field is deprecated", (spec) => spec.add(`${property("Webhook", "updated_at")}/deprecated`, true)),
  webhooks.safe("what a pattern implies, as an extension", (spec) =>
    spec.add(`${schema("ClientId")}/x-well-formed`, true),
  ),
  webhooks.safe("another message for a pattern", (spec) =>
    spec.set(`${schema("ClientId")}/x-pattern-message`, "has invalid characters"),
  ),
  webhooks.safe("an unknown extension", (spec) => spec.add(`${spec.operation("getWebhook")}/x-owner`, "mail")),
  webhooks.safe("a header name in upper case", (spec) =>
    spec.rename("/components/responses/TooManyRequests/headers/Retry-After", "RETRY-AFTER"),
  ),
  webhooks.safe("a schema and its references are renamed", (spec) => {
    spec.rename(schema("Webhook"), "WebhookResource");
    renameReferences(spec, "Webhook", "WebhookResource");
  }),
  delivery.safe("schemas in `allOf` and `oneOf` are renamed", (spec) => {
    for (const name of ["MessageReference", "MessageSentEvent"]) {
      spec.rename(`webhooks.yaml#${schema(name)}`, `${name}2`);
      renameReferences(spec, name, `${name}2`);
    }
  }),
  webhooks.safe("a schema is inlined", (spec) =>
    spec.set(property("Webhook", "webhook_id"), spec.get(schema("WebhookId"))),
  ),
  webhooks.safe("an inline schema is named", (spec) => {
    spec.add(schema("Time"), spec.get(property("Webhook", "created_at")));
    spec.set(property("Webhook", "created_at"), { $ref: "#/components/schemas/Time" });
  }),
  delivery.safe("a schema of the other spec is copied", (spec) => {
    spec.add(schema("Secret"), spec.get(`webhooks.yaml#${schema("Secret")}`));
    spec.set(property("RotatedSecret", "secret"), { $ref: "#/components/schemas/Secret" });
  }),
  webhooks.safe("a parameter is inlined", (spec) =>
    spec.set(`${spec.operation("listWebhooks")}/parameters/1`, spec.get(parameter("Limit"))),
  ),
  webhooks.safe("the path parameter moves to each operation", (spec) => {
    spec.remove("/paths/~1agent~1v0~1webhooks~1{webhook_id}/parameters");
    for (const id of ["getWebhook", "updateWebhook", "deleteWebhook"]) {
      spec.add(`${spec.operation(id)}/parameters`, [{ $ref: "#/components/parameters/WebhookId" }]);
    }
  }),
  webhooks.safe("a path parameter is renamed", (spec) => {
    spec.rename("/paths/~1agent~1v0~1webhooks~1{webhook_id}", "/agent/v0/webhooks/{id}");
    spec.set(`${parameter("WebhookId")}/name`, "id");
  }),
  webhooks.safe("a response is inlined", (spec) =>
    spec.set(`${spec.operation("getWebhook")}/responses/404`, spec.get("/components/responses/WebhookNotFound")),
  ),
  webhooks.safe("an object is composed with `allOf`", (spec) => {
    const { required, properties, ...rest } = spec.get(schema("Webhook")) as Fields;
    spec.set(schema("Webhook"), { ...rest, allOf: [{ required: required ?? [] }, { properties: properties ?? {} }] });
  }),
  webhooks.safe("an `allOf` becomes one object", (spec) => {
    const reference = spec.get(schema("MessageReference")) as { required: Value[]; properties: Fields };
    const own = spec.get("/components/schemas/MessageSend/allOf/1") as { required: Value[]; properties: Fields };
    spec.set(schema("MessageSend"), {
      type: "object",
      required: [...own.required, ...reference.required],
      properties: { ...own.properties, ...reference.properties },
    });
  }),
  delivery.safe("an `allOf` of one schema becomes a reference", (spec) =>
    spec.set(schema("EventPodId"), { $ref: "webhooks.yaml#/components/schemas/InboxOrPodId", description: "Its pod." }),
  ),
  webhooks.safe("`anyOf` of one schema", (spec) =>
    spec.set(property("Webhook", "url"), { anyOf: [{ $ref: "#/components/schemas/WebhookUrl" }] }),
  ),
  delivery.safe("`oneOf` becomes `anyOf` in another order", (spec) => {
    (spec.get(`${schema("Event")}/oneOf`) as Value[]).reverse();
    spec.rename(`${schema("Event")}/oneOf`, "anyOf");
  }),
  delivery.safe("a type list becomes `anyOf`", (spec) =>
    spec.set(property("RotateSecretRequest", "overlap_seconds"), {
      default: 86_400,
      anyOf: [{ type: "integer", minimum: 0, maximum: 604_800 }, { type: "null" }],
    }),
  ),
  webhooks.safe("`const` becomes an enum of one value, a type a list", (spec) => {
    spec.set(schema("EventKind"), { type: ["string"], enum: ["event"] });
  }),
  webhooks.safe("`minimum` becomes `exclusiveMinimum`", (spec) => {
    spec.remove(`${parameter("Limit")}/schema/minimum`);
    spec.add(`${parameter("Limit")}/schema/exclusiveMinimum`, 0);
  }),
  webhooks.safe("equivalent patterns", (spec) => {
    spec.set(`${schema("WebhookId")}/pattern`, "^(?:w)h_.(?:|.)");
    spec.set(`${schema("ClientId")}/pattern`, "^(?:[a-z]|[A-Z]|\\d|[.~_-])*$");
  }),
  webhooks.safe("default values are written out", (spec) => {
    spec.add(`${schema("PodIds")}/minItems`, 0);
    spec.add(`${schema("PodIds")}/uniqueItems`, false);
    spec.add(`${schema("Webhook")}/additionalProperties`, true);
    spec.add(`${parameter("Limit")}/style`, "form");
    spec.add(`${parameter("Limit")}/explode`, true);
    spec.remove(`${parameter("Limit")}/required`);
  }),
  webhooks.safe("`explode` of a parameter without items", (spec) => spec.add(`${parameter("Limit")}/explode`, false)),
  webhooks.safe("a media type in another case, with the charset that JSON has", (spec) =>
    spec.rename(`/components/responses/OneWebhook/${json}`, "Application/JSON; charset=UTF-8"),
  ),
  webhooks.safe("header parameters that OpenAPI ignores", (spec) =>
    spec.push(
      `${spec.operation("listWebhooks")}/parameters`,
      ...["Accept", "Content-Type", "Authorization"].map((name) => ({
        name,
        in: "header",
        required: true,
        schema: { type: "string" },
      })),
    ),
  ),
  webhooks.safe("a list of values becomes constants", (spec) => {
    const values = spec.get(`${schema("EventType")}/enum`) as Value[];
    spec.set(schema("EventType"), { oneOf: values.map((value) => ({ const: value })) });
  }),
  webhooks.safe("a reference to an anchor", (spec) => {
    spec.add(`${schema("Secret")}/$anchor`, "secret");
    spec.set(property("Webhook", "secret"), { $ref: "#secret" });
  }),
  webhooks.safe("a reference with percent encoding", (spec) =>
    spec.set(property("Webhook", "secret"), { $ref: "#/components/schemas/%53ecret" }),
  ),
  webhooks.safe("a schema with a URI", (spec) => {
    spec.add(`${schema("Secret")}/$id`, "https://schemas.example.com/secret");
    spec.set(property("Webhook", "secret"), { $ref: "https://schemas.example.com/secret" });
  }),
  webhooks.safe("prose and an extension of a security scheme", (spec) => {
    spec.set("/components/securitySchemes/bearerAuth/description", "A token.");
    spec.add("/components/securitySchemes/bearerAuth/x-docs", "https://example.com");
  }),
  delivery.safe("an operation is to be removed", (spec) => {
    spec.add(`${spec.operation("sendTestEvent")}/deprecated`, true);
    spec.add(`${spec.operation("sendTestEvent")}/x-sunset`, "2999-12-31");
  }),
  webhooks.safe("a default in a response", (spec) => spec.add(`${property("Webhook", "enabled")}/default`, true)),
  webhooks.safe("a security scheme is renamed", (spec) => {
    spec.rename("/components/securitySchemes/bearerAuth", "token");
    spec.each(({ security }) => {
      if (!Array.isArray(security)) return;
      for (const [index, requirement] of security.entries()) {
        const { bearerAuth, ...rest } = requirement as Fields;
        if (bearerAuth !== undefined) security[index] = { ...rest, token: bearerAuth };
      }
    });
  }),
  webhooks.safe("the default security, overridden everywhere, is removed", (spec) => spec.remove("/security")),
  webhooks.safe("the server in a variable", (spec) =>
    spec.set("/servers/0", { url: "{origin}", variables: { origin: { default: "/" } } }),
  ),
  webhooks.safe("the first part of every path moves to the server", (spec) => {
    spec.set("/servers/0/url", "/agent");
    spec.rename("/paths/~1agent~1v0~1webhooks", "/v0/webhooks");
    spec.rename("/paths/~1agent~1v0~1webhooks~1{webhook_id}", "/v0/webhooks/{webhook_id}");
  }),
  webhooks.safe("a path becomes a reference", (spec) => {
    const path = "/paths/~1agent~1v0~1webhooks";
    spec.add("/components/pathItems", { Webhooks: spec.get(path) });
    spec.set(path, { $ref: "#/components/pathItems/Webhooks" });
  }),
  webhooks.safe("`additionalProperties` becomes `unevaluatedProperties`", (spec) =>
    spec.rename(`${schema("CreateWebhookRequest")}/additionalProperties`, "unevaluatedProperties"),
  ),
  webhooks.safe("a schema moves to `$defs`", (spec) => {
    spec.add(`${schema("Webhook")}/$defs`, { Time: spec.get(property("Webhook", "created_at")) });
    spec.set(property("Webhook", "created_at"), { $ref: "#/components/schemas/Webhook/$defs/Time" });
  }),
  webhooks.safe("unused components", (spec) => {
    spec.add(schema("Unused"), { type: "object" });
    spec.add("/components/responses/Unused", { description: "Unused." });
  }),
  delivery.safe("rotate has no examples", (spec) =>
    spec.remove(`${spec.operation("rotateSecret")}/requestBody/${json}/examples`),
  ),
];

function renameReferences(spec: Parameters<SafeChange["edit"]>[0], from: string, to: string): void {
  spec.each((object) => {
    const { $ref } = object;
    if (typeof $ref === "string" && $ref.endsWith(`/${from}`)) object.$ref = `${$ref.slice(0, -from.length)}${to}`;
  });
}
