import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { type Constraint, constraintsOf } from "../../src/coverage/constraints.ts";
import type { Schema } from "../../src/spec/schema.ts";

/** The constraints of an operation with a parameter that has this schema. */
function constraintsOn(schema: Schema, where: "query" | "path" = "query"): Constraint[] {
  const parameters = { path: {}, query: {}, [where]: { value: { required: false, schema } } };
  return constraintsOf({ ...operations.listWebhooks, parameters, requestBody: null });
}

describe("the constraints of", () => {
  test.each<[what: string, schema: Schema, ids: string[]]>([
    ["a text", { type: "string", minLength: 1, default: "a" }, ["query.value type", "query.value minLength"]],
    [
      "an object, and of its fields",
      { type: "object", properties: { id: { type: "string" } }, required: ["id"], additionalProperties: false },
      ["query.value type", "query.value required", "query.value additionalProperties", "query.value.id type"],
    ],
    [
      "a list, and of its items",
      { type: "array", items: { type: "string", maxLength: 9 } },
      ["query.value type", "query.value.* type", "query.value.* maxLength"],
    ],
    [
      "an object with any fields",
      { additionalProperties: { type: "integer" } },
      ["query.value additionalProperties", "query.value.* type"],
    ],
    ["a schema in parts", { allOf: [{ type: "string" }], minLength: 1 }, ["query.value type", "query.value minLength"]],
    [
      "alternatives, without what tells them apart, and without their types",
      {
        oneOf: [
          { type: "object", properties: { kind: { const: "a" }, size: { minimum: 1 } } },
          { type: "object", properties: { kind: { const: "b" } }, required: ["kind"] },
        ],
      },
      ["query.value oneOf", "query.value.kind=a.size minimum", "query.value.kind=b required"],
    ],
    [
      "alternatives in a list, which another operation takes alone",
      { items: { oneOf: [{ properties: { kind: { const: "a" }, size: { minimum: 1 } } }] } },
      ["query.value.* oneOf"],
    ],
    [
      "a keyword that there is no test data for",
      { contentEncoding: "base64" } as Schema,
      ["query.value contentEncoding"],
    ],
  ])("%s", (_, schema, ids) => {
    expect(constraintsOn(schema).map(({ id }) => id)).toEqual(ids);
  });

  test("a parameter in the path", () => {
    expect(constraintsOn({ minLength: 1 }, "path")).toMatchObject([
      { id: "path.value minLength", place: { in: "path", path: ["value"] }, hasLimit: true },
    ]);
  });

  test("the bodies of operations", () => {
    const { createWebhook } = operations;
    const ofBody = constraintsOf(createWebhook).filter(({ id }) => id.startsWith("body.url "));
    expect(ofBody).toContainEqual(
      expect.objectContaining({ id: "body.url type", place: { in: "body", path: ["url"] } }),
    );
  });
});

describe("a value is", () => {
  test.each<[schema: Schema, value: unknown, result: ReturnType<Constraint["classify"]>]>([
    [{ minLength: 2 }, "a", "invalid"],
    [{ minLength: 2 }, "ab", "at the limit"],
    [{ minLength: 2 }, "abc", "valid"],
    [{ minLength: 2 }, "\u{1f600}", "invalid"],
    [{ minLength: 2 }, [1], undefined],
    [{ maxLength: 2 }, "a", "valid"],
    [{ maxLength: 2 }, "\u{1f600}b", "at the limit"],
    [{ maxLength: 2 }, "abc", "invalid"],
    [{ maxLength: 2 }, 3, undefined],
    [{ minItems: 1 }, [], "invalid"],
    [{ minItems: 1 }, [1], "at the limit"],
    [{ minItems: 1 }, "a", undefined],
    [{ maxItems: 1 }, [1, 2], "invalid"],
    [{ maxItems: 1 }, [], "valid"],
    [{ maxItems: 1 }, {}, undefined],
    [{ minimum: 1 }, 0, "invalid"],
    [{ minimum: 1 }, 1, "at the limit"],
    [{ minimum: 1 }, 2, "valid"],
    [{ minimum: 1 }, "2", undefined],
    [{ maximum: 1 }, 2, "invalid"],
    [{ maximum: 1 }, "2", undefined],
    [{ "x-served-maximum": 100 }, 101, "invalid"],
    [{ "x-served-maximum": 100 }, 100, "at the limit"],
    [{ "x-served-maximum": 100 }, "101", undefined],
    [{ pattern: "^a" }, "ab", "valid"],
    [{ pattern: "^a" }, "b", "invalid"],
    [{ enum: ["a"] }, "b", "invalid"],
    [{ const: 1 }, 1, "valid"],
    [{ required: ["a"] }, { a: 1 }, "valid"],
    [{ required: ["a"] }, {}, "invalid"],
  ])("by %j: %j is %s", (schema, value, result) => {
    const [constraint] = constraintsOn(schema);
    expect(constraint?.classify(value)).toBe(result);
  });

  test.each<[schema: Schema, keyword: string, value: unknown, result: ReturnType<Constraint["classify"]>]>([
    [{ type: "string" }, "type", "a", "valid"],
    [{ type: "string" }, "type", 1, "invalid"],
    // Another type violates another constraint.
    [{ type: "string", pattern: "^a" }, "pattern", 1, undefined],
    [{ type: "string", pattern: "^a" }, "pattern", "b", "invalid"],
    [{ type: "integer", minimum: 1 }, "minimum", 0, "invalid"],
    [{ properties: { a: {} }, additionalProperties: false }, "additionalProperties", { a: 1 }, "valid"],
    [{ properties: { a: {} }, additionalProperties: false }, "additionalProperties", { b: 1 }, "invalid"],
    [{ properties: { a: { type: "string" } }, additionalProperties: false }, "additionalProperties", { a: 1 }, "valid"],
    [{ properties: { a: { type: "string" } }, required: ["a"] }, "required", { a: 1 }, "valid"],
    // There is no test data for it, so nothing covers it.
    [{ contentEncoding: "base64" } as Schema, "contentEncoding", "a", undefined],
  ])("by %j, %s: %j is %s", (schema, keyword, value, result) => {
    const constraint = constraintsOn(schema).find(({ id }) => id === `query.value ${keyword}`);
    expect(constraint?.classify(value)).toBe(result);
  });

  test("at the limit only where there is one", () => {
    const limits = constraintsOn({ type: "string", minLength: 1, pattern: "^a" });
    expect(limits.map(({ hasLimit }) => hasLimit)).toEqual([false, true, false]);
  });
});
