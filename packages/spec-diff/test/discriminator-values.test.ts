/** Schemas are compared by the value of the discriminator that leads to them, whatever their names are. */
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../src/spec/json.ts";
import { diff, object, text, type Use, withSchema } from "./support.ts";

const reference = (name: string): string => `#/components/schemas/${name}`;
const branch = (field: string, required: string[] = ["type", field]): Json =>
  object({ type: text, [field]: text }, { required });

interface Choice {
  /** The names of schemas, by the values that lead to them. */
  readonly mapping?: Record<string, string>;
  readonly schemas: JsonObject;
  /** Keywords beside `oneOf`. */
  readonly beside?: JsonObject;
  readonly within?: (choice: Json) => Json;
}

/** A body that is one of all the schemas. */
function choice(use: Use, { mapping, schemas, beside, within = (one) => one }: Choice): JsonObject {
  const references = Object.entries(mapping ?? {}).map(([value, name]) => [value, reference(name)]);
  const discriminator = { propertyName: "type", ...(mapping && { mapping: Object.fromEntries(references) }) };
  const oneOf = Object.keys(schemas).map((name) => ({ $ref: reference(name) }));
  return withSchema(use, within({ ...beside, oneOf, discriminator }), schemas);
}

/** The ids that are found, each once. */
async function ids(use: Use, base: Choice, head: Choice): Promise<string[]> {
  const changes = await diff(choice(use, base), choice(use, head));
  return [...new Set(changes.map(({ id }) => id))].sort();
}

const B = branch("b");

describe("a renamed alternative whose mapping follows", () => {
  const before: Choice = { mapping: { a: "A", b: "B" }, schemas: { B, A: branch("a") } };
  const after = (a: Json): Choice => ({ mapping: { a: "New", b: "B" }, schemas: { New: a, B } });

  test("is compared with what it was", async () => {
    expect(await ids("response", before, after(branch("a", ["type"])))).toEqual(["response-property-became-optional"]);
    // A value of B without `a` fits both now.
    expect(await ids("request", before, after(branch("a", ["type"])))).toEqual(["request-body-one-of-overlap"]);
    const longer = object({ type: text, a: text, more: text }, { required: ["type", "a", "more"] });
    expect(await ids("request", before, after(longer))).toEqual(["new-required-request-property"]);
    expect(await ids("response", before, after(longer))).toEqual([]);
  });

  const nullable = (one: Json): Json => ({ anyOf: [one, { type: "null" }] });
  test("is so in a nested choice too", async () => {
    const [base, head] = [
      { ...before, within: nullable },
      { ...after(branch("a", ["type"])), within: nullable },
    ];
    expect(await ids("response", base, head)).toEqual(["response-property-became-optional"]);
  });

  test.each<Use>(["request", "response"])("is compared with what stands beside the choice, in a %s", async (use) => {
    const beside = object({ id: text }, { required: ["id"] }) as JsonObject;
    const withId = object({ type: text, a: text, id: text }, { required: ["type", "a", "id"] });
    const base: Choice = { mapping: { a: "A", b: "B" }, schemas: { B, A: withId }, beside };
    expect(await ids(use, base, { ...after(branch("a")), beside })).toEqual([]);
  });

  test("may have taken the name of another one", async () => {
    const exchanged: Choice = { mapping: { a: "B", b: "A" }, schemas: { A: B, B: branch("a") } };
    expect(await ids("response", before, exchanged)).toEqual([]);
  });
});

test.each<[how: string, names: Pick<Choice, "mapping">]>([
  ["in a mapping", { mapping: { a: "A", b: "B" } }],
  ["by their names", {}],
])("alternatives that exchange their contents, and not their values, are different, %s", async (_, names) => {
  const base: Choice = { ...names, schemas: { A: branch("a"), B } };
  const head: Choice = { ...names, schemas: { A: B, B: branch("a") } };
  expect(await ids("request", base, head)).toEqual(["new-required-request-property", "request-property-removed"]);
  expect(await ids("response", base, head)).toEqual(["response-required-property-removed"]);
});

test("a value may get a schema of its own", async () => {
  const dog = (type: Json): Json => object({ type, bark: text }, { required: ["type"] });
  const Cat = object({ type: { const: "cat" } }, { required: ["type"] });
  const one: Choice = {
    mapping: { dog: "Dog", puppy: "Dog", cat: "Cat" },
    schemas: { Dog: dog({ enum: ["dog", "puppy"] }), Cat },
  };
  const two: Choice = {
    mapping: { dog: "Dog", puppy: "Puppy", cat: "Cat" },
    schemas: { Dog: dog({ const: "dog" }), Puppy: dog({ const: "puppy" }), Cat },
  };
  for (const use of ["request", "response"] as const) expect(await ids(use, one, two)).toEqual([]);
});

describe("a renamed schema that extends the one with the discriminator", () => {
  const extend = (more: Json): Json => ({ allOf: [{ $ref: reference("Pet") }, more] });
  const named = extend(object({ name: text }, { required: ["name"] }));
  const unnamed = extend(object({}));
  const pets = (name: string, schema: Json, beside: Json = {}): JsonObject => {
    const discriminator = { propertyName: "type", mapping: { cat: name } };
    const Pet = object({ type: text }, { required: ["type"], discriminator });
    return withSchema("response", { allOf: [{ $ref: reference("Pet") }, beside] }, { Pet, [name]: schema });
  };
  const idsOf = async (base: JsonObject, head: JsonObject) => (await diff(base, head)).map(({ id }) => id);

  test("is compared with what it was", async () => {
    const found = await idsOf(pets("Cat", named), pets("Feline", unnamed));
    expect(found).toEqual(["response-required-property-removed"]);
  });

  test("is compared with what else applies where it is used", async () => {
    const beside = object({ name: text }, { required: ["name"] });
    expect(await idsOf(pets("Cat", named, beside), pets("Feline", unnamed, beside))).toEqual([]);
  });
});
