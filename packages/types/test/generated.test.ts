import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { operations as deliveryOperations } from "../src/delivery.ts";
import { operationExamples as deliveryExamples } from "../src/generated/delivery/examples.ts";
import { schemas as deliverySchemas } from "../src/generated/delivery/schemas.ts";
import { eventExamples, operationExamples } from "../src/generated/webhooks/examples.ts";
import * as routes from "../src/generated/webhooks/routes.ts";
import { EventTypeSchema, eventSchemas, schemas } from "../src/generated/webhooks/schemas.ts";
import { eventTypes, type Operation, operations } from "../src/index.ts";

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, validateFormats: true });
addFormats.default(ajv);
ajv.addVocabulary(["x-max-counted", "x-max-deliveries", "x-max-event-bytes", "x-pattern-message", "x-served-maximum"]);

const table: Operation[] = Object.values(operations);
const specs = [
  { spec: "webhooks.yaml", table, schemas, examples: operationExamples },
  {
    spec: "delivery.yaml",
    table: Object.values<Operation>(deliveryOperations),
    schemas: deliverySchemas,
    examples: deliveryExamples,
  },
];

function expectValid(schema: object | boolean, value: unknown, label: string): void {
  ajv.validate(schema, value);
  expect(ajv.errors ?? [], label).toEqual([]);
}

describe.each(specs)("the schemas of $spec", ({ schemas }) => {
  test.each(Object.entries<{ $schema: string }>(schemas))("%s compiles as strict JSON Schema 2020-12", (_, schema) => {
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(() => ajv.compile(schema)).not.toThrow();
  });
});

describe("CreateWebhookRequestSchema", () => {
  const isValid = ajv.compile(schemas.CreateWebhookRequest);
  const valid = { url: "https://example.com/hooks", event_types: ["message.received"] };

  test("accepts the required fields", () => {
    expect(isValid(valid)).toBe(true);
  });

  test.each([
    { inbox_id: "inbox_1" },
    { inbox_ids: null },
    { inbox_ids: [""] },
    { inbox_ids: ["a\u0000b"] },
    { inbox_ids: Array.from({ length: 11 }, (_, index) => `inbox_${index}`) },
    { event_types: [] },
    { event_types: ["message.received", "message.received"] },
    { event_types: ["message.unknown"] },
    { url: "ftp://example.com" },
    { url: "https://user:password@example.com/" },
    { url: "/hooks" },
    { url: `https://example.com/${"a".repeat(2048)}` },
    { client_id: "" },
    { client_id: "has space" },
    { client_id: "a".repeat(257) },
  ])("rejects %j", (change) => {
    expect(isValid({ ...valid, ...change })).toBe(false);
  });
});

describe.each(specs)("the examples of $spec", ({ table, schemas, examples }) => {
  interface Examples {
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly request: Readonly<Record<string, unknown>>;
    readonly responses: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }
  const byOperation = new Map(Object.entries<Examples>(examples));
  const bySchema = new Map(Object.entries<object>(schemas));

  test.each(table)("of $id match the schemas of its parameters, request and responses", (operation) => {
    const { id } = operation;
    const { parameters = {}, request = {}, responses = {} } = byOperation.get(id) ?? {};
    const described = { ...operation.parameters.path, ...operation.parameters.query };
    expect(Object.keys(parameters).sort()).toEqual(Object.keys(described).sort());
    for (const [name, value] of Object.entries(parameters)) {
      expectValid(described[name]?.schema ?? false, value, `${id} ${name}`);
    }
    for (const [name, value] of Object.entries(request)) {
      expectValid(bySchema.get(operation.requestBody?.schema ?? "") ?? false, value, `${id} ${name}`);
    }
    for (const [status, { schema = "" }] of Object.entries(operation.responses)) {
      const values = Object.entries(responses[status] ?? {});
      expect(values.length > 0, `${id} ${status} has an example`).toBe(schema !== "");
      for (const [name, value] of values) {
        expectValid(bySchema.get(schema) ?? false, value, `${id} ${status} ${name}`);
      }
    }
  });
});

