/** Schemas that accept the same values, however they are written. */
import { describe, expect, test } from "vitest";
import type { Json } from "../src/spec/json.ts";
import { object, rules, text, type Use } from "./support.ts";

const uses: readonly Use[] = ["request", "response", "event"];
const integer: Json = { type: "integer" };
const array = (more: Record<string, Json>): Json => ({ type: "array", ...more });
const closed = (properties: Record<string, Json>, more: Record<string, Json> = {}): Json =>
  object(properties, { additionalProperties: false, ...more });
const byPattern: Json = { patternProperties: { "^x-": text } };

test.each<[what: string, one: Json, other: Json]>([
  ["`not` of everything and `false`", object({ a: text }, { additionalProperties: { not: {} } }), closed({ a: text })],
  ["`contains` of no item at least, and none", array({ contains: text, minContains: 0 }), array({})],
  ["`minContains` without `contains`, and none", array({ minContains: 2, maxContains: 3 }), array({})],
  ["`minContains` of 1 and none", array({ contains: text, minContains: 1 }), array({ contains: text })],
  [
    "`items` and `unevaluatedItems` behind a prefix",
    array({ prefixItems: [text], items: false }),
    array({ prefixItems: [text], unevaluatedItems: false }),
  ],
  [
    "`unevaluatedItems` beside `items`, and none",
    array({ prefixItems: [integer], items: text, unevaluatedItems: false }),
    array({ prefixItems: [integer], items: text }),
  ],
  [
    "`unevaluatedProperties` beside `additionalProperties`, and none",
    object({ a: text }, { additionalProperties: text, unevaluatedProperties: false }),
    object({ a: text }, { additionalProperties: text }),
  ],
  [
    "a field that a pattern describes too, where others are not allowed",
    { allOf: [byPattern], unevaluatedProperties: false },
    { allOf: [byPattern], properties: { "x-id": text }, unevaluatedProperties: false },
  ],
  [
    "`propertyNames` that all names match",
    closed({ a: text }),
    closed({ a: text }, { propertyNames: { maxLength: 1 } }),
  ],
  [
    "`propertyNames` that all patterns match",
    closed({}, { patternProperties: { "^x-[a-z]+$": text } }),
    closed({}, { patternProperties: { "^x-[a-z]+$": text }, propertyNames: { pattern: "^x-" } }),
  ],
  [
    "a pattern of names, and two that match the same names together",
    closed({}, { patternProperties: { "^(a|b)$": text } }),
    closed({}, { patternProperties: { "^a$": text, "^b$": text } }),
  ],
  [
    "a pattern of names, and two that overlap",
    closed({}, { patternProperties: { "^[a-z]$": text } }),
    closed({}, { patternProperties: { "^[a-p]$": text, "^[h-z]$": text } }),
  ],
  [
    "a pattern that two others imply together, and none",
    { type: "string", pattern: "^a", allOf: [{ pattern: "b$" }, { pattern: "^a[^]*b$" }] },
    { type: "string", pattern: "^a", allOf: [{ pattern: "b$" }] },
  ],
  [
    "`unevaluatedProperties` around another one, and none",
    { allOf: [object({ a: text }, { unevaluatedProperties: integer })], unevaluatedProperties: false },
    object({ a: text }, { unevaluatedProperties: integer }),
  ],
  [
    "`propertyNames` with the type that names have, and without it",
    object({}, { propertyNames: { type: "string", pattern: "^x-" } }),
    object({}, { propertyNames: { pattern: "^x-" } }),
  ],
  ["`propertyNames` of any text, and none", object({}, { propertyNames: text }), object({})],
  [
    "`propertyNames` in two parts",
    { allOf: [object({}, { propertyNames: { minLength: 2 } }), { propertyNames: { maxLength: 5 } }] },
    object({}, { propertyNames: { minLength: 2, maxLength: 5 } }),
  ],
  [
    "`int32` and limits within it",
    { type: ["integer", "null"], minimum: -(2 ** 31), exclusiveMaximum: 2 ** 31, format: "int32" },
    { type: ["integer", "null"], minimum: -(2 ** 31), exclusiveMaximum: 2 ** 31 },
  ],
  [
    "`int64` and limits within it",
    { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER, format: "int64" },
    { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  ],
  ["a text to obscure and another one", { type: "string", format: "password" }, text],
])("%s", async (_, one, other) => {
  for (const use of uses) {
    expect(await rules(use, one, other)).toEqual([]);
    expect(await rules(use, other, one)).toEqual([]);
  }
});

test("`propertyNames` that a name does not match", async () => {
  const fields = { a: text, ab: text };
  const named = closed(fields, { propertyNames: { maxLength: 1 } });
  expect(await rules("request", closed(fields), named)).toEqual(["request-body-property-names-added"]);
  expect(await rules("response", named, closed(fields))).toEqual(["response-body-property-names-removed"]);
});

test("an array gets another item, where others are not allowed", async () => {
  const tuple = (...prefixItems: Json[]): Json => array({ prefixItems, unevaluatedItems: false });
  const [short, long] = [tuple(text), tuple(text, text)];
  expect(await rules("request", short, long)).toEqual([]);
  expect(await rules("request", long, short)).toEqual(["request-property-type-changed"]);
  expect(await rules("response", short, long)).toEqual(["response-property-type-changed"]);
  expect(await rules("response", long, short)).toEqual([]);
});

test("an item of `else` is evaluated, so that `unevaluatedItems` allows it", async () => {
  const conditional = (maxLength: number): Json =>
    array({
      minItems: 1,
      if: false,
      else: { prefixItems: [{ ...(text as object), maxLength }] },
      unevaluatedItems: false,
    });
  expect(await rules("request", conditional(9), conditional(5))).toEqual(["request-body-else-changed"]);
});

test("items that `contains` evaluates are allowed beside `unevaluatedItems`, those that it evaluated no longer", async () => {
  const only = (contains: Json): Json => array({ contains, minContains: 0, unevaluatedItems: false });
  expect(await rules("request", only(text), only(integer))).toEqual(["request-body-contains-changed"]);
  expect(await rules("response", only(text), only(integer))).toEqual(["response-body-contains-changed"]);
});

describe("`unevaluatedProperties` of a branch", () => {
  const rejected = ["request-body-additional-properties-rejected", "request-property-type-changed"];
  const allowed = ["response-body-additional-properties-allowed", "response-property-type-changed"];

  test.each(["allOf", "anyOf", "oneOf"])("of `%s` does not see what stands beside it", async (keyword) => {
    const use = (more: Record<string, Json>) => object({ id: text }, { [keyword]: [object({ name: text }, more)] });
    const [open, closedBranch] = [use({}), use({ unevaluatedProperties: false })];
    expect(await rules("request", open, closedBranch)).toEqual(rejected);
    expect(await rules("response", closedBranch, open)).toEqual(allowed);
    expect(await rules("request", closedBranch, open)).toEqual([]);
  });

  test("does not see what a sibling allows", async () => {
    const siblings = (more: Record<string, Json>): Json => ({
      allOf: [object({ id: text }, { additionalProperties: true }), object({ name: text }, more)],
    });
    expect(await rules("request", siblings({}), siblings({ unevaluatedProperties: false }))).toEqual(rejected);
  });

  test("sees the schema that a sibling refers to, if it does so too", async () => {
    const schemas = { Named: object({ name: text }) };
    const named = { $ref: "#/components/schemas/Named" };
    const one = { ...named, unevaluatedProperties: false };
    for (const use of uses) {
      expect(await rules(use, one, { allOf: [named, one] }, schemas)).toEqual([]);
      expect(await rules(use, { allOf: [named, one] }, one, schemas)).toEqual([]);
    }
  });

  test("may rule out a field that is needed beside it", async () => {
    const use = (name: Json): Json =>
      object({ id: text }, { required: ["id"], allOf: [object({ name }, { unevaluatedProperties: false })] });
    expect(await rules("request", use(text), use(integer))).toEqual(["(request-body-accepts-nothing)"]);
  });
});

test("`unevaluatedItems` of a branch does not see the items of a sibling", async () => {
  const siblings = (more: Record<string, Json>): Json => ({ allOf: [array({ prefixItems: [text] }), array(more)] });
  const [one, other] = [siblings({}), siblings({ unevaluatedItems: false })];
  const typeChanged = (part: string) => [`${part}-property-type-changed`, `${part}-property-type-changed`];
  expect(await rules("request", one, other)).toEqual(typeChanged("request"));
  expect(await rules("response", other, one)).toEqual(typeChanged("response"));
  expect(await rules("request", other, one)).toEqual([]);
});

test("`unevaluatedProperties` sees what its alternatives allow", async () => {
  const branch = (kind: string, rest: Json): Json =>
    object({ kind: { const: kind } }, { required: ["kind"], additionalProperties: rest });
  const either = (rest: Json): Json => ({
    oneOf: [branch("a", rest), branch("b", true)],
    unevaluatedProperties: false,
  });
  expect(await rules("request", either(text), either(integer))).toEqual(["request-property-type-changed"]);
  expect(await rules("request", either(true), either(false))).toEqual(["request-body-additional-properties-rejected"]);
});

test("one of several `contains` that needs no item may be left out", async () => {
  const several = (...allOf: Json[]): Json => ({ type: "array", allOf: [{ contains: text }, ...allOf] });
  expect(await rules("request", several(), several({ contains: integer, minContains: 0 }))).toEqual([]);
});

describe("a field that a condition allows where others are not", () => {
  const dependent = (schemas: Record<string, Json>): Json =>
    object({ a: text }, { dependentSchemas: schemas, unevaluatedProperties: false });
  const needing = (required: string[]): Json => object({ foo: text, bar: text }, { required });

  test("may need another one", async () => {
    const [one, other] = [dependent({ foo: needing([]) }), dependent({ foo: needing(["bar"]) })];
    expect(await rules("request", one, other)).toEqual(["request-body-dependent-schemas-changed"]);
  });

  test("is no longer allowed without the condition", async () => {
    const [one, other] = [dependent({ foo: needing([]) }), object({ a: text }, { unevaluatedProperties: false })];
    expect(await rules("request", one, other)).toEqual(["request-body-dependent-schemas-removed"]);
    expect(await rules("response", other, one)).toEqual(["response-body-dependent-schemas-added"]);
  });

  test("may no longer be allowed", async () => {
    const [one, other] = [dependent({ a: needing([]), foo: needing([]) }), dependent({ foo: needing([]) })];
    expect(await rules("request", one, other)).toEqual(["request-body-dependent-schemas-changed"]);
  });
});

test("a field that needs others is not new when it is described", async () => {
  const fields = { a: text, c: text };
  const one = object(fields, { dependentRequired: { b: ["a"] } });
  const other = object({ ...fields, b: text }, { dependentRequired: { b: ["a", "c"] } });
  expect(await rules("request", one, other)).toEqual(["request-body-dependent-required-changed"]);
});
