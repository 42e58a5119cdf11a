import { describe, expect, test } from "vitest";
import type { Json } from "../src/spec/json.ts";
import { diff, rules, withSchema } from "./support.ts";

const text = { type: "string" };
const object = (properties: Record<string, Json>, more: Record<string, Json> = {}): Json => ({
  type: "object",
  properties,
  ...more,
});

/** [what, narrow, wide, the rule when what is read gets narrower, the rule when what is sent gets wider] */
const narrowAndWide: readonly [what: string, narrow: Json, wide: Json, read: string, sent: string][] = [
  ["a type", { type: "integer" }, { type: "number" }, "list-of-types-narrowed", "list-of-types-widened"],
  ["null", text, { type: ["string", "null"] }, "became-not-nullable", "became-nullable"],
  ["any type", text, {}, "list-of-types-narrowed", "list-of-types-widened"],
  ["nothing", false, text, "type-changed", ""],
  ["an enum", { ...text, enum: ["a"] }, text, "became-enum", "enum-removed"],
  ["a const", { ...text, const: "a" }, text, "const-added", "const-removed"],
  ["a length", { ...text, maxLength: 5 }, { ...text, maxLength: 6 }, "max-length-decreased", "max-length-increased"],
  ["a length where there was none", { ...text, maxLength: 5 }, text, "max-length-set", "max-length-unset"],
  [
    "a least length",
    { ...text, minLength: 2 },
    { ...text, minLength: 1 },
    "min-length-increased",
    "min-length-decreased",
  ],
  ["a maximum", { type: "integer", maximum: 5 }, { type: "integer", maximum: 6 }, "max-decreased", "max-increased"],
  [
    "a maximum that is excluded",
    { type: "number", exclusiveMaximum: 5 },
    { type: "number", maximum: 5 },
    "max-decreased",
    "max-increased",
  ],
  ["a minimum", { type: "number", minimum: 0 }, { type: "number" }, "min-set", "min-unset"],
  [
    "multiples",
    { type: "integer", multipleOf: 10 },
    { type: "integer", multipleOf: 5 },
    "multiple-of-changed",
    "multiple-of-changed",
  ],
  [
    "items",
    { type: "array", maxItems: 1 },
    { type: "array", maxItems: 2 },
    "max-items-decreased",
    "max-items-increased",
  ],
  ["unique items", { type: "array", uniqueItems: true }, { type: "array" }, "unique-items-set", "unique-items-unset"],
  ["a format", { ...text, format: "date-time" }, text, "type-changed", "type-changed"],
  ["a closer format", { ...text, format: "uri" }, { ...text, format: "uri-reference" }, "type-changed", "type-changed"],
  ["a pattern", { ...text, pattern: "^a" }, text, "pattern-added", "pattern-removed"],
  ["a closer pattern", { ...text, pattern: "^a+$" }, { ...text, pattern: "a" }, "pattern-changed", "pattern-changed"],
  [
    "unknown fields",
    object({}, { additionalProperties: false }),
    object({}),
    "additional-properties-refused",
    "additional-properties-allowed",
  ],
  ["a condition", { ...text, not: { const: "a" } }, text, "not-added", "not-removed"],
  ["a kind of several", { oneOf: [text] }, { oneOf: [text, { type: "integer" }] }, "one-of-removed", "one-of-added"],
];

describe("a schema that gets narrower", () => {
  test.each(narrowAndWide)("by %s breaks those who send it, not those who read it", async (_, narrow, wide, read) => {
    expect(await rules("request", wide, narrow)).toEqual([`request-body-${read}`]);
    expect(await rules("response", wide, narrow)).toEqual([]);
    expect(await rules("event", wide, narrow)).toEqual([]);
  });
});

describe("a schema that gets wider", () => {
  test.each(narrowAndWide.filter(([, , , , sent]) => sent !== ""))(
    "by %s breaks those who read it, not those who send it",
    async (_, narrow, wide, __, sent) => {
      expect(await rules("response", narrow, wide)).toEqual([`response-body-${sent}`]);
      expect(await rules("event", narrow, wide)).toEqual([`response-body-${sent}`]);
      expect(await rules("request", narrow, wide)).toEqual([]);
    },
  );
});

