/** The principles of schema comparison. The messages are in schema-changes.txt and alternative-changes.txt. */
import { describe, expect, test } from "vitest";
import type { Json } from "../src/spec/json.ts";
import { diff, object, rules, text, type Use, withSchema } from "./support.ts";

const integer = { type: "integer" };
const enumOf = (...values: string[]): Json => ({ ...text, enum: values });
const containing = (more: Record<string, Json>): Json => ({ type: "array", contains: text, ...more });

/** [keyword, narrow, wide, the rule for a narrower request, the rule for a wider response] */
const narrowAndWide: readonly [keyword: string, narrow: Json, wide: Json, request: string, response: string][] = [
  ["type", integer, { type: "number" }, "list-of-types-narrowed", "list-of-types-widened"],
  ["type", text, {}, "list-of-types-narrowed", "list-of-types-widened"],
  ["null", text, { type: ["string", "null"] }, "became-not-nullable", "became-nullable"],
  ["false", false, text, "type-changed", "type-changed"],
  ["enum", enumOf("a"), text, "became-enum", "enum-removed"],
  ["const", { ...text, const: "a" }, text, "const-added", "const-removed"],
  ["maxLength", { ...text, maxLength: 5 }, text, "max-length-set", "max-length-unset"],
  [
    "maxItems",
    { type: "array", maxItems: 1 },
    { type: "array", maxItems: 2 },
    "max-items-decreased",
    "max-items-increased",
  ],
  ["minimum", { type: "number", minimum: 0 }, { type: "number" }, "min-set", "min-unset"],
  [
    "multipleOf",
    { ...integer, multipleOf: 10 },
    { ...integer, multipleOf: 5 },
    "multiple-of-changed",
    "multiple-of-changed",
  ],
  ["uniqueItems", { type: "array", uniqueItems: true }, { type: "array" }, "unique-items-set", "unique-items-unset"],
  ["format", { ...text, format: "date-time" }, text, "type-changed", "type-changed"],
  ["format", { ...text, format: "uri" }, { ...text, format: "uri-reference" }, "type-changed", "type-changed"],
  ["pattern", { ...text, pattern: "^a" }, text, "pattern-added", "pattern-removed"],
  ["pattern", { ...text, pattern: "^a+$" }, { ...text, pattern: "a" }, "pattern-changed", "pattern-changed"],
  [
    "additionalProperties",
    object({}, { additionalProperties: false }),
    object({}),
    "additional-properties-rejected",
    "additional-properties-allowed",
  ],
  ["not", { ...text, not: { const: "a" } }, text, "not-added", "not-removed"],
  ["oneOf", { oneOf: [text] }, { oneOf: [text, integer] }, "one-of-removed", "one-of-added"],
  ["contains", containing({}), { type: "array" }, "contains-added", "contains-removed"],
  [
    "minContains",
    containing({ minContains: 2 }),
    containing({ minContains: 1 }),
    "min-contains-changed",
    "min-contains-changed",
  ],
  ["minContains", containing({}), containing({ minContains: 0 }), "min-contains-removed", "min-contains-added"],
  [
    "maxContains",
    containing({ maxContains: 3 }),
    containing({ maxContains: 5 }),
    "max-contains-changed",
    "max-contains-changed",
  ],
  [
    "contains, of which others need no item",
    { type: "array", allOf: [{ contains: text, minContains: 0 }, { contains: integer }] },
    { type: "array", allOf: [{ contains: text, minContains: 0 }] },
    "contains-changed",
    "contains-changed",
  ],
  [
    "contains, whose own minContains it is not",
    { type: "array", allOf: [{ contains: text }], minContains: 0 },
    { type: "array" },
    "contains-added",
    "contains-removed",
  ],
  [
    "maxContains of one of several",
    {
      type: "array",
      allOf: [
        { contains: text, maxContains: 1 },
        { contains: integer, maxContains: 3 },
      ],
    },
    {
      type: "array",
      allOf: [
        { contains: text, maxContains: 1 },
        { contains: integer, maxContains: 5 },
      ],
    },
    "contains-changed",
    "contains-changed",
  ],
  [
    "dependentSchemas",
    object({ a: text, b: text }, { dependentSchemas: { a: { required: ["b"] }, b: { required: ["a"] } } }),
    object({ a: text, b: text }, { dependentSchemas: { a: { required: ["b"] } } }),
    "dependent-schemas-changed",
    "dependent-schemas-changed",
  ],
  [
    "unevaluatedProperties",
    { allOf: [object({ a: text })], unevaluatedProperties: false },
    { allOf: [object({ a: text }, { additionalProperties: true })], unevaluatedProperties: false },
    "additional-properties-rejected",
    "additional-properties-allowed",
  ],
];

