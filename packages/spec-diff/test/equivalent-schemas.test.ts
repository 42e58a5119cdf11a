/** Schemas that accept the same values, however they are written. */
import { expect, test } from "vitest";
import type { Json } from "../src/spec/json.ts";
import { object, rules, text, type Use } from "./support.ts";

const uses: readonly Use[] = ["request", "response", "event"];
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
    "a field that a pattern describes too, where others are not allowed",
    { allOf: [byPattern], unevaluatedProperties: false },
    { allOf: [byPattern], properties: { "x-id": text }, unevaluatedProperties: false },
  ],
  [
    "`propertyNames` that all names match",
    closed({ a: text }),
    closed({ a: text }, { propertyNames: { maxLength: 1 } }),
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
