import type { Fields, Value } from "./edit.ts";
import { json, parameter, property, type SafeTwin, schema } from "./mutant.ts";

const prose = new Set(["description", "summary", "title"]);

/** The same, said in another way. */
export const spellingTwins: readonly SafeTwin[] = [
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
    what: "a header is written in capitals",
    edit: (spec) => spec.rename("/components/responses/TooManyRequests/headers/Retry-After", "RETRY-AFTER"),
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
    what: "components that nobody refers to",
    edit: (spec) => {
      spec.add(schema("Unused"), { type: "object" });
      spec.add("/components/responses/Unused", { description: "Unused." });
    },
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
