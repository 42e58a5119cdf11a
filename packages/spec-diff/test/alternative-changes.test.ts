/** Changes of `oneOf`, `anyOf` and `discriminator` in requests, responses and events. */
import { expect, test } from "vitest";
import type { Json } from "../src/spec/json.ts";
import { describePairs, describeUses, object, text } from "./support.ts";

const stringWith = (more: Record<string, Json>): Json => ({ type: "string", ...more });
const oneOf = (...oneOf: Json[]): Json => ({ oneOf });
const anyOf = (...anyOf: Json[]): Json => ({ anyOf });
const allOf = (...allOf: Json[]): Json => ({ allOf });
const number: Json = { type: "number" };
const variant = (type: string, more: Record<string, Json> = {}): Json => object({ type: { const: type }, ...more });
const variants = (count: number): Json[] => Array.from({ length: count }, (_, index) => variant(`${index}`));
const requireType = (schema: Json): Json => ({ ...Object(schema), required: ["type"] });
const choices = Array.from({ length: 20 }, (_, index) => anyOf({ minLength: index }, { maxLength: index }));

/** Pairs of schemas, compared in both directions. */
const pairs: Readonly<Record<string, readonly [Json, Json]>> = {
  "a default of an alternative": [
    oneOf(object({ a: stringWith({ default: "a" }) }), object({ b: text })),
    oneOf(object({ a: stringWith({ default: "b" }) }), object({ b: text })),
  ],
  "a default of an alternative and none": [
    oneOf(object({ a: stringWith({ default: "a" }) }), object({ b: text })),
    oneOf(object({ a: text }), object({ b: text })),
  ],
  "alternatives in another order": [oneOf(variant("a"), variant("b")), oneOf(variant("b"), variant("a"))],
  "an additional alternative": [oneOf(variant("a"), variant("b")), oneOf(variant("a"), variant("b"), variant("c"))],
  "an additional alternative of anyOf": [anyOf(text, number), anyOf(text, number, { type: "boolean" })],
  "a changed alternative": [
    oneOf(variant("a", { x: text }), variant("b")),
    oneOf(variant("b"), variant("a", { x: number })),
  ],
  "changed alternatives without constants": [oneOf(text, object({ a: text })), oneOf(text, object({ a: number }))],
  "null as an alternative": [oneOf(text, { type: "null" }), text],
  "null as an alternative and as a type": [oneOf(text, { type: "null" }), { type: ["string", "null"] }],
  "one schema and alternatives": [text, anyOf(text, number)],
  "a discriminator": [
    { oneOf: [variant("a"), variant("b")], discriminator: { propertyName: "type", mapping: { a: "#/a", b: "#/b" } } },
    { oneOf: [variant("a"), variant("b")], discriminator: { propertyName: "kind", mapping: { a: "#/a" } } },
  ],
  "a discriminator that maps to other schemas": [
    { oneOf: [variant("a"), variant("b")], discriminator: { propertyName: "type", mapping: { a: "#/a", b: "#/b" } } },
    { oneOf: [variant("a"), variant("b")], discriminator: { propertyName: "type", mapping: { a: "#/a", b: "#/c" } } },
  ],
  "a discriminator and none": [
    { oneOf: [variant("a"), variant("b")], discriminator: { propertyName: "type" } },
    oneOf(variant("a"), variant("b")),
  ],
  "the same discriminator": [
    { oneOf: [variant("a"), variant("b")], discriminator: { propertyName: "type", mapping: { a: "#/a" } } },
    { oneOf: [variant("a"), variant("b")], discriminator: { propertyName: "type", mapping: { a: "#/a", b: "#/b" } } },
  ],
  "alternatives with one match": [
    oneOf(object({ a: text }), object({ a: number }), object({ b: text })),
    oneOf(object({ b: text }), object({ a: number }), object({ a: text, c: text })),
  ],
  "alternatives with one match and a warning": [
    anyOf(object({ a: { enum: ["x"] } }), object({ b: text })),
    anyOf(object({ a: number }), object({ a: { enum: ["x", "y"] } }), object({ b: text })),
  ],
  "alternatives with two constants": [
    oneOf(variant("a", { version: { const: 1 } }), variant("a", { version: { const: 2 }, x: text })),
    oneOf(variant("a", { version: { const: 2 }, x: number }), variant("a", { version: { const: 1 } }), variant("c")),
  ],
  "alternatives with constants on one side": [
    oneOf(variant("a"), object({ b: text })),
    oneOf(object({ type: text, z: text }), object({ b: number }), text),
  ],
  "an alternative with two types": [anyOf(number, { type: ["string", "null"] }), anyOf(number, { type: "boolean" })],
  "listed types with number": [{ type: ["string", "number", "null"] }, anyOf(number, text, { type: "null" })],
  "listed types with integer": [{ type: ["string", "integer"] }, anyOf({ type: "integer" }, text)],
  "no types and alternatives": [{}, anyOf(number, text)],
  "nested alternatives": [oneOf(text, oneOf(number, { type: "boolean" })), oneOf(text, number, { type: "boolean" })],
  "alternatives with a common part": [
    allOf(object({ a: text }), oneOf(variant("x"), variant("y"))),
    oneOf(variant("x", { a: text }), variant("y", { a: number })),
  ],
  "more alternatives than are compared in any order": [oneOf(...variants(201)), oneOf(...variants(202))],
  "an additional field of one of many alternatives": [
    anyOf(...variants(201), variant("last")),
    anyOf(...variants(201), variant("last", { a: text })),
  ],
  "an additional field of one of many alternatives of oneOf": [
    oneOf(...variants(201).map(requireType), requireType(variant("last"))),
    oneOf(...variants(201).map(requireType), requireType(variant("last", { a: text }))),
  ],
  "one of many alternatives of oneOf that then has values of the others": [
    oneOf(...variants(201), variant("last")),
    oneOf(...variants(201), object({ type: text })),
  ],
  "choices that multiply": [allOf(...choices, anyOf(text)), allOf(...choices, anyOf(text, number))],
};

test("changes of alternatives are reported as in alternative-changes.txt", async () => {
  await expect(await describePairs(pairs, describeUses)).toMatchFileSnapshot("alternative-changes.txt");
});
