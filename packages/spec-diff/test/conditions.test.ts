/** Conditions: an `if` with the `then` and `else` beside it. */
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../src/spec/json.ts";
import { object, rules, text, type Use } from "./support.ts";

const uses: readonly Use[] = ["request", "response", "event"];
const allOf = (...allOf: Json[]): Json => ({ allOf });
/** A literal with `then` could be taken for a promise. */
const when = (kind: string, consequence: Json, name = "then"): JsonObject => ({
  if: object({ kind: { const: kind } }),
  [name]: consequence,
});
const needs = (field: string): Json => ({ required: [field] });

describe("each `then` and `else` belongs to its own `if`:", () => {
  const card = when("card", needs("number"));
  const bank = when("bank", needs("iban"));
  const both = allOf(card, bank);

  test.each<[name: string]>([["then"], ["else"]])("a new pair of a known `if` and a known `%s`", async (name) => {
    const one = allOf(when("card", needs("number"), name), when("bank", needs("iban"), name));
    const other = allOf(one, when("bank", needs("number"), name));
    expect(await rules("request", one, other)).toEqual(["request-body-if-changed"]);
    expect(await rules("request", other, one)).toEqual([]);
    for (const use of ["response", "event"] as const) {
      expect(await rules(use, one, other)).toEqual([]);
      expect(await rules(use, other, one)).toEqual(["response-body-if-changed"]);
    }
  });

  test("two that are exchanged", async () => {
    const exchanged = allOf(when("card", needs("iban")), when("bank", needs("number")));
    expect(await rules("request", both, exchanged)).toEqual(["request-body-if-changed"]);
    expect(await rules("response", both, exchanged)).toEqual(["response-body-if-changed"]);
  });

  test("a single keyword that differs is reported itself", async () => {
    const otherThen = allOf(card, when("bank", needs("bic")));
    const otherIf = allOf(card, when("wallet", needs("iban")));
    expect(await rules("request", both, otherThen)).toEqual(["request-body-then-changed"]);
    expect(await rules("request", both, otherIf)).toEqual(["request-body-if-changed"]);
  });

  test("their order does not matter, nor that two have the same `if`", async () => {
    const whole: Json = { ...card, ...when("card", needs("iban"), "else") };
    const parts = allOf(when("card", needs("iban"), "else"), card);
    for (const use of uses) {
      expect(await rules(use, both, allOf(bank, card))).toEqual([]);
      expect(await rules(use, whole, parts)).toEqual([]);
      expect(await rules(use, parts, whole)).toEqual([]);
    }
  });

  test("without an `if`, they have no effect", async () => {
    for (const name of ["then", "else"]) {
      const alone = allOf(both, { [name]: needs("bic") });
      for (const use of uses) {
        expect(await rules(use, both, alone)).toEqual([]);
        expect(await rules(use, alone, both)).toEqual([]);
      }
    }
  });

  test("a field that one of them allows where others are not", async () => {
    const closed = (...conditions: Json[]): Json =>
      object({ kind: text }, { allOf: conditions, unevaluatedProperties: false });
    const [a, b] = [when("a", object({ x: text })), when("b", object({ y: text }))];
    const [one, other] = [closed(a, b, when("b", object({ x: text }))), closed(a, b)];
    expect(await rules("request", one, other)).toEqual(["request-body-if-changed"]);
    expect(await rules("response", other, one)).toEqual(["response-body-if-changed"]);
  });
});

describe("a field that only a condition describes", () => {
  const card = when("card", object({ number: text }));
  const dependent: Json = { dependentSchemas: { kind: object({ number: text }) } };
  const integer: Json = { type: "integer" };

  test.each<[keyword: string, condition: Json, more: Record<string, Json>]>([
    ["`then`", card, {}],
    ["`else`", when("card", object({ number: text }), "else"), {}],
    ["`dependentSchemas`", dependent, {}],
    ["`then`, where others are not allowed,", card, { unevaluatedProperties: false }],
  ])("in %s must fit what the new schema says of it", async (_, condition, more) => {
    const use = (fields: Record<string, Json>) => object({ kind: text, ...fields }, { allOf: [condition], ...more });
    expect(await rules("request", use({}), use({ number: integer }))).toEqual(["request-property-type-changed"]);
    expect(await rules("request", use({}), use({ number: text }))).toEqual([]);
  });

  const closed = (more: Record<string, Json>): Json => object({ kind: text }, { allOf: [card], ...more });

  test("is not left to `unevaluatedProperties`, but to `additionalProperties`", async () => {
    const [one, other] = [closed({ unevaluatedProperties: false }), closed({ additionalProperties: false })];
    expect(await rules("request", one, other)).toEqual(["request-body-additional-properties-rejected"]);
    expect(await rules("request", other, one)).toEqual([]);
    expect(await rules("response", other, one)).toEqual(["response-body-additional-properties-allowed"]);
    expect(await rules("response", one, other)).toEqual([]);
  });

  test("may be required, and others not allowed", async () => {
    const more: Record<string, Json> = { required: ["kind", "number"], unevaluatedProperties: false };
    const [one, other] = [closed(more), closed({ ...more, minProperties: 3 })];
    expect(await rules("request", one, other)).toEqual(["request-body-min-properties-set"]);
  });

  test("may be part of a constant", async () => {
    const one = allOf({ const: { kind: "card", number: "1" } }, closed({ unevaluatedProperties: false }));
    expect(await rules("request", one, { const: { kind: "card" } })).toContain("request-body-const-changed");
  });
});
