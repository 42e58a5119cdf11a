import { describe, expect, test } from "vitest";
import { operations as deliveryOperations } from "../src/delivery.ts";
import { schemas as deliverySchemas } from "../src/generated/delivery/schemas.ts";
import { schemas } from "../src/generated/webhooks/schemas.ts";
import { type JsonSchema, type Operation, operations } from "../src/index.ts";

/** What a database, an encoder or a decoder changes or rejects: U+0000, half of a surrogate pair, the byte order mark. */
const unstorable = ["\u0000", "\ud800", "\ufeff"];

/** The paths of texts that accept what cannot be stored. Events are stored as they are sent, so theirs may be anything. */
function findTexts(schema: JsonSchema, path: readonly string[] = []): string[] {
  const { type, properties = {}, items, additionalProperties, allOf = [], oneOf = [] } = schema;
  if (oneOf.length > 0 && oneOf.every((branch) => "event_type" in (branch.properties ?? {}))) return [];
  const below = Object.entries({ ...properties, items, additionalProperties }).flatMap(([name, child]) =>
    typeof child === "object" ? findTexts(child, [...path, name]) : [],
  );
  const isText = [type].flat().includes("string");
  return [
    ...(isText && acceptsUnstorable(schema) ? [path.join(".") || "body"] : []),
    ...below,
    ...[...allOf, ...oneOf].flatMap((branch) => findTexts(branch, path)),
  ];
}

function acceptsUnstorable({ pattern, format, ...schema }: JsonSchema): boolean {
  if ("enum" in schema || "const" in schema || format !== undefined) return false;
  const expression = new RegExp(pattern ?? "", "u");
  return unstorable.some((character) => expression.test(character) || expression.test(`a${character}`));
}

describe("a text of a request rejects U+0000, U+FEFF and unpaired surrogates: give it a pattern such as ^[^\\x00]*$ and x-well-formed", () => {
  const specs = [
    { table: Object.values<Operation>(operations), named: new Map(Object.entries<JsonSchema>(schemas)) },
    {
      table: Object.values<Operation>(deliveryOperations),
      named: new Map(Object.entries<JsonSchema>(deliverySchemas)),
    },
  ];
  const bodies = specs.flatMap(({ table, named }) =>
    table.flatMap(({ id, requestBody }) => (requestBody ? [{ id, schema: named.get(requestBody.schema) ?? {} }] : [])),
  );

  test.each(bodies)("$id", ({ schema }) => {
    expect(findTexts(schema)).toEqual([]);
  });
});

test.each<JsonSchema>([
  { type: "string" },
  { type: "string", maxLength: 9 },
  { type: "string", pattern: "^a" },
  { type: "string", pattern: "^[^\\x00]*$" },
  { type: ["string", "null"] },
  { type: "array", items: { type: "string" } },
  { type: "object", additionalProperties: { type: "string" } },
])("%j is found", (text) => {
  expect(findTexts({ properties: { name: text } })).toHaveLength(1);
});

test.each<JsonSchema>([
  { type: "string", pattern: "^[^\\x00\\p{Cs}\\ufeff]*$" },
  { type: "string", pattern: "^[a-z]+$" },
  { type: "string", format: "date-time" },
  { type: "string", enum: ["a"] },
  { type: "boolean" },
  { oneOf: [{ properties: { event_type: { const: "a" }, text: { type: "string" } } }] },
])("%j is not", (text) => {
  expect(findTexts({ properties: { name: text } })).toEqual([]);
});
