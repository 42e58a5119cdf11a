/** Keywords compared for equality only, here `contains`. */
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../src/spec/json.ts";
import { rules } from "./support.ts";

const text: Json = { type: "string" };
const schemas: JsonObject = {
  Text: text,
  AlsoText: { type: "string", description: "The same under another name." },
  Number: { type: "number" },
  Tree: { properties: { children: { items: { $ref: "#/components/schemas/Tree" } } } },
  Forest: { properties: { children: { items: { $ref: "#/components/schemas/Forest" } } } },
  Bush: { properties: { children: { items: { $ref: "#/components/schemas/Bush" } }, height: text } },
};
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** Whether a change of `contains` from one schema to the other is found, in both directions. */
async function isFound(one: Json, other: Json): Promise<boolean> {
  const found = await Promise.all([
    rules("request", { contains: one }, { contains: other }, schemas),
    rules("request", { contains: other }, { contains: one }, schemas),
  ]);
  for (const ids of found) expect(["", "request-body-contains-changed"]).toContain(ids.join());
  expect(found[0]).toEqual(found[1]);
  return found[0].length > 0;
}

describe("a schema is the same", () => {
  test.each<[string, Json, Json]>([
    ["with its keys in another order", { type: "string", maxLength: 1 }, { maxLength: 1, type: "string" }],
    ["with another title", { ...text, title: "a" }, { ...text, title: "b" }],
    ["with another description", { ...text, description: "a" }, text],
    ["with another example", { ...text, example: 1, examples: [1] }, { ...text, example: 2 }],
    ["marked as deprecated", { ...text, deprecated: true, $comment: "old", externalDocs: { url: "u" } }, text],
    ["with what is required in another order", { required: ["a", "b"] }, { required: ["b", "a"] }],
    ["with values in another order", { enum: ["a", { b: 1, c: 2 }] }, { enum: [{ c: 2, b: 1 }, "a"] }],
    ["with types in another order", { type: ["string", "null"] }, { type: ["null", "string"] }],
    ["with a type or a list of one type", { type: ["string"] }, { type: "string" }],
    ["with a const written in another order", { const: { a: 1, b: 2 } }, { const: { b: 2, a: 1 } }],
    ["with fields in another order", { properties: { a: text, b: true } }, { properties: { b: true, a: text } }],
    ["under another name", ref("Text"), ref("AlsoText")],
    ["that contains itself", ref("Tree"), ref("Forest")],
    [
      "with another name for where a discriminator leads",
      { discriminator: { propertyName: "a", mapping: { x: "#/components/schemas/Text" } } },
      { discriminator: { propertyName: "a", mapping: { x: "#/components/schemas/AlsoText" } } },
    ],
    ["as true", true, true],
  ])("%s", async (_, one, other) => {
    expect(await isFound(one, other)).toBe(false);
  });
});

describe("a schema is different", () => {
  test.each<[string, Json, Json]>([
    ["with another limit", { maxLength: 1 }, { maxLength: 2 }],
    ["with an additional keyword", { ...text, maxLength: 1 }, text],
    ["with an additional required field", { required: ["a"] }, { required: ["a", "b"] }],
    ["with another value", { enum: ["a", "b"] }, { enum: ["a", "c"] }],
    ["with another const", { const: { a: 1 } }, { const: { a: 2 } }],
    ["with another const, whose description is data", { const: { description: 1 } }, { const: { description: 2 } }],
    ["with another default", { default: { title: 1 } }, { default: { title: 2 } }],
    [
      "with another field called description",
      { properties: { description: text } },
      { properties: { description: true } },
    ],
    ["with an additional field called title", { properties: { title: text } }, { properties: {} }],
    ["with fields or without", { properties: { a: text } }, { properties: false }],
    ["with other fields by pattern", { patternProperties: { title: text } }, { patternProperties: { title: true } }],
    [
      "with another field in a field",
      { properties: { a: { properties: { b: text } } } },
      { properties: { a: { properties: { b: true } } } },
    ],
    ["with items in another order", { prefixItems: [text, true] }, { prefixItems: [true, text] }],
    ["with an additional item", { prefixItems: [text] }, { prefixItems: [text, true] }],
    ["with no item", { prefixItems: [] }, { prefixItems: [text] }],
    ["under the name of another schema", ref("Text"), ref("Number")],
    [
      "with another schema for a value of a discriminator, called title",
      { discriminator: { propertyName: "a", mapping: { title: "#/components/schemas/Text" } } },
      { discriminator: { propertyName: "a", mapping: { title: "#/components/schemas/Number" } } },
    ],
    ["by reference or inline", ref("Text"), text],
    ["that contains itself and another field", ref("Tree"), ref("Bush")],
    ["as true or false", true, false],
    ["as an object or true", {}, true],
  ])("%s", async (_, one, other) => {
    expect(await isFound(one, other)).toBe(true);
  });
});
