import { expect, test } from "vitest";
import { bareSchema, componentSchemas, eventSchemaNames } from "../src/schemas.ts";
import { specOf } from "./spec-of.ts";

test("prose is left out of schemas, and kept where it is data or a name", () => {
  const data = { title: "a", description: "b" };
  const values = { const: data, default: data, enum: [data] };
  const schema = { title: "t", ...values, properties: { title: { title: "t", minimum: 1 } } };
  expect(bareSchema(schema, "schema A")).toEqual({ ...values, properties: { title: { minimum: 1 } } });
});

test("names in a schema are kept, whatever keyword they look like", () => {
  const schema = {
    dependentSchemas: { title: { title: "t", minimum: 1 } },
    dependentRequired: { description: ["example"] },
    discriminator: { propertyName: "kind", mapping: { title: "#/components/schemas/A" } },
  };
  expect(bareSchema(schema, "schema A")).toEqual({ ...schema, dependentSchemas: { title: { minimum: 1 } } });
});

test("schemas of a document without a dialect are those of JSON Schema 2020-12", () => {
  const components = { schemas: { A: { type: "object" } } };
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  expect(componentSchemas(specOf({ components }))).toEqual({ A: { $schema, type: "object" } });
  const jsonSchemaDialect = "https://example.com/dialect";
  expect(componentSchemas(specOf({ components, jsonSchemaDialect }))).toEqual({
    A: { $schema: jsonSchemaDialect, type: "object" },
  });
});

test("the schema of an event is found by references, also of its body and its path item", () => {
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Made" } } };
  const components = {
    schemas: { Made: { type: "object" } },
    requestBodies: { Made: { content } },
    pathItems: { Made: { post: { requestBody: { $ref: "#/components/requestBodies/Made" } } } },
  };
  const written = { components, webhooks: { "thing.made": { $ref: "#/components/pathItems/Made" } } };
  const resolved = { components, webhooks: { "thing.made": { post: { requestBody: { content } } } } };
  expect(eventSchemaNames(specOf(written, resolved))).toEqual({ "thing.made": "Made" });
});
