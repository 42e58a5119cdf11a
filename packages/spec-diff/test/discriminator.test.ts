/** The schemas that a discriminator maps its values to. */
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../src/spec/json.ts";
import { diff, object, text, type Use, withSchema } from "./support.ts";

const branch = (name: string): Json => object({ type: text, [name]: text }, { required: ["type", name] });
const schemas: JsonObject = { A: branch("a"), B: branch("b"), A2: branch("a"), "C.d": branch("c") };
const reference = (name: string): string => `#/components/schemas/${name}`;

/** A body that is one of some schemas, by the value of `type`. */
function choice(
  mapping: Record<string, string> | undefined,
  names: readonly string[],
  use: Use = "response",
): JsonObject {
  const discriminator = { propertyName: "type", ...(mapping && { mapping }) };
  const oneOf = names.map((name) => ({ $ref: reference(name) }));
  return withSchema(use, { oneOf, discriminator }, schemas);
}

async function mappingChanges(
  base: Record<string, string> | undefined,
  head: Record<string, string> | undefined,
  ...names: string[]
): Promise<string[]> {
  const all = names.length > 0 ? names : ["A", "B"];
  const changes = await diff(choice(base, all), choice(head, all.with(0, head?.x?.endsWith("A2") ? "A2" : "A")));
  return changes.map(({ id, message }) => `${id}: ${message}`);
}

test.each<[what: string, from: string, to: string]>([
  ["another schema", reference("A"), reference("B")],
  ["another schema by its name", "A", "B"],
  ["a schema whose name has a dot", "A", "C.d"],
  ["a schema that does not exist", "A", "https://example.com/schema"],
  ["a schema that did not exist", "nowhere.yaml#/A", "A"],
])("a value mapped to %s is reported", async (_, from, to) => {
  expect(await mappingChanges({ x: from }, { x: to }, "A", "B", "C.d")).toEqual([
    `response-body-discriminator-mapping-changed: the discriminator of the body maps \`x\` to ${to} instead of ${from}`,
  ]);
});

test.each<[what: string, from: string, to: string]>([
  ["the name of its schema", reference("A"), "A"],
  ["a schema with another name", "A", "A2"],
  ["a copy of its schema", reference("A"), reference("A2")],
])("a value mapped to %s is not reported", async (_, from, to) => {
  expect(await mappingChanges({ x: from }, { x: to })).toEqual([]);
});

test("two values whose schemas are swapped are reported", async () => {
  const changes = await mappingChanges({ x: "A", y: "B" }, { x: "B", y: "A" });
  expect(changes.map((change) => change.split(" maps ")[1])).toEqual([
    "`x` to B instead of A",
    "`y` to A instead of B",
  ]);
});

test("a value that is no longer mapped is reported, also with the name of a property of every object", async () => {
  const deleted = (value: string) =>
    `response-body-discriminator-mapping-deleted: the discriminator of the body no longer maps \`${value}\``;
  expect(await mappingChanges({ toString: "A", x: "A" }, { x: "A" })).toEqual([deleted("toString")]);
  expect(await mappingChanges({ x: "A" }, undefined)).toEqual([deleted("x")]);
});

describe("of an alternative that is no longer there, its value", () => {
  const both = { a: "A", b: "B" };
  const ids = async (base: JsonObject, head: JsonObject) => (await diff(base, head)).map(({ id }) => id);

  test("is not reported if the alternative is no longer sent", async () => {
    expect(await ids(choice(both, ["A", "B"]), choice({ a: "A" }, ["A"]))).toEqual([]);
  });

  test("is reported if callers may send it", async () => {
    const [base, head] = [choice(both, ["A", "B"], "request"), choice({ a: "A" }, ["A"], "request")];
    expect(await ids(base, head)).toContain("request-body-discriminator-mapping-deleted");
  });

  test.each<[what: string, mapping: Record<string, string>]>([
    ["another value", { a: "A", c: reference("B") }],
    ["no value but its name", { a: "A" }],
  ])("is reported if the alternative is still sent, with %s", async (_, mapping) => {
    const found = await ids(choice(both, ["A", "B"]), choice(mapping, ["A", "B"]));
    expect(found).toEqual(["response-body-discriminator-mapping-deleted"]);
  });
});

