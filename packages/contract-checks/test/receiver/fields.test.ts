import { describe, expect, test } from "vitest";
import { fieldsOf, omitPaths, setAtPath } from "../../src/receiver/data/fields.ts";

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

describe("fieldsOf", () => {
  test("lists the fields of a value that are in its schema, at any depth", () => {
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

  test("is empty without an object, an item or a schema of the items", () => {
    expect(fieldsOf(schema, "text")).toEqual([]);
    expect(fieldsOf(schema.properties.list, [])).toEqual([]);
    expect(fieldsOf({}, [{ e: 1 }])).toEqual([]);
    expect(fieldsOf({ items: { properties: { e: {} } } }, [null])).toEqual([]);
  });
});

describe("omitPaths and setAtPath", () => {
  test("omitPaths returns a copy without these fields", () => {
    const before = structuredClone(value);
    expect(omitPaths(value, [["b", "c"], ["list", 0, "e"], ["f"]])).toEqual({
      a: 1,
      b: { d: 4 },
      list: [{}, { e: 6 }],
      unknown: 7,
    });
    expect(value).toEqual(before);
  });

  test("omitPaths ignores a field of something that is already omitted", () => {
    expect(omitPaths(value, [["b"], ["b", "c"]])).not.toHaveProperty("b");
  });

  test("setAtPath returns a copy with the field", () => {
    const before = structuredClone(value);
    expect(setAtPath(value, ["list", 1, "e"], "new")).toEqual({ ...value, list: [{ e: 5 }, { e: "new" }] });
    expect(setAtPath(value, ["nowhere", "at", "all"], "new")).toEqual(value);
    expect(value).toEqual(before);
  });
});
