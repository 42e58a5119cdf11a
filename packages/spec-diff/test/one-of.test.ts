/** Alternatives that are together as wide as a schema, though none of them is alone. */
import { describe, expect, test } from "vitest";
import { diffDocuments } from "../src/diff-specs.ts";
import { Document } from "../src/spec/document.ts";
import type { Json } from "../src/spec/json.ts";
import { object, rules, text, withSchema } from "./support.ts";

const integer: Json = { type: "integer" };
const startsWith = (letter: string): Json => ({ type: "string", pattern: `^${letter}` });
const kind = (...kinds: string[]): Json => object({ kind: { enum: kinds } }, { required: ["kind"] });

describe("a schema is within alternatives", () => {
  test.each<[what: string, narrow: Json, wide: Json]>([
    ["if each of its values is", { enum: ["a", "b"] }, { anyOf: [startsWith("a"), startsWith("b")] }],
    ["if each of its types is", { type: ["string", "integer"] }, { oneOf: [integer, text] }],
    ["if each of its texts is", startsWith("[ab]"), { oneOf: [startsWith("a"), startsWith("b"), integer] }],
    ["if it is with each value of a field", kind("a", "b"), { oneOf: [kind("a"), kind("b")] }],
    ["in another order", { oneOf: [text, integer] }, { oneOf: [integer, text] }],
    ["if it is one of them", text, { anyOf: [integer, text] }],
    ["if it is within one of them", startsWith("a"), { anyOf: [integer, text] }],
  ])("%s", async (_, narrow, wide) => {
    expect(await rules("request", narrow, wide)).toEqual([]);
    expect(await rules("response", wide, narrow)).toEqual([]);
  });

  test.each<[what: string, narrow: Json, wide: Json]>([
    ["if one of its values is not", { enum: ["a", "c"] }, { anyOf: [startsWith("a"), startsWith("b")] }],
    ["if none of its values is", { enum: ["c", "d"] }, { anyOf: [startsWith("a"), startsWith("b")] }],
    [
      "if it is not known whether a value is",
      { enum: ["a", 1] },
      { anyOf: [{ ...(text as object), format: "email" }, integer] },
    ],
    ["if one of its types is not", { type: ["string", "integer", "boolean"] }, { oneOf: [integer, text] }],
    ["if one of its texts is not", startsWith("[abc]"), { anyOf: [startsWith("a"), startsWith("b")] }],
    [
      "if its texts are too short for one",
      startsWith("[ab]"),
      { anyOf: [startsWith("a"), { ...(startsWith("b") as object), minLength: 2 }] },
    ],
    ["if it is not with a value of a field", kind("a", "b", "c"), { oneOf: [kind("a"), kind("b")] }],
  ])("not %s", async (_, narrow, wide) => {
    expect(await rules("request", narrow, wide)).not.toEqual([]);
    expect(await rules("response", wide, narrow)).not.toEqual([]);
  });
});

describe("what is no longer an alternative is reported by what it is:", () => {
  test.each<[what: string, base: Json, head: Json, request: string[], response: string[]]>([
    ["null", { oneOf: [text, { type: "null" }] }, { oneOf: [text] }, ["became-not-nullable"], ["became-nullable"]],
    ["an alternative", { anyOf: [text, integer] }, { anyOf: [text] }, ["any-of-removed"], ["any-of-added"]],
    ["one of several types", { oneOf: [text, integer] }, { oneOf: [text] }, ["one-of-removed"], ["one-of-added"]],
    [
      "the one at the same place, if their number is the same",
      { oneOf: [text, object({ a: text })] },
      { oneOf: [text, object({ a: integer })] },
      ["property-type-changed"],
      ["property-type-changed"],
    ],
    [
      "the one with the same constant, at another place",
      { oneOf: [kind("a"), object({ kind: { const: "b" }, a: text }, { required: ["kind"] })] },
      { oneOf: [object({ kind: { const: "b" }, a: integer }, { required: ["kind"] }), kind("a")] },
      ["property-type-changed"],
      ["property-type-changed"],
    ],
  ])("%s", async (_, base, head, request, response) => {
    expect(await rules("request", base, head)).toEqual(request.map((id) => expect.stringContaining(id)));
    expect(await rules("response", head, base)).toEqual(response.map((id) => expect.stringContaining(id)));
  });
});