describe.each(narrowAndWide)("%s of %j and %j", (_, narrow, wide, request, response) => {
  test("a narrower schema breaks requests only", async () => {
    expect(await rules("request", wide, narrow)).toEqual([`request-body-${request}`]);
    expect(await rules("response", wide, narrow)).toEqual([]);
    expect(await rules("event", wide, narrow)).toEqual([]);
  });

  test("a wider schema breaks responses and events only", async () => {
    expect(await rules("request", narrow, wide)).toEqual([]);
    expect(await rules("response", narrow, wide)).toEqual([`response-body-${response}`]);
    expect(await rules("event", narrow, wide)).toEqual([`response-body-${response}`]);
  });
});

describe("a field", () => {
  const without = object({ a: text });
  const optional = object({ a: text, b: text });
  const required = object({ a: text, b: text }, { required: ["b"] });
  const undescribed = object({ a: text }, { required: ["b"] });
  const closed = object({ a: text }, { additionalProperties: false });
  const closedOptional = object({ a: text, b: text }, { additionalProperties: false });
  const map = object({}, { additionalProperties: text });
  const named = (type: string) => object({ b: { type } }, { additionalProperties: text });
  const forbidden = object({ a: text, b: false });
  const withNeeds = object({ a: text, b: text }, { dependentRequired: { b: ["a"] } });
  const readOnly = object({ a: text, b: { ...text, readOnly: true } }, { required: ["b"] });
  const writeOnly = object({ a: text, b: { ...text, writeOnly: true } }, { required: ["b"] });
  const limited = object({ a: text, b: { ...text, maxLength: 5 } });
  const ofOtherType = object({ a: text, b: integer });

  test.each<[what: string, use: Use, base: Json, head: Json, rule: string]>([
    ["new and optional", "request", without, optional, ""],
    ["new and required", "request", without, required, "new-required-request-property"],
    ["now required", "request", optional, required, "request-property-became-required"],
    ["no longer required", "request", required, optional, ""],
    ["removed from an open object", "request", optional, without, "request-property-removed"],
    ["removed from a closed object", "request", closedOptional, closed, "request-property-removed"],
    ["new, required and not described", "request", without, undescribed, "new-required-request-property"],
    ["no longer required, and not described", "request", undescribed, without, ""],
    ["described as all other fields", "request", map, named("string"), ""],
    ["described unlike all other fields", "request", map, named("integer"), "request-property-type-changed"],
    ["new, with another one that it needs", "request", without, withNeeds, ""],
    ["needing another one now", "request", optional, withNeeds, "request-body-dependent-required-added"],
    ["that could not be sent, and is no longer described", "request", forbidden, without, ""],
    ["new and read-only", "request", without, readOnly, ""],
    ["no longer read-only, with a limit", "request", readOnly, limited, ""],
    ["now read-only", "request", optional, readOnly, "request-optional-property-became-read-only"],
    ["required and removed", "response", required, without, "response-required-property-removed"],
    ["optional and removed", "response", optional, without, "response-optional-property-removed"],
    ["no longer required", "response", required, optional, "response-property-became-optional"],
    ["new and required", "response", without, required, ""],
    ["no longer required, and not described", "response", undescribed, without, "response-property-became-optional"],
    ["required, and not described", "response", without, undescribed, ""],
    ["new in a closed object", "response", closed, closedOptional, "response-optional-property-added"],
    ["no longer described unlike others", "response", named("integer"), map, "response-property-type-changed"],
    ["now write-only", "response", required, writeOnly, "response-required-property-became-write-only"],
    ["new and required (older events lack it)", "event", without, required, "(response-property-added)"],
    ["new and optional", "event", without, optional, ""],
    ["now required", "event", optional, required, ""],
    ["new and write-only", "event", without, writeOnly, ""],
    ["no longer write-only, with another type", "response", writeOnly, ofOtherType, ""],
    ["no longer write-only, but required", "event", writeOnly, required, "(response-property-added)"],
  ])("%s in a %s", async (_, use, base, head, rule) => {
    expect(await rules(use, base, head)).toEqual(rule === "" ? [] : [rule]);
  });
});

