/** Schemas that list all of their values are compared by these, however they are written. */
import { describe, expect, test } from "vitest";
import type { Json } from "../src/spec/json.ts";
import { diff, rules, withSchema } from "./support.ts";

const c = (value: Json): Json => ({ const: value });

describe("the same values are no change, from each to each other of", () => {
  test.each<[...schemas: Json[]]>([
    [{ enum: ["a", "b"] }, { enum: ["b", "a"] }, { anyOf: [c("a"), c("b")] }, { oneOf: [c("b"), { enum: ["a"] }] }],
    [
      { type: ["string", "null"], enum: ["a", null] },
      { anyOf: [{ type: "string", const: "a" }, { type: "null" }] },
      { oneOf: [{ type: "null" }, c("a")] },
    ],
    [{ type: "boolean" }, { enum: [true, false] }, { anyOf: [c(false), c(true)] }],
    [{ enum: [1] }, c(1), c(1.0), { type: "integer", const: 1 }],
  ])("%j, …", async (...schemas) => {
    for (const one of schemas) {
      for (const other of schemas) {
        expect(await rules("request", one, other)).toEqual([]);
        expect(await rules("response", one, other)).toEqual([]);
      }
    }
  });
});

describe("values that are added or removed", () => {
  test.each<[narrow: Json, wide: Json, narrower: string[], wider: string[]]>([
    [{ anyOf: [c("a")] }, { anyOf: [c("a"), c("b")] }, ["enum-value-removed"], ["(enum-value-added)"]],
    [{ enum: ["a"] }, { anyOf: [c("a"), c("b")] }, ["enum-value-removed"], ["(enum-value-added)"]],
    [{ anyOf: [c("a")] }, { anyOf: [c("a"), { type: "null" }] }, ["became-not-nullable"], ["became-nullable"]],
    [
      { anyOf: [c("a")] },
      { anyOf: [c("a"), c("b"), c(null)] },
      ["became-not-nullable", "enum-value-removed"],
      ["became-nullable", "(enum-value-added)"],
    ],
    [{ enum: ["a"] }, { enum: ["a", "b"] }, ["enum-value-removed"], ["(enum-value-added)"]],
    [{ enum: ["a"] }, { enum: ["a", null] }, ["became-not-nullable"], ["became-nullable"]],
    [
      { type: ["string", "null"], enum: ["a"] },
      { type: ["string", "null"], enum: ["a", "b", null] },
      ["became-not-nullable", "enum-value-removed"],
      ["became-nullable", "(enum-value-added)"],
    ],
    [
      { type: "string", enum: ["a"] },
      { type: ["string", "null"], enum: ["a", "b", null] },
      ["became-not-nullable", "enum-value-removed"],
      ["became-nullable", "(enum-value-added)"],
    ],
    [
      { type: ["string", "null"], enum: ["a"] },
      { type: "string", enum: ["a", "b", null] },
      ["enum-value-removed"],
      ["(enum-value-added)"],
    ],
    [c("a"), { enum: ["a", null] }, ["became-not-nullable"], ["became-nullable"]],
    [c("a"), { enum: ["a", "b"] }, ["const-changed"], ["const-changed"]],
    [{ type: "string", enum: ["a"] }, { type: "string" }, ["became-enum"], ["enum-removed"]],
    [{ type: "string", const: "a" }, { type: "string" }, ["const-added"], ["const-removed"]],
  ])("%j, %j", async (narrow, wide, narrower, wider) => {
    const prefixed = (ids: readonly string[], part: string) => ids.map((id) => id.replace(/^\(?/, `$&${part}-`));
    expect(await rules("request", wide, narrow)).toEqual(prefixed(narrower, "request-body"));
    expect(await rules("request", narrow, wide)).toEqual([]);
    expect(await rules("response", narrow, wide)).toEqual(prefixed(wider, "response-body"));
    expect(await rules("response", wide, narrow)).toEqual([]);
  });

  test.each<[base: Json, head: Json, request: string[], response: string[]]>([
    [
      { enum: ["a", "b"] },
      { enum: ["a", "c"] },
      ['the body no longer accepts `"b"`'],
      ['the body can now be `"c"` and no longer `"b"`'],
    ],
    [
      { anyOf: [c("a"), c("b")] },
      { anyOf: [c("b"), c("c"), c("d")] },
      ['the body no longer accepts `"a"`'],
      ['the body can now be `"c"`, `"d"` and no longer `"a"`'],
    ],
    [
      { enum: ["a", null] },
      { enum: ["a", "b"] },
      ["the body no longer accepts null"],
      ['the body can now also be `"b"`'],
    ],
    [c("a"), c("b"), ['the body no longer accepts `"a"`'], ['the body changed from `"a"` to `"b"`']],
  ])("at the same time: %j, %j", async (base, head, request, response) => {
    const messages = async (use: "request" | "response") =>
      (await diff(withSchema(use, base), withSchema(use, head))).map(({ message }) => message);
    expect(await messages("request")).toEqual(request);
    expect(await messages("response")).toEqual(response);
  });
});

test("a constant that another keyword rejects is a value that is removed", async () => {
  const other: Json = { type: "string", not: c("a") };
  expect(await rules("request", c("a"), other)).toEqual(["request-body-enum-value-removed"]);
  expect(await rules("response", other, c("a"))).toEqual(["response-body-enum-value-replaced"]);
  const message = async (use: "request" | "response", base: Json, head: Json) =>
    (await diff(withSchema(use, base), withSchema(use, head))).map(({ message }) => message);
  expect(await message("request", c("a"), other)).toEqual(['the body no longer accepts `"a"`']);
  expect(await message("response", other, c("a"))).toEqual(['the body can now be `"a"`']);
});