describe("the examples of events", () => {
  test.each(eventTypes)("%s match the schema of the type", (type) => {
    const examples = Object.entries(eventExamples[type]);
    expect(examples.length).toBeGreaterThan(0);
    for (const [name, example] of examples) {
      expectValid(eventSchemas[type], example, `${type} ${name}`);
      expect(example).toMatchObject({ type: "event", event_type: type });
    }
  });

  test("exist for every type of the enum", () => {
    expect(Object.keys(eventExamples)).toEqual([...eventTypes]);
    expect([...eventTypes]).toEqual([...EventTypeSchema.enum]);
  });
});

describe("the operation table", () => {
  test("contains the operations of the contract", () => {
    expect(table.map(({ id, method, path }) => `${id}: ${method} ${path}`)).toEqual([
      "listWebhooks: GET /agent/v0/webhooks",
      "createWebhook: POST /agent/v0/webhooks",
      "getWebhook: GET /agent/v0/webhooks/{webhook_id}",
      "updateWebhook: PATCH /agent/v0/webhooks/{webhook_id}",
      "deleteWebhook: DELETE /agent/v0/webhooks/{webhook_id}",
    ]);
  });

  test("describes which operations are safe and idempotent", () => {
    expect(table.filter(({ safe }) => safe).map(({ id }) => id)).toEqual(["listWebhooks", "getWebhook"]);
    expect(table.filter(({ idempotent }) => !idempotent).map(({ id }) => id)).toEqual(["createWebhook"]);
    expect(operations.createWebhook.idempotencyField).toBe("client_id");
  });

  test("describes which operations are paginated", () => {
    expect(table.filter(({ pagination }) => pagination !== null).map(({ id }) => id)).toEqual(["listWebhooks"]);
    expect(operations.listWebhooks.pagination).toEqual({
      items: "webhooks",
      token: "page_token",
      next: "next_page_token",
    });
  });

  test("has 413 and 415 for operations with a body and 404 for operations with an id, only", () => {
    // An organization has one or none of these.
    const ofOrganization = ["getOperatorWebhook", "deleteOperatorWebhook"];
    for (const { id, errors, requestBody, parameters } of specs.flatMap((spec) => spec.table)) {
      expect(errors.includes(413) && errors.includes(415), id).toBe(requestBody !== null);
      expect(errors.includes(404), id).toBe(Object.keys(parameters.path).length > 0 || ofOrganization.includes(id));
      expect(errors, id).toEqual(expect.arrayContaining([401, 403, 429, 500, 503]));
    }
  });
});

describe("the routes", () => {
  test("exist for every operation", () => {
    const label = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
    expect(routes.routes.map(label)).toEqual(table.map(label));
  });

  test("contain the limits of each field, length and pattern in one expression with its message", () => {
    const { limits } = routes.createWebhook;
    expect(limits).toMatchObject({ inbox_ids: 10, pod_ids: 10 });
    const clientId = new RegExp(limits.client_id[0], "u");
    expect(["a", "A-b_c.d~1", "a".repeat(256)].filter((id) => !clientId.test(id))).toEqual([]);
    expect(["", "a b", "é", "a\n", "a".repeat(257)].filter((id) => clientId.test(id))).toEqual([]);
    const url = new RegExp(limits.url[0], "u");
    expect(url.test(`https://example.com/${"a".repeat(2028)}`)).toBe(true);
    expect(url.test(`https://example.com/${"a".repeat(2029)}`)).toBe(false);
    expect(limits.client_id[1]).toBe("may have only A-Z a-z 0-9 . _ ~ - (at most 256 characters)");
  });

  test("mark the operation whose response has no body", () => {
    expect(routes.routes.filter((route) => "empty" in route)).toEqual([routes.deleteWebhook]);
  });
});