describe("a field", () => {
  const without = object({ a: text });
  const optional = object({ a: text, b: text });
  const required = object({ a: text, b: text }, { required: ["b"] });

  test("that is new may be left out by those who send it", async () => {
    expect(await rules("request", without, optional)).toEqual([]);
    expect(await rules("request", without, required)).toEqual(["new-required-request-property"]);
    expect(await rules("request", optional, required)).toEqual(["request-property-became-required"]);
    expect(await rules("request", required, optional)).toEqual([]);
  });

  test("that goes is missed by those who read it, required or not", async () => {
    expect(await rules("response", required, without)).toEqual(["response-required-property-removed"]);
    expect(await rules("response", optional, without)).toEqual(["response-optional-property-removed"]);
    expect(await rules("response", required, optional)).toEqual(["response-property-became-optional"]);
    expect(await rules("response", without, required)).toEqual([]);
  });

  test("that is new and required in an event is a warning: older events lack it", async () => {
    expect(await rules("event", without, required)).toEqual(["(response-property-added)"]);
    expect(await rules("event", without, optional)).toEqual([]);
    expect(await rules("event", optional, required)).toEqual([]);
  });

  test("may have to be there, though nothing else is said of it", async () => {
    const needed = object({ a: text }, { required: ["b"] });
    expect(await rules("request", without, needed)).toEqual(["new-required-request-property"]);
    expect(await rules("request", needed, without)).toEqual([]);
    expect(await rules("response", needed, without)).toEqual(["response-property-became-optional"]);
    expect(await rules("response", without, needed)).toEqual([]);
  });

  test("that goes is not heard any more, or refused", async () => {
    expect(await rules("request", optional, without)).toEqual(["request-property-removed"]);
    const closed = object({ a: text }, { additionalProperties: false });
    expect(await rules("request", object({ a: text, b: text }, { additionalProperties: false }), closed)).toEqual([
      "request-property-removed",
    ]);
  });

  test("that is new where nothing else was said to come is a surprise to those who read it", async () => {
    const closed = object({ a: text }, { additionalProperties: false });
    expect(await rules("response", closed, object({ a: text, b: text }, { additionalProperties: false }))).toEqual([
      "response-optional-property-added",
    ]);
  });

  test("that had to be like all others is compared with what held for them", async () => {
    const map = object({}, { additionalProperties: text });
    const named = (type: string) => object({ b: { type } }, { additionalProperties: text });
    expect(await rules("request", map, named("string"))).toEqual([]);
    expect(await rules("request", map, named("integer"))).toEqual(["request-property-type-changed"]);
    expect(await rules("response", named("integer"), map)).toEqual(["response-property-type-changed"]);
  });

  test("for one side only is there for that side only", async () => {
    const readOnly = object({ a: text, b: { ...text, readOnly: true } }, { required: ["b"] });
    const writeOnly = object({ a: text, b: { ...text, writeOnly: true } }, { required: ["b"] });
    expect(await rules("request", without, readOnly)).toEqual([]);
    expect(await rules("request", optional, readOnly)).toEqual(["request-optional-property-became-read-only"]);
    expect(await rules("response", required, writeOnly)).toEqual(["response-required-property-became-write-only"]);
    expect(await rules("event", without, writeOnly)).toEqual([]);
  });
});