test("an additional value is not reported", async () => {
  expect(await mappingChanges(undefined, { x: "A" })).toEqual([]);
});

describe("without a mapping, a value is the name of a schema:", () => {
  const animal = (type: Json): Json => object({ type, name: text }, { required: ["type", "name"] });
  const animals = (dog: string, type: Json, mapping?: JsonObject): JsonObject => {
    const oneOf = ["Cat", dog].map((name) => ({ $ref: reference(name) }));
    const discriminator = { propertyName: "type", ...(mapping && { mapping }) };
    return withSchema("response", { oneOf, discriminator }, { Cat: object({ a: text }), [dog]: animal(type) });
  };
  const ids = async (base: JsonObject, head: JsonObject) => (await diff(base, head)).map(({ id }) => id);

  test("another name is reported", async () => {
    expect(await ids(animals("Dog", text), animals("Hound", text))).toEqual([
      "response-body-discriminator-mapping-deleted",
    ]);
  });

  test("another name is not reported if it is not the value", async () => {
    const type = { const: "dog" };
    expect(await ids(animals("Dog", type), animals("Hound", type))).toEqual([]);
    expect(await ids(animals("Dog", text, { dog: "Dog" }), animals("Hound", text, { dog: "Hound" }))).toEqual([]);
  });

  test("a mapping of names to their schemas changes nothing", async () => {
    const mapping = { Cat: reference("Cat"), Dog: reference("Dog") };
    expect(await ids(animals("Dog", text, mapping), animals("Dog", text))).toEqual([]);
    expect(await ids(animals("Dog", text), animals("Dog", text, mapping))).toEqual([]);
  });

  test("an alternative that is no longer sent is not reported", async () => {
    expect(await ids(choice(undefined, ["A", "B"]), choice(undefined, ["A"]))).toEqual([]);
  });
});

