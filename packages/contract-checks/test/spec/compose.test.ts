import { describe, expect, test } from "vitest";
import { discriminators, mergeAllOf, pathInSchema } from "../../src/spec/compose.ts";
import type { Schema } from "../../src/spec/schema.ts";

const id: Schema = { type: "string", minLength: 1 };
const name: Schema = { type: "string" };

describe("a schema with allOf is one schema", () => {
  test.each<[what: string, schema: Schema, merged: Schema]>([
    ["without allOf as it is", { type: "object", required: ["a"] }, { type: "object", required: ["a"] }],
    [
      "with the properties and required fields of all parts",
      {
        allOf: [
          { properties: { id }, required: ["id"] },
          { type: "object", required: ["name"] },
        ],
        properties: { name },
      },
      { type: "object", properties: { id, name }, required: ["id", "name"] },
    ],
    ["with its own keywords before those of its parts", { allOf: [{ maxLength: 1 }], maxLength: 2 }, { maxLength: 2 }],
    [
      "without properties when no part has some",
      { allOf: [{ type: "string" }, { minLength: 1 }] },
      { type: "string", minLength: 1 },
    ],
    ["with parts of parts", { allOf: [{ allOf: [{ properties: { id } }] }] }, { properties: { id } }],
  ])("%s", (_, schema, merged) => {
    expect(mergeAllOf(schema)).toEqual(merged);
  });

  test("which is the same object each time", () => {
    const schema: Schema = { allOf: [{ type: "string" }] };
    expect(mergeAllOf(schema)).toBe(mergeAllOf(schema));
  });
});

describe("the path in a schema", () => {
  const whole: Schema = {
    type: "object",
    properties: { id },
    allOf: [{ minProperties: 1 }, { allOf: [{ properties: { name }, required: ["name"] }] }],
  };

  test.each<[keyword: string, property: string | undefined, path: string[]]>([
    ["type", undefined, ["type"]],
    ["properties", "id", ["properties", "id"]],
    ["required", undefined, ["allOf", "1", "allOf", "0", "required"]],
    ["properties", "name", ["allOf", "1", "allOf", "0", "properties", "name"]],
    ["minProperties", undefined, ["allOf", "0", "minProperties"]],
    // What no part has is a place of the schema itself.
    ["maxLength", undefined, ["maxLength"]],
    ["properties", "other", ["properties", "other"]],
    ["properties", "toString", ["properties", "toString"]],
  ])("to %s %s", (keyword, property, path) => {
    expect(pathInSchema(whole, keyword, property)).toEqual(path);
  });

  test("of a schema without allOf", () => {
    expect(pathInSchema({}, "properties", "id")).toEqual(["properties", "id"]);
    expect(pathInSchema({ properties: { id } }, "type")).toEqual(["type"]);
  });
});

describe("alternatives are told apart by", () => {
  const alternative = (...constants: readonly [string, unknown][]): Schema => ({
    properties: Object.fromEntries(constants.map(([name, value]) => [name, { const: value }])),
  });

  test.each<[what: string, alternatives: Schema[], names: string[]]>([
    ["a constant that is different in each", [alternative(["type", "a"]), alternative(["type", "b"])], ["type"]],
    [
      "several of them",
      [alternative(["a", 1], ["b", 1], ["c", 1]), alternative(["a", 2], ["b", 1], ["c", 2])],
      ["a", "c"],
    ],
    ["nothing when two have the same", [alternative(["a", 1]), alternative(["a", 2]), alternative(["a", 1])], []],
    ["nothing when one has no constant", [alternative(["a", 1]), { properties: { a: { type: "string" } } }], []],
    ["nothing when one has no properties", [alternative(["a", 1]), {}], []],
    ["nothing when there are none", [], []],
    ["nothing when none has properties", [{}, {}], []],
  ])("%s", (_, alternatives, names) => {
    expect(discriminators(alternatives)).toEqual(names);
  });
});
