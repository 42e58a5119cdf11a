/** Changes of schemas in requests, responses and events. For `oneOf` and `anyOf`, see alternative-changes.test.ts. */
import { expect, test } from "vitest";
import type { Json } from "../src/spec/json.ts";
import { describePairs, describeUses, object, text } from "./support.ts";

const typed =
  (type: string) =>
  (more: Record<string, Json>): Json => ({ type, ...more });
const stringWith = typed("string");
const integerWith = typed("integer");
const numberWith = typed("number");
const arrayWith = typed("array");
const allOf = (...allOf: Json[]): Json => ({ allOf });
const number: Json = { type: "number" };
const closed = (properties: Record<string, Json>, more: Record<string, Json> = {}): Json =>
  object(properties, { additionalProperties: false, ...more });
const byPattern = (patternProperties: Record<string, Json>): Json => closed({}, { patternProperties });

/** Pairs of schemas, compared in both directions. */
const pairs: Readonly<Record<string, readonly [Json, Json]>> = {
  "a type": [text, number],
  "an integer and a number": [{ type: "integer" }, number],
  "two types and one": [{ type: ["string", "integer"] }, text],
  "two types and two others": [{ type: ["string", "integer"] }, { type: ["string", "boolean"] }],
  nullable: [text, { type: ["string", "null"] }],
  "the type null without quotes": [{ type: ["string", "null"] }, { type: ["string", null] }],
  "the type null without quotes, and none": [text, { type: ["string", null] }],
  "any value and no value": [true, false],
  "an enum": [stringWith({ enum: ["a", "b"] }), text],
  "two enums": [stringWith({ enum: ["a", "b"] }), stringWith({ enum: ["b", "c", "d"] })],
  "a const": [{ const: "a" }, { const: "b" }],
  "a const and an enum": [stringWith({ const: "a" }), stringWith({ enum: ["a", "b"] })],
  "an enum with null": [{ type: ["string", "null"], enum: ["a", null] }, stringWith({ enum: ["a"] })],
  lengths: [stringWith({ minLength: 2, maxLength: 5 }), stringWith({ minLength: 1, maxLength: 6 })],
  "lengths and none": [stringWith({ minLength: 2, maxLength: 5 }), text],
  "a length in two parts": [allOf(stringWith({ maxLength: 5 }), { maxLength: 3 }), stringWith({ maxLength: 5 })],
  "a minimum length that the pattern implies": [
    stringWith({ pattern: "^wh_." }),
    stringWith({ pattern: "^wh_.", minLength: 4 }),
  ],
  "a minimum length that the pattern does not imply": [
    stringWith({ pattern: "^wh_." }),
    stringWith({ pattern: "^wh_.", minLength: 5 }),
  ],
  "a maximum length that the pattern implies": [
    stringWith({ pattern: "^[a-z]{2,3}$" }),
    stringWith({ pattern: "^[a-z]{2,3}$", maxLength: 3 }),
  ],
  "a maximum length that the pattern does not imply": [
    stringWith({ pattern: "^[a-z]{2,3}$" }),
    stringWith({ pattern: "^[a-z]{2,3}$", maxLength: 2 }),
  ],
  "a length in code points that the pattern implies": [
    stringWith({ pattern: "^(😀|ab)$" }),
    stringWith({ pattern: "^(😀|ab)$", minLength: 1, maxLength: 2 }),
  ],
  "a length that is too large to compare with the pattern": [
    stringWith({ pattern: "^a+$" }),
    stringWith({ pattern: "^a+$", minLength: 1_000_000 }),
  ],
  "a minimum length of 0": [text, stringWith({ minLength: 0 })],
  "numbers of items": [arrayWith({ minItems: 2, maxItems: 5 }), arrayWith({ minItems: 1, maxItems: 6 })],
  "numbers of fields": [
    object({}, { minProperties: 2, maxProperties: 5 }),
    object({}, { minProperties: 1, maxProperties: 6 }),
  ],
  "bounds of integers": [
    integerWith({ minimum: 1, exclusiveMaximum: 10 }),
    integerWith({ exclusiveMinimum: 0, maximum: 9 }),
  ],
  "bounds of numbers": [
    numberWith({ minimum: 1, maximum: 10 }),
    numberWith({ exclusiveMinimum: 1, exclusiveMaximum: 10 }),
  ],
  "bounds between integers": [
    integerWith({ exclusiveMinimum: 0.5, exclusiveMaximum: 9.5 }),
    integerWith({ minimum: 1, maximum: 9 }),
  ],
  "bounds below zero": [integerWith({ minimum: -5 }), { type: "integer" }],
  multiples: [integerWith({ multipleOf: 10 }), integerWith({ multipleOf: 4 })],
  "multiples and none": [integerWith({ multipleOf: 10 }), { type: "integer" }],
  "a multiple of a text, which is ignored": [numberWith({ multipleOf: "abc" }), number],
  formats: [stringWith({ format: "email" }), stringWith({ format: "uri" })],
  "a format within another": [stringWith({ format: "int32" }), stringWith({ format: "int64" })],
  "a format and none": [stringWith({ format: "email" }), text],
  "a format of integers that the maximum does not imply": [
    integerWith({ minimum: 0, maximum: 2 ** 31 }),
    integerWith({ minimum: 0, maximum: 2 ** 31, format: "int32" }),
  ],
  "a format of integers that the minimum does not imply": [
    integerWith({ minimum: -(2 ** 31) - 1, maximum: 0 }),
    integerWith({ minimum: -(2 ** 31) - 1, maximum: 0, format: "int32" }),
  ],
  "a format of integers, and none for numbers within its limits": [
    numberWith({ minimum: 1, maximum: 100 }),
    numberWith({ minimum: 1, maximum: 100, format: "int32" }),
  ],
  patterns: [stringWith({ pattern: "^a$" }), stringWith({ pattern: "^b$" })],
  "two patterns and one": [allOf(stringWith({ pattern: "^a" }), { pattern: "b$" }), stringWith({ pattern: "^c" })],
  "a pattern that matches everything": [text, stringWith({ pattern: "" })],
  "unique items": [arrayWith({ uniqueItems: true }), arrayWith({ uniqueItems: false })],
  items: [arrayWith({ items: text }), arrayWith({ items: number })],
  "items of items": [
    arrayWith({ items: { type: "array", items: object({ a: text }) } }),
    arrayWith({ items: { type: "array", items: object({ a: number }) } }),
  ],
  "keywords compared for equality": [
    stringWith({ not: { const: "a" }, contentSchema: { type: "object" } }),
    stringWith({ not: { const: "b" } }),
  ],
  "`not` and none": [text, stringWith({ not: { const: "a" } })],
  "keywords compared for equality, and none": [
    arrayWith({
      if: { minItems: 2 },
      else: { maxItems: 3 },
      contains: text,
      minContains: 2,
      maxContains: 3,
      unevaluatedItems: number,
    }),
    { type: "array" },
  ],
  "more and fewer items that are contained": [
    arrayWith({ contains: text, minContains: 2, maxContains: 5 }),
    arrayWith({ contains: text, minContains: 1, maxContains: 6 }),
  ],
  "another item that is contained": [arrayWith({ contains: text }), arrayWith({ contains: number })],
  "the encoding of a text": [
    stringWith({ contentEncoding: "base64", contentMediaType: "image/png" }),
    stringWith({ contentEncoding: "base32", contentMediaType: "image/png" }),
  ],
  "an encoded text and a plain one": [
    stringWith({ contentEncoding: "base64", contentMediaType: "application/json", contentSchema: {} }),
    text,
  ],
  "an encoding in two parts": [
    allOf({ contentEncoding: "base64" }, stringWith({ contentEncoding: "base64" })),
    stringWith({ contentEncoding: "base64" }),
  ],
  "base64, as OpenAPI 3.0 writes it": [stringWith({ format: "byte" }), stringWith({ contentEncoding: "base64" })],
  "base64, written both ways": [
    stringWith({ format: "byte", contentEncoding: "base64" }),
    stringWith({ contentEncoding: "base64" }),
  ],
  "base64, as OpenAPI 3.0 writes it, and another encoding": [
    stringWith({ format: "byte" }),
    stringWith({ contentEncoding: "base32" }),
  ],
  "base64, as OpenAPI 3.0 writes it, and a plain text": [stringWith({ format: "byte" }), text],
  "the encoding of numbers, which is ignored": [{ type: "integer" }, integerWith({ contentEncoding: "base64" })],
  "equal patternProperties": [
    object({}, { patternProperties: { "^a": { description: "one", type: "string" } } }),
    object({}, { patternProperties: { "^a": { description: "other", type: "string" } } }),
  ],
  "a field": [object({ a: text }), object({ a: text, b: text })],
  "a required field": [object({ a: text }), object({ a: text, b: text }, { required: ["b"] })],
  "a field that becomes required": [object({ a: text }), object({ a: text }, { required: ["a"] })],
  "a field in a field": [object({ a: object({ b: text }) }), object({ a: object({ b: number }) })],
  "a field without a valid value": [object({ a: text }), object({ a: false })],
  "unknown fields": [object({ a: text }, { additionalProperties: false }), object({ a: text })],
  "a field of a closed object": [
    object({ a: text }, { additionalProperties: false }),
    object({ a: text, b: text }, { additionalProperties: false }),
  ],
  "unknown fields of a type": [
    object({}, { additionalProperties: text }),
    object({}, { additionalProperties: number }),
  ],
  "unevaluated fields": [object({ a: text }, { unevaluatedProperties: false }), object({ a: text })],
  "readOnly and writeOnly fields": [
    object(
      { a: text, b: stringWith({ readOnly: true }), c: stringWith({ writeOnly: true }) },
      { required: ["b", "c"] },
    ),
    object({ a: text, b: text, c: text }, { required: ["b", "c"] }),
  ],
  "a default": [stringWith({ default: "a" }), stringWith({ default: "b" })],
  "a default and none": [stringWith({ default: "a" }), text],
  "a boolean, and both of its values": [{ type: "boolean" }, { type: "boolean", enum: [true, false] }],
  "a boolean, and one of its values": [{ type: "boolean" }, { type: "boolean", enum: [true] }],
  "a boolean or null, and both of its values": [
    { type: ["boolean", "null"] },
    { type: ["boolean", "null"], enum: [true, false] },
  ],
  "both booleans without a type": [{}, { enum: [true, false] }],
  "a string with boolean values": [text, stringWith({ enum: [true, false] })],
  "values in two parts": [allOf({ enum: ["a", "b"] }, { enum: ["b", "c"] }), { enum: ["b"] }],
  "values that match a pattern": [{ enum: ["a", 1] }, { pattern: "^a$", enum: ["a", 1] }],
  "values that do not match a pattern": [{ enum: ["a", "b"] }, { pattern: "^a$", enum: ["a", "b"] }],
  "the same format": [stringWith({ format: "email" }), stringWith({ format: "email", minLength: 1 })],
  ...Object.fromEntries(
    [
      ["float", "double"],
      ["email", "idn-email"],
      ["hostname", "idn-hostname"],
      ["uri", "iri"],
      ["uri", "iri-reference"],
      ["iri", "iri-reference"],
      ["uri-reference", "iri-reference"],
    ].map(([one, other]) => [`the format ${one} within ${other}`, [{ format: one }, { format: other }]]),
  ),
  "a default in another key order": [
    { default: { a: 1, b: 2 }, maxProperties: 3 },
    { default: { b: 2, a: 1 }, maxProperties: 4 },
  ],
  "a weakened extension": [integerWith({ "x-served-maximum": 100 }), integerWith({ "x-served-maximum": 50 })],
  "an extension in a part": [
    allOf(integerWith({ "x-served-maximum": 100 }), { minimum: 1 }),
    integerWith({ minimum: 1, "x-served-maximum": 50 }),
  ],
  "a limit in an extension, and none": [arrayWith({ "x-max-deliveries": 100 }), { type: "array" }],
  "how far is counted": [object({}, { "x-max-counted": 100 }), object({}, { "x-max-counted": 50 })],
  "how far is counted, and no limit": [object({}, { "x-max-counted": 100 }), object({})],
  "well-formed texts": [stringWith({ "x-well-formed": true }), stringWith({ "x-well-formed": false })],
  "well-formed texts in a part": [allOf({ "x-well-formed": true }, text), stringWith({ "x-well-formed": true })],
  "well-formed texts, which the pattern implies": [
    stringWith({ pattern: "^[!-~]*$" }),
    stringWith({ pattern: "^[!-~]*$", "x-well-formed": true }),
  ],
  "well-formed texts, which the pattern does not imply": [
    stringWith({ pattern: "^[^\\x00]*$" }),
    stringWith({ pattern: "^[^\\x00]*$", "x-well-formed": true }),
  ],
  "well-formed texts, which the values imply": [
    stringWith({ enum: ["a", "b"] }),
    stringWith({ enum: ["a", "b"], "x-well-formed": true }),
  ],
  "well-formed texts, which not all values are": [
    stringWith({ enum: ["a", "\ufeffb"] }),
    stringWith({ enum: ["a", "\ufeffb"], "x-well-formed": true }),
  ],
  "numbers, which are no texts": [{ type: "integer" }, integerWith({ "x-well-formed": true })],
  "fields by pattern": [
    object({}, { patternProperties: { "^a": text } }),
    object({ ab: text, ba: text }, { patternProperties: { "^a": text } }),
  ],
  "a field with a pattern": [
    object({ ab: true }, { patternProperties: { "^a": text } }),
    object({ ab: number }, { patternProperties: { "^a": text } }),
  ],
  "a pattern within another": [byPattern({ "^[a-z]+$": text }), byPattern({ "^[a-z0-9_]+$": text })],
  "a pattern within another, of names that are not allowed": [
    byPattern({ "^x-": true }),
    byPattern({ "^x-": true, "^x-a": false }),
  ],
  "a pattern within another in both": [
    byPattern({ "^x-": text, "^x-a": { maxLength: 5 } }),
    byPattern({ "^x-": text, "^x-a": { maxLength: 6 } }),
  ],
  "a pattern in two parts": [
    allOf({ patternProperties: { "^x-": { maxLength: 5 } } }, object({}, { patternProperties: { "^x-": text } })),
    object({}, { patternProperties: { "^x-": text } }),
  ],
  "a pattern and one that overlaps it": [byPattern({ "^a": text }), byPattern({ "^a": text, b$: number })],
  "a field with unevaluatedProperties": [
    object({ a: text }, { unevaluatedProperties: number }),
    object({ a: text, b: text }, { unevaluatedProperties: number }),
  ],
  "invalid properties and required": [object({ a: text }), { type: "object", properties: true, required: "a" }],
  "a required field without a valid value": [object({ a: text }, { required: ["a"] }), object({ a: false })],
  "an invalid enum": [text, stringWith({ enum: "a" })],
  "a field with annotations only": [object({ a: { title: "t", description: "d" } }), object({})],
  "a field with annotations and a type": [object({ a: { description: "d", type: "string" } }), object({})],
  "both parts of `allOf`": [
    allOf(object({ a: text }, { required: ["a"] }), object({ b: text })),
    object({ a: text, b: text }),
  ],
  "closed objects in `allOf`, which contradict each other": [
    allOf(closed({ a: text }, { required: ["a"] }), closed({ b: text })),
    allOf(closed({ a: text }, { required: ["a"] }), closed({ b: number })),
  ],
  "closed objects in `allOf` that accept an object without fields": [
    allOf(closed({ a: text }), closed({ b: text })),
    allOf(closed({ a: text }), closed({ b: number })),
  ],
};

test("changes of schemas are reported as in schema-changes.txt", async () => {
  await expect(await describePairs(pairs, describeUses)).toMatchFileSnapshot("schema-changes.txt");
});