describe("schemas that extend the one with the discriminator in `allOf`", () => {
  const ref = (name: string): JsonObject => ({ $ref: reference(name) });
  const extend = (name: string, more: Json): Json => ({ allOf: [ref(name), more] });
  type Mapping = JsonObject | undefined;
  const pets = (use: Use, mapping: Mapping, children: JsonObject, used: Json = ref("Pet")): JsonObject => {
    const discriminator = { propertyName: "type", ...(mapping && { mapping }) };
    const Pet = object({ type: text }, { required: ["type"], discriminator });
    return withSchema(use, used, { Pet, ...children });
  };
  const changes = async (base: JsonObject, head: JsonObject) =>
    (await diff(base, head)).map(({ id, locations }) => `${id} ${locations[0]?.field}`);
  const name = object({ name: text }, { required: ["name"] });
  const Dog = extend("Pet", object({ bark: text }));
  const named = extend("Pet", name);
  const unnamed = extend("Pet", object({}));
  const removed = "response-required-property-removed";

  test.each<[what: string, mapping: Mapping]>([
    ["in a mapping", { cat: "Cat" }],
    ["by their names", undefined],
  ])("are compared, %s", async (_, mapping) => {
    const use = (use: Use, Cat: Json) => pets(use, mapping, { Cat, Dog });
    expect(await changes(use("response", named), use("response", unnamed))).toEqual([`${removed} name`]);
    expect(await changes(use("request", unnamed), use("request", named))).toEqual([
      "new-required-request-property name",
    ]);
    expect(await changes(use("response", unnamed), use("response", named))).toEqual([]);
    expect(await changes(use("response", named), use("response", named))).toEqual([]);
  });

  test.each<[how: string, children: (more: Json) => JsonObject]>([
    ["through another one", (more) => ({ Dog, Puppy: extend("Dog", more) })],
    ["through a reference", (more) => ({ Animal: ref("Pet"), Cat: extend("Animal", more) })],
    ["through a nested `allOf`", (more) => ({ Cat: { allOf: [{ allOf: [ref("Pet")] }, more] } })],
    ["beside a reference", (more) => ({ Cat: { ...ref("Pet"), ...(more as JsonObject) } })],
  ])("are compared if they extend it %s", async (_, children) => {
    const use = (more: Json) => pets("response", undefined, children(more));
    expect(await changes(use(name), use(object({})))).toEqual([`${removed} name`]);
  });

  test.each<[how: string, used: Json]>([
    ["in an `allOf`", extend("Pet", object({ tag: text }))],
    ["beside another keyword", { ...ref("Pet"), minProperties: 1 }],
  ])("are compared if it is used %s", async (_, used) => {
    const use = (Cat: Json) => pets("response", undefined, { Cat, Dog }, used);
    expect(await changes(use(named), use(unnamed))).toEqual([`${removed} name`]);
  });

  test("are not compared where one of them is used itself, except those that extend it", async () => {
    const dog = (Cat: Json, more: Json) =>
      pets("response", undefined, { Cat, Dog, Puppy: extend("Dog", more) }, ref("Dog"));
    expect(await changes(dog(named, name), dog(unnamed, name))).toEqual([]);
    expect(await changes(dog(named, name), dog(named, object({})))).toEqual([`${removed} name`]);
  });

  const barkOrBite: Json = [{ required: ["bark"] }, { required: ["bite"] }];
  test.each<[how: string, Dog: Json]>([
    ["with a `oneOf`", extend("Pet", { type: "object", oneOf: barkOrBite })],
    ["with an `anyOf`", extend("Pet", { anyOf: barkOrBite })],
    ["beside a reference", { ...ref("Pet"), properties: { bark: text } }],
  ])("are not compared where one of them is used itself that extends it %s", async (_, Dog) => {
    const use = (Cat: Json) => pets("response", undefined, { Cat, Dog }, ref("Dog"));
    expect(await changes(use(named), use(unnamed))).toEqual([]);
  });

  describe("are compared with what else applies where it is used:", () => {
    const beside = (use: Use, Cat: Json, other: Json, more: Record<string, Json> = {}) =>
      pets(use, undefined, { ...more, Cat, Dog }, { allOf: [ref("Pet"), other] });
    const optional = extend("Pet", object({ name: text }));

    test("a field that is required there is never absent", async () => {
      const required: Json = { required: ["name"] };
      const became = ["response-property-became-optional name"];
      expect(await changes(beside("response", named, required), beside("response", optional, required))).toEqual([]);
      expect(await changes(beside("response", named, {}), beside("response", optional, {}))).toEqual(became);
    });

    test("a field that only one of them describes has the limits there", async () => {
      const short = object({ name: { maxLength: 5 } });
      const found = await changes(beside("request", named, {}), beside("request", named, short));
      expect(found).toEqual(["request-property-max-length-set name"]);
    });

    test("a change there is found once", async () => {
      const [one, other] = [beside("response", named, object({ tag: text })), beside("response", named, {})];
      expect(await changes(one, other)).toEqual(["response-optional-property-removed tag"]);
    });

    const dog = object({ type: { const: "Dog" } });
    const isCat = (more: Json): Json => ({ allOf: [extend("Pet", object({ type: { const: "cat" } })), more] });
    test.each<[how: string, Cat: (more: Json) => Json]>([
      ["the value that selects it", (more) => extend("Pet", more)],
      ["a value of its own", isCat],
    ])("one that is ruled out there by %s is not compared", async (_, cat) => {
      const [one, other] = [cat(name), cat(object({}))];
      expect(await changes(beside("response", one, dog), beside("response", other, dog))).toEqual([]);
      expect(await changes(beside("response", one, {}), beside("response", other, {}))).toEqual([`${removed} name`]);
    });

    test("a long chain of extensions is compared in a short time", async () => {
      const chain = (last: Json) => {
        const names = Array.from({ length: 25 }, (_, index) => `Cat${index}`);
        const schemas = names.map((name, index) => [name, extend(index === 0 ? "Pet" : `Cat${index - 1}`, object({}))]);
        return beside("response", extend("Cat24", last), object({ tag: text }), Object.fromEntries(schemas));
      };
      expect(await changes(chain(named), chain(optional))).toEqual(["response-property-became-optional name"]);
    });

    test("one that is ruled out in each branch of another schema is not compared", async () => {
      const branch = (field: string): Json => ({ allOf: [ref("Pet"), dog, { required: [field] }] });
      const branches: Json = { oneOf: [branch("bark"), branch("bite")] };
      const use = (Cat: Json) => pets("response", undefined, { Cat, Dog: branches }, ref("Dog"));
      expect(await changes(use(named), use(unnamed))).toEqual([]);
    });
  });

  test("and copies of it are compared, also if the mapping lists the schema itself", async () => {
    const copy = (more: JsonObject) => object({ type: text, ...more }, { required: ["type", ...Object.keys(more)] });
    const use = (more: JsonObject) => pets("response", { pet: "Pet", cat: "Cat" }, { Cat: copy(more), Dog });
    expect(await changes(use({ name: text }), use({}))).toEqual([`${removed} name`]);
  });

  test("can be added, or no longer be sent", async () => {
    const use = (children: JsonObject) => pets("response", undefined, children);
    expect(await changes(use({ Dog }), use({ Dog, Cat: named }))).toEqual([]);
    expect(await changes(use({ Dog, Cat: named }), use({ Dog }))).toEqual([]);
  });

  test("are found beside a component that refers to nothing", async () => {
    const use = (Cat: Json) => pets("response", undefined, { Cat, Unused: extend("Nothing", text) });
    expect(await changes(use(named), use(unnamed))).toEqual([`${removed} name`]);
  });

  /** A literal with `then` could be taken for a promise. */
  const when = (condition: Json, consequence: Json, name = "then") => ({ if: condition, [name]: consequence });

  test.each<[keyword: string, used: Json]>([
    ["`if`", when(object({ pet: ref("Pet") }), { required: ["tag"] })],
    ["`not`", { not: { dependentSchemas: { tag: object({ pet: ref("Pet") }) } } }],
    ["`contains` beside `items`", { type: "array", items: object({}), contains: ref("Pet") }],
  ])("do not matter to %s, which only tests values", async (_, used) => {
    const use = (Cat: Json) => pets("response", undefined, { Cat, Dog }, used);
    expect(await changes(use(named), use(unnamed))).toEqual([]);
    const both = (Cat: Json) => pets("response", undefined, { Cat, Dog }, object({ pet: ref("Pet"), used }));
    expect(await changes(both(named), both(unnamed))).toEqual([`${removed} pet.name`]);
  });

  test.each<[keyword: string, used: Json]>([
    ["then", when({ required: ["pet"] }, object({ pet: ref("Pet") }))],
    ["else", { if: { required: ["tag"] }, else: object({ pet: ref("Pet") }) }],
    ["dependent-schemas", { dependentSchemas: { tag: object({ pet: ref("Pet") }) } }],
    ["contains", { type: "array", contains: ref("Pet") }],
    ["content-schema", { type: "string", contentSchema: ref("Pet") }],
    ["unevaluated-items", { contains: { required: ["tag"] }, unevaluatedItems: ref("Pet") }],
  ])("matter to %s, which may be all that describes them", async (keyword, used) => {
    const use = (Cat: Json) => pets("response", undefined, { Cat, Dog }, used);
    const ids = (await diff(use(named), use(unnamed))).map(({ id }) => id);
    expect(ids).toEqual([`response-body-${keyword}-changed`]);
  });

  test("are compared in one of many alternatives", async () => {
    const used = { oneOf: [...manyAlternatives(), ref("Pet")] };
    const use = (Cat: Json) => pets("response", undefined, { Cat, Dog }, used);
    expect(await changes(use(named), use(unnamed))).toEqual([`${removed} name`]);
  });
});

/** More than are compared in any order. */
function manyAlternatives(): Json[] {
  return Array.from({ length: 201 }, (_, index) => object({ kind: { const: index } }, { required: ["kind"] }));
}