describe("a value of an enum", () => {
  test.each<[what: string, use: Use, base: Json, head: Json, rule: string]>([
    ["new", "request", enumOf("a"), enumOf("b", "a"), ""],
    ["removed", "request", enumOf("a", "b"), enumOf("a"), "request-body-enum-value-removed"],
    ["new", "response", enumOf("a"), enumOf("b", "a"), "(response-body-enum-value-added)"],
    ["removed", "response", enumOf("a", "b"), enumOf("a"), ""],
    ["replaced", "response", enumOf("a", "b"), enumOf("a", "c"), "response-body-enum-value-replaced"],
    ["replaced as a const", "response", { const: "a" }, { const: "b" }, "response-body-const-changed"],
    [
      "new, beside an invalid pattern",
      "response",
      { ...text, pattern: "(", enum: ["a"] },
      { ...text, pattern: "(", enum: ["a", "b"] },
      "(response-body-enum-value-added)",
    ],
    ["that matches the old pattern", "response", { ...text, pattern: "^[ab]$" }, enumOf("a", "b"), ""],
    [
      "that does not match the old pattern",
      "response",
      { ...text, pattern: "^[ab]$" },
      enumOf("a", "c"),
      "response-body-pattern-removed",
    ],
  ])("%s in a %s", async (_, use, base, head, rule) => {
    expect(await rules(use, base, head)).toEqual(rule === "" ? [] : [rule]);
  });
});

describe("an equivalent schema", () => {
  const age = { ...integer, minimum: 0 };
  const person = object({ name: text, age }, { required: ["name"] });
  const schemas = { Person: person, Named: object({ name: text }, { required: ["name"] }) };
  const [$ref, named] = ["#/components/schemas/Person", "#/components/schemas/Named"];
  const equivalents: readonly [string, Json][] = [
    ["by reference", { $ref }],
    ["by reference with a description", { $ref, description: "…" }],
    ["composed with `allOf`", { allOf: [{ $ref: named }, object({ age })] }],
    ["with keywords beside a reference", { $ref: named, properties: { age } }],
    ["as `oneOf` of one", { oneOf: [{ $ref }] }],
    [
      "as `anyOf` of one with a common part",
      { required: ["name"], anyOf: [object({ name: text, age: { ...integer, exclusiveMinimum: -1 } })] },
    ],
  ];

  test.each(equivalents)("%s is no change", async (_, equivalent) => {
    for (const use of ["request", "response", "event"] as const) {
      expect(await rules(use, person, equivalent, schemas)).toEqual([]);
      expect(await rules(use, equivalent, person, schemas)).toEqual([]);
    }
  });

  test.each(equivalents)("%s: changes in it are found", async (_, equivalent) => {
    const changed = object({ name: text, age: text }, { required: ["name"] });
    expect(await rules("request", equivalent, changed, schemas)).toEqual(["request-property-type-changed"]);
    expect(await rules("response", changed, equivalent, schemas)).toEqual(["response-property-type-changed"]);
  });

  test("a field named like a keyword is a field", async () => {
    const described = object({ description: text, enum: text, $ref: text });
    const other = object({ description: integer, enum: text, $ref: text });
    expect(await rules("response", described, other)).toEqual(["response-property-type-changed"]);
  });
});

test("an unknown type is an error with its address", async () => {
  const field = (type: Json) => object({ a: { type } });
  const where = "spec.yaml#/paths/~1a/get/responses/200/content/application~1json/schema/properties/a/type";
  const types = "null, boolean, object, array, number, integer, string";
  for (const type of ["datetime", ["string", "datetime"]]) {
    await expect(rules("response", field(type), field("string"))).rejects.toThrow(
      `${where}: "datetime" is not a type; the types are ${types}`,
    );
  }
});

test("a schema that a `$dynamicRef` leads to is compared", async () => {
  const use = (field: Json) =>
    withSchema("response", { $dynamicRef: "#node" }, { Node: object({ field }, { $dynamicAnchor: "node" }) });
  expect((await diff(use(text), use(integer))).map(({ id }) => id)).toEqual(["response-property-type-changed"]);
  expect(await diff(use(text), use(text))).toEqual([]);
});

describe("a schema that contains itself", () => {
  const Tree = (leaf: Json): Json =>
    object({ leaf, children: { type: "array", items: { $ref: "#/components/schemas/Tree" } } });
  const Value = (alternative: Json): Json => ({
    oneOf: [text, alternative, { type: "array", items: { $ref: "#/components/schemas/Value" } }],
  });

  test("terminates", async () => {
    const use = (leaf: Json) => withSchema("response", { $ref: "#/components/schemas/Tree" }, { Tree: Tree(leaf) });
    expect((await diff(use(text), use(integer))).map(({ id }) => id)).toEqual(["response-property-type-changed"]);
    expect(await diff(use(text), use(text))).toEqual([]);
  });

  test("terminates as an alternative of itself", async () => {
    const use = (type: string) =>
      withSchema("response", { $ref: "#/components/schemas/Value" }, { Value: Value({ type }) });
    expect((await diff(use("integer"), use("number"))).map(({ level }) => level)).toContain("breaking");
    expect(await diff(use("number"), use("integer"))).toEqual([]);
  });
});
