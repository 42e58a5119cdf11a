/** `$ref` as a URI with a JSON pointer or an anchor. */
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../src/spec/json.ts";
import { ReferenceResolver, referencedFiles } from "../src/spec/references.ts";

/** Resolves the reference in `/at` of the main file, or at another pointer. */
function follow(main: JsonObject, others: Record<string, Json> = {}, ...path: string[]): Json {
  const contents = new Map<string, Json>([["main.yaml", main], ...Object.entries(others)]);
  const resolver = new ReferenceResolver({ contents, beside: (_, file) => file });
  let value: Json = main;
  const keys = path.length > 0 ? path : ["at"];
  for (const key of keys) value = (value as Record<string, Json>)[key] ?? null;
  const reference = String((value as JsonObject).$ref);
  return resolver.follow({ value, file: "main.yaml", pointer: `/${keys.join("/")}` }, reference).value;
}

const found = { type: "string" };
const at = ($ref: string): JsonObject => ({ at: { $ref } });

describe("a reference leads to", () => {
  test.each<[what: string, main: JsonObject, others: Record<string, Json>]>([
    ["a pointer", { ...at("#/a/b"), a: { b: found } }, {}],
    ["a pointer with escapes", { ...at("#/a~1b/~0c"), "a/b": { "~c": found } }, {}],
    ["a pointer with percent encoding", { ...at("#/a%20b/%7e1"), "a b": { "/": found } }, {}],
    ["an item of a list", { ...at("#/a/1"), a: [true, found] }, {}],
    ["an anchor", { ...at("#name"), a: { ...found, $anchor: "name" } }, {}],
    ["a dynamic anchor", { ...at("#name"), a: { ...found, $dynamicAnchor: "name" } }, {}],
    ["a file", at("other.yaml"), { "other.yaml": found }],
    ["a file with percent encoding", at("other%20file.yaml#/a"), { "other file.yaml": { a: found } }],
    ["an anchor of a file", at("other.yaml#name"), { "other.yaml": { a: { ...found, $anchor: "name" } } }],
    ["a schema by its URI", { ...at("https://example.com/a"), a: { $id: "https://example.com/a", ...found } }, {}],
    [
      "a schema by its URI with an empty fragment",
      { ...at("https://example.com/a#"), a: { $id: "https://example.com/a#", ...found } },
      {},
    ],
    [
      "a schema of another file by its URI",
      at("https://example.com/a"),
      { "other.yaml": { a: { $id: "https://example.com/a", ...found } } },
    ],
    [
      "a pointer within a schema with a URI",
      { ...at("https://example.com/a#/b"), a: { $id: "https://example.com/a", b: found } },
      {},
    ],
    [
      "an anchor within a schema with a URI",
      { ...at("urn:example:a#name"), a: { $id: "urn:example:a", b: { ...found, $anchor: "name" } } },
      {},
    ],
    ["a schema with a relative URI", { ...at("a"), b: { $id: "a", ...found } }, {}],
  ])("%s", (_, main, others) => {
    expect(follow(main, others)).toMatchObject(found);
  });

  test("what is nearest within a schema with a URI", () => {
    const a = {
      $id: "https://example.com/x/a",
      at: { $ref: "b" },
      own: { $ref: "#/found" },
      root: { $ref: "#/components/c" },
      found,
    };
    const main = { a, b: { $id: "https://example.com/x/b", ...found }, components: { c: found } };
    expect(follow(main, {}, "a", "at")).toMatchObject(found);
    expect(follow(main, {}, "a", "own")).toEqual(found);
    // As most tools read it.
    expect(follow(main, {}, "a", "root")).toEqual(found);
  });

  test("an anchor of its own schema, not of another one with the same name", () => {
    const inner = { $id: "https://example.com/a", at: { $ref: "#name" }, b: { $anchor: "name", type: "string" } };
    const main = { inner, at: { $ref: "#name" }, c: { $anchor: "name", type: "number" } };
    expect(follow(main)).toMatchObject({ type: "number" });
    expect(follow(main, {}, "inner", "at")).toMatchObject({ type: "string" });
  });
});

test("what a file refers to are the paths of other files, decoded, also in examples", () => {
  const value = {
    own: { $ref: "#/a" },
    url: { $ref: "HTTPS://example.com/a.yaml" },
    malformed: { $ref: "%E0%A4.yaml" },
    property: { $ref: { $ref: "a%20b.yaml#/a" } },
    list: [{ $ref: "folder/a:b.yaml" }, null, "c.yaml", { $ref: "d.yaml#" }],
  };
  expect([...referencedFiles(value)]).toEqual(["a b.yaml", "folder/a:b.yaml", "d.yaml"]);
});

test("what another file lacks is not looked for in the file of the reference", () => {
  expect(() => follow({ ...at("other.yaml#/a"), a: found }, { "other.yaml": {} })).toThrow("does not resolve");
});

describe("a reference fails with one line if it", () => {
  test.each<[what: string, reference: string, why: RegExp]>([
    ["leads nowhere", "#/x", /^main.yaml#\/at: the reference "#\/x" does not resolve$/],
    ["has an unknown anchor", "#x", /does not resolve$/],
    ["leads to an inherited property", "#/toString", /does not resolve$/],
    ["leads to the length of a list", "#/list/length", /does not resolve$/],
    ["is malformed", "#/%E0%A4", /does not resolve$/],
    ["names a malformed file", "%E0%A4.yaml", /does not resolve$/],
    ["names an unknown file", "nowhere.yaml", /does not resolve$/],
    [
      "is an unknown URL",
      "https://example.com/a",
      /is a URL; only those that are the `\$id` of a schema are supported$/,
    ],
  ])("%s", (_, reference, why) => {
    expect(() => follow({ ...at(reference), list: [] })).toThrow(why);
  });
});