describe("oneOf accepts exactly one alternative;", () => {
  const card = object({ number: text, note: text }, { required: ["number"] });
  const bank = object({ iban: text }, { required: ["iban"] });
  const bankWithBic = object({ iban: text, bic: text }, { required: ["iban"] });
  const wallet = object({ wallet: text }, { required: ["wallet"] });
  const noted = object({ note: text }, { required: ["note"] });
  const oneOf = (...oneOf: Json[]): Json => ({ oneOf });

  test.each<[what: string, base: Json, head: Json, request: string[], response: string[]]>([
    ["an optional field of an alternative is new", oneOf(card, bank), oneOf(card, bankWithBic), [], []],
    ["an alternative is new", oneOf(card, bank), oneOf(card, bank, wallet), [], ["one-of-added"]],
    ["an alternative is removed", oneOf(card, bank, wallet), oneOf(card, bank), ["one-of-removed"], []],
    ["one of two alternatives is removed", oneOf(card, bank), oneOf(card), ["one-of-removed"], []],
    ["a schema gets an alternative", card, oneOf(card, bank), [], ["one-of-added"]],
  ])("fields that it does not describe are not sent with it: %s", async (_, base, head, request, response) => {
    expect(await rules("request", base, head)).toEqual(request.map((id) => `request-body-${id}`));
    expect(await rules("response", base, head)).toEqual(response.map((id) => `response-body-${id}`));
  });

  test.each<[what: string, narrow: Json, wide: Json]>([
    ["of anyOf", { anyOf: [card, bank] }, oneOf(card, bank)],
    ["of nested anyOf", oneOf(wallet, { anyOf: [card, bank] }), oneOf(wallet, oneOf(card, bank))],
    ["that describe the same field", oneOf(card, bank), oneOf(card, bank, noted)],
    ["without described fields", oneOf(object({}), bank), oneOf(object({}), bank, noted)],
    [
      "of which one has only values of three others",
      { anyOf: [card, bank, wallet] },
      oneOf({ anyOf: [card, bank, wallet] }, object({}, { required: ["number", "iban", "wallet"] })),
    ],
  ])("alternatives %s may overlap", async (_, narrow, wide) => {
    expect(await rules("request", narrow, wide)).toContain("request-body-one-of-overlap");
    expect(await rules("response", wide, narrow)).toContain("response-body-one-of-overlap");
  });

  test.each<[what: string, beside: (choice: Json) => Json]>([
    ["of which only one can match", (choice) => ({ allOf: [choice, { anyOf: [kind("a"), kind("b")] }] })],
    ["of which both can match", (choice) => ({ allOf: [choice, { anyOf: [noted, kind("a")] }] })],
    ["of another type", (choice) => ({ anyOf: [{ type: "null" }, choice] })],
  ])("an alternative may be new beside a choice %s", async (_, beside) => {
    const untyped: Json = { properties: { wallet: text }, required: ["wallet"] };
    const [narrow, wide] = [beside(oneOf(card, bank)), beside(oneOf(card, bank, untyped))];
    expect(await rules("request", narrow, wide)).toEqual([]);
    expect(await rules("response", wide, narrow)).toEqual([]);
  });
});

test("alternatives in files of their own may overlap", () => {
  const names = ["card", "wallet", "bank", "coin"];
  const files = names.map((name): [string, Json] => [`${name}.yaml`, object({ [name]: text }, { required: [name] })]);
  const oneOf = (...all: string[]): Json => ({ oneOf: all.map((name) => ({ $ref: `${name}.yaml` })) });
  const read = (schema: Json): Document => {
    const contents = new Map<string, Json>([["spec.yaml", withSchema("request", schema)], ...files]);
    return new Document({ contents, beside: (_, path) => path });
  };
  const either: Json = { anyOf: [oneOf("card", "wallet"), oneOf("bank", "coin")] };
  const changes = diffDocuments(read(either), read(oneOf(...names)));
  expect(changes.map(({ id }) => id)).toEqual(["request-body-one-of-overlap"]);
});
