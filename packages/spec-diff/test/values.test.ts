/** The values that a schema accepts. */
import { describe, expect, test } from "vitest";
import { Schema } from "../src/schema/schema.ts";
import { finiteValues, isValid } from "../src/schema/values.ts";
import type { Json } from "../src/spec/json.ts";
import { toDocument } from "./support.ts";

function schemaOf(value: Json): Schema {
  const document = toDocument({ openapi: "3.1.0", paths: {}, schema: value });
  return Schema.of(document, { value, file: "spec.yaml", pointer: "/schema" });
}

/** Of each schema, values that are valid and values that are not. */
const cases: readonly [schema: Json, valid: readonly Json[], invalid: readonly Json[]][] = [
  [true, [null, 1, {}], []],
  [false, [], [null, 1, {}]],
  [{ type: "integer" }, [1, -1], [1.5, "1", null]],
  [{ type: "number" }, [1, 1.5], ["1"]],
  [{ type: ["string", "null"] }, ["", null], [1, false, [], {}]],
  [{ type: "boolean" }, [true, false], [0, null]],
  [{ enum: [1, { a: [1], b: 2 }] }, [1, { b: 2, a: [1] }], [2, { a: [1] }]],
  [{ const: "a", type: "string" }, ["a"], ["b"]],
  [{ type: "integer", enum: ["a", 1] }, [1], ["a"]],
  [{ minimum: 1, maximum: 3 }, [1, 3, "text"], [0.9, 3.1]],
  [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, [2], [1, 3]],
  [{ multipleOf: 0.05 }, [0.15, 0], [0.12]],
  [{ multipleOf: "abc" }, [1], []],
  [{ minLength: 2, maxLength: 3 }, ["ab", "\u{1f600}\u{1f600}\u{1f600}", 1], ["\u{1f600}", "abcd"]],
  [{ pattern: "^a+$" }, ["aa", 1], ["b"]],
  [{ minItems: 1, maxItems: 2 }, [[1], [1, 2], "a"], [[], [1, 2, 3]]],
  [
    { uniqueItems: true },
    [[1, "1"], [], "aa"],
    [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
  ],
  [{ uniqueItems: false }, [[1, 1]], []],
  [{ items: { type: "integer" } }, [[], [1, 2]], [[1, "2"]]],
  [{ prefixItems: [{ type: "integer" }], items: { type: "string" } }, [[1, "a"], [1]], [["a"], [1, 2]]],
  [{ minProperties: 1, maxProperties: 2 }, [{ a: 1 }, { a: 1, b: 2 }, []], [{}, { a: 1, b: 2, c: 3 }]],
  [{ required: ["a", "b"] }, [{ a: 1, b: null }, "a"], [{}, { a: 1 }]],
  [{ properties: { a: { type: "integer" } } }, [{}, { a: 1, b: "b" }], [{ a: "1" }, { a: null }]],
  [{ properties: { a: true }, additionalProperties: false }, [{ a: 1 }, {}], [{ b: 1 }]],
  [{ allOf: [{ minimum: 1 }, { maximum: 3 }] }, [2], [0, 4]],
  [{ oneOf: [{ type: "integer" }, { minimum: 2 }] }, [1, 2.5, "a"], [3, 1.5]],
  [{ anyOf: [{ type: "integer" }, { minimum: 2 }] }, [1, 2.5, 3], [1.5]],
  [{ not: { type: "string" } }, [1], ["a"]],
];

describe.each(cases)("%j", (schema, valid, invalid) => {
  test("accepts and rejects", () => {
    for (const otherwise of [true, false]) {
      expect(valid.filter((value) => !isValid(schemaOf(schema), value, otherwise))).toEqual([]);
      expect(invalid.filter((value) => isValid(schemaOf(schema), value, otherwise))).toEqual([]);
    }
  });
});

describe("a keyword that is not evaluated leaves open whether a value is valid:", () => {
  test.each<[schema: Json, open: Json, decided: Json]>([
    [{ format: "email" }, "a", true],
    [{ format: "int32" }, 1, true],
    [{ format: "float" }, 1.5, true],
    [{ contentEncoding: "base64" }, "a", 1],
    [{ pattern: "(" }, "a", 1],
    [{ contains: {} }, [1], "a"],
    [{ propertyNames: { maxLength: 1 } }, { a: 1 }, ["a"]],
    [{ dependentRequired: { a: ["b"] } }, {}, 1],
    [{ unevaluatedProperties: { type: "string" } }, {}, 1],
    [{ items: { format: "email" } }, ["a"], []],
    [{ properties: { a: { format: "email" } } }, { a: "a" }, {}],
  ])("%j with %j, but not with %j", (schema, open, decided) => {
    expect([true, false].map((otherwise) => isValid(schemaOf(schema), open, otherwise))).toEqual([true, false]);
    expect([true, false].map((otherwise) => isValid(schemaOf(schema), decided, otherwise))).toEqual([true, true]);
  });

  test("but not if another keyword rejects it", () => {
    expect(isValid(schemaOf({ format: "email", maxLength: 1 }), "ab", true)).toBe(false);
  });

  test("and what is excluded the other way", () => {
    const schema = schemaOf({ not: { format: "email" } });
    expect([true, false].map((otherwise) => isValid(schema, "a", otherwise))).toEqual([true, false]);
  });

  test("also `if`, whatever the type", () => {
    expect([true, false].map((otherwise) => isValid(schemaOf({ if: {} }), 1, otherwise))).toEqual([true, false]);
  });
});

describe("all values are listed by", () => {
  test.each<[schema: Json, values: readonly Json[]]>([
    [{ const: { a: 1 } }, [{ a: 1 }]],
    [{ enum: ["a", "b"] }, ["a", "b"]],
    [{ enum: ["a", "b"], maxLength: 0 }, []],
    [{ enum: ["a", 1], type: "string" }, ["a"]],
    [{ type: "boolean" }, [true, false]],
    [{ type: "null" }, [null]],
    [{ type: ["boolean", "null"] }, [true, false, null]],
    [{ type: "boolean", not: { const: true } }, [false]],
    [{ anyOf: [{ const: "a" }, { enum: ["b", "a"] }, { type: "null" }] }, ["a", "b", null]],
    [{ oneOf: [{ const: "a" }, { enum: ["b", "a"] }] }, ["b"]],
    [{ enum: ["a"], format: "email" }, ["a"]],
    [{ enum: ["a"], pattern: "(" }, ["a"]],
    [false, []],
  ])("%j", (schema, values) => {
    expect(finiteValues(schemaOf(schema))).toEqual(values);
  });

  test.each<[schema: Json]>([
    [true],
    [{ type: "string" }],
    [{ type: ["null", "integer"] }],
    [{ type: ["boolean", "string"] }],
    [{ anyOf: [{ const: "a" }, { type: "string" }] }],
  ])("no list in %j", (schema) => {
    expect(finiteValues(schemaOf(schema))).toBeUndefined();
  });

  test("the same list each time", () => {
    const schema = schemaOf({ enum: ["a"] });
    expect(finiteValues(schema)).toBe(finiteValues(schema));
  });
});
