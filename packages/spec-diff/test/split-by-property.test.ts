import { describe, expect, test } from "vitest";
import { Schema } from "../src/schema/schema.ts";
import { splitByProperty } from "../src/schema/split-by-property.ts";
import type { Json } from "../src/spec/json.ts";
import { object, text, toDocument } from "./support.ts";

function schemaOf(value: Json): Schema {
  const document = toDocument({ openapi: "3.1.0", paths: {}, schema: value });
  return Schema.of(document, { value, file: "spec.yaml", pointer: "/schema" });
}

const kind = (...kinds: Json[]): Json => object({ kind: { enum: kinds } }, { required: ["kind"] });
const letters = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);

describe("an object is split by", () => {
  test.each<[what: string, schema: Json, others: Json[], values: Json[]]>([
    ["a field with a few values", kind("a", "b"), [kind("a")], ["a", "b"]],
    ["a field that only some of the others limit", kind("a", "b"), [text, object({}), kind("c")], ["a", "b"]],
    ["a field with 32 values", kind(...letters(32)), [kind("k1")], letters(32)],
    [
      "the first required field that can tell them apart",
      object({ one: { enum: [1] }, free: text, kind: { enum: ["a", "b"] } }, { required: ["one", "free", "kind"] }),
      [kind("a")],
      ["a", "b"],
    ],
  ])("%s", (_, schema, others, values) => {
    const parts = splitByProperty(schemaOf(schema), others.map(schemaOf));
    expect(parts.map((part) => part.property("kind").allowedValues)).toEqual(values.map((value) => [value]));
  });

  test.each<[what: string, schema: Json, others: Json[]]>([
    ["is optional", object({ kind: { enum: ["a", "b"] } }), [kind("a")]],
    ["has one value", kind("a"), [kind("a")]],
    ["has more than 32 values", kind(...letters(33)), [kind("k1")]],
    ["has any value", object({ kind: text }, { required: ["kind"] }), [kind("a")]],
    ["the others do not limit", kind("a", "b"), [object({ kind: text }), text]],
    ["only others that are no objects limit", kind("a", "b"), [{ ...(kind("a") as object), type: "array" }]],
    ["a value without fields lacks", { ...(kind("a", "b") as object), type: ["object", "null"] }, [kind("a")]],
    ["text does not have", { ...(kind("a", "b") as object), type: "string" }, [kind("a")]],
  ])("no field that %s", (_, value, others) => {
    const schema = schemaOf(value);
    expect(splitByProperty(schema, others.map(schemaOf))).toEqual([schema]);
  });
});

test("fields with the same schema split an object each by its own values", () => {
  const letter = { $ref: "#/schema/$defs/letter" };
  const $defs = { letter: { enum: ["a", "b"] } };
  const schema = schemaOf(object({ one: letter, other: letter }, { required: ["one", "other"], $defs }));
  for (const name of ["one", "other"]) {
    const parts = splitByProperty(schema, [schemaOf(object({ [name]: { const: "a" } }))]);
    expect(parts.map((part) => part.property(name).allowedValues)).toEqual([["a"], ["b"]]);
  }
});