describe("a value of an enum", () => {
  const of = (...values: string[]): Json => ({ ...text, enum: values });

  test("that is new is a warning to those who read it", async () => {
    expect(await rules("response", of("a"), of("b", "a"))).toEqual(["(response-body-enum-value-added)"]);
    expect(await rules("request", of("a"), of("b", "a"))).toEqual([]);
  });

  test("that goes breaks those who send it", async () => {
    expect(await rules("request", of("a", "b"), of("a"))).toEqual(["request-body-enum-value-removed"]);
    expect(await rules("response", of("a", "b"), of("a"))).toEqual([]);
  });

  test("that stands in for another breaks those who wait for it", async () => {
    expect(await rules("response", of("a", "b"), of("a", "c"))).toEqual(["response-body-enum-value-replaced"]);
    expect(await rules("response", { const: "a" }, { const: "b" })).toEqual(["response-body-const-changed"]);
  });

  test("may be written as a pattern, when it holds for all", async () => {
    expect(await rules("response", { ...text, pattern: "^[ab]$" }, of("a", "b"))).toEqual([]);
    expect(await rules("response", { ...text, pattern: "^[ab]$" }, of("a", "c"))).not.toEqual([]);
  });
});

describe("a schema that says the same in another way is the same", () => {
  const person = object({ name: text, age: { type: "integer", minimum: 0 } }, { required: ["name"] });
  const schemas = { Person: person as never, Named: object({ name: text }, { required: ["name"] }) as never };
  const ways: readonly [string, Json][] = [
    ["by a name", { $ref: "#/components/schemas/Person" }],
    ["by a name with a description", { $ref: "#/components/schemas/Person", description: "…" }],
    [
      "by `allOf`",
      { allOf: [{ $ref: "#/components/schemas/Named" }, object({ age: { type: "integer", minimum: 0 } })] },
    ],
    [
      "by a reference with more beside it",
      { $ref: "#/components/schemas/Named", properties: { age: { type: "integer", minimum: 0 } } },
    ],
    ["by a choice of one", { oneOf: [{ $ref: "#/components/schemas/Person" }] }],
    [
      "by a choice with what all have beside it",
      { required: ["name"], anyOf: [object({ name: text, age: { type: "integer", exclusiveMinimum: -1 } })] },
    ],
  ];

  test.each(ways)("%s", async (_, way) => {
    for (const use of ["request", "response", "event"] as const) {
      expect(await rules(use, person, way, schemas)).toEqual([]);
      expect(await rules(use, way, person, schemas)).toEqual([]);
    }
  });

  test.each(ways)("%s, and a change is found in it", async (_, way) => {
    const changed = object({ name: text, age: { type: "string" } }, { required: ["name"] });
    expect(await rules("request", way, changed, schemas)).toEqual(["request-property-type-changed"]);
    expect(await rules("response", changed, way, schemas)).toEqual(["response-property-type-changed"]);
  });

  test("a field with the name of a keyword is a field", async () => {
    const described = object({ description: text, enum: text, $ref: text });
    const other = object({ description: { type: "integer" }, enum: text, $ref: text });
    expect(await rules("response", described, other)).toEqual(["response-property-type-changed"]);
  });
});

describe("a schema that contains itself", () => {
  const tree = (leaf: Json) => ({
    Tree: object({ leaf, children: { type: "array", items: { $ref: "#/components/schemas/Tree" } } }) as never,
  });

  test("comes to an end", async () => {
    const use = { $ref: "#/components/schemas/Tree" };
    const changes = await diff(
      withSchema("response", use, tree(text)),
      withSchema("response", use, tree({ type: "integer" })),
    );
    expect(changes.map(({ id }) => id)).toEqual(["response-property-type-changed"]);
    expect(await diff(withSchema("response", use, tree(text)), withSchema("response", use, tree(text)))).toEqual([]);
  });

  test("comes to an end when it is a choice of itself, too", async () => {
    const value = (more: Json) => ({
      Value: { oneOf: [text, more, { type: "array", items: { $ref: "#/components/schemas/Value" } }] } as never,
    });
    const use = { $ref: "#/components/schemas/Value" };
    const before = withSchema("response", use, value({ type: "integer" }));
    const after = withSchema("response", use, value({ type: "number" }));
    expect((await diff(before, after)).map(({ level }) => level)).toContain("breaking");
    expect(await diff(after, before)).toEqual([]);
  });
});
