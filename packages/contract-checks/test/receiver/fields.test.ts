import { describe, expect, test } from "vitest";
import { fieldsOf, isObject, without, withValue } from "../../src/receiver/data/fields.ts";

const schema = {
  required: ["a"],
  properties: {
    a: { enum: [1, 2] },
    b: { properties: { c: {}, d: {} }, required: ["d"] },
    list: { items: { properties: { e: {} } } },
    absent: {},
  },
  allOf: [{ properties: { f: { enum: ["x"] } }, required: ["f"] }],
};
const value = { a: 1, b: { c: 3, d: 4 }, list: [{ e: 5 }, { e: 6 }], f: "x", unknown: 7 };

describe("the fields of a value that its schema knows", () => {
  test("are those that it has, at any depth, each with what is said of it", () => {
    expect(fieldsOf(schema, value)).toEqual([
      { path: ["a"], isRequired: true, values: [1, 2] },
      { path: ["b"], isRequired: false, values: [] },
      { path: ["b", "c"], isRequired: false, values: [] },
      { path: ["b", "d"], isRequired: true, values: [] },
      { path: ["list"], isRequired: false, values: [] },
      { path: ["list", 0, "e"], isRequired: false, values: [] },
      { path: ["f"], isRequired: true, values: ["x"] },
    ]);
  });

  test("are none where there is no object, no item or no schema of items", () => {
    expect(fieldsOf(schema, "text")).toEqual([]);
    expect(fieldsOf(schema.properties.list, [])).toEqual([]);
    expect(fieldsOf({}, [{ e: 1 }])).toEqual([]);
    expect(fieldsOf({ items: { properties: { e: {} } } }, [null])).toEqual([]);
  });
});

describe("a copy of a value", () => {
  test("lacks what stands at some paths, and what it is made of stays", () => {
    const before = structuredClone(value);
    expect(without(value, [["b", "c"], ["list", 0, "e"], ["f"]])).toEqual({
      a: 1,
      b: { d: 4 },
      list: [{}, { e: 6 }],
      unknown: 7,
    });
    expect(value).toEqual(before);
  });

  test("lacks a field in something that it lacks already", () => {
    expect(without(value, [["b"], ["b", "c"]])).not.toHaveProperty("b");
  });

  test("has another value at a path, and what it is made of stays", () => {
    const before = structuredClone(value);
    expect(withValue(value, ["list", 1, "e"], "new")).toEqual({ ...value, list: [{ e: 5 }, { e: "new" }] });
    expect(withValue(value, ["nowhere", "at", "all"], "new")).toEqual(value);
    expect(value).toEqual(before);
  });
});

test("an object is neither null nor a list nor a text", () => {
  expect([{}, { a: 1 }].every(isObject)).toBe(true);
  expect([null, undefined, [], [1], "text", 1].some(isObject)).toBe(false);
});
