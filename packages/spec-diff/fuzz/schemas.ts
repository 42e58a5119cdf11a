import type { Json, JsonObject } from "../src/spec/json.ts";
import type { Random } from "./random.ts";

export const numbers: readonly number[] = [-1, 0, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 1.5, 2, 3, 4, 6, 10];
export const strings: readonly string[] = ["", "a", "b", "ab", "abc", "ba", "aa", "é", "🚀", "1"];
export const patterns: readonly string[] = ["^a", "b$", "^[ab]*$", "^a*$", "^[a-c]+$", "a|b", "^.{1,2}$", "^$|a"];
export const names: readonly string[] = ["a", "b", "ab", "kind"];
export const namePatterns: readonly string[] = ["^a", "b$", "^[ab]*$", "^ab"];
const factors: readonly number[] = [0.05, 0.1, 0.15, 0.5, 1, 2, 3, 6];

/** A random schema whose values are small enough to be tried. */
export function randomSchema(random: Random, depth = 2): Json {
  const leaves = [randomString, randomNumber, randomEnum, randomConst, randomScalar];
  const objects = [randomObject, randomObject, randomObject, randomConditions];
  const all = [...leaves, randomArray, ...objects, randomUnion, randomUnion, randomAny];
  return random.pick(depth === 0 ? leaves : all)(random, depth);
}

/** Each of these keywords, if it is chosen. */
function maybe(random: Random, keywords: Readonly<Record<string, () => Json>>): JsonObject {
  return Object.fromEntries(random.some(Object.entries(keywords), 0.3).map(([name, make]) => [name, make()]));
}

function randomString(random: Random): Json {
  return {
    type: "string",
    ...maybe(random, {
      minLength: () => random.below(3),
      maxLength: () => 1 + random.below(3),
      pattern: () => random.pick(patterns),
    }),
  };
}

function randomNumber(random: Random): Json {
  return {
    type: random.pick(["integer", "number"]),
    ...maybe(random, {
      minimum: () => random.pick(numbers),
      maximum: () => random.pick(numbers),
      exclusiveMinimum: () => random.pick(numbers),
      exclusiveMaximum: () => random.pick(numbers),
      multipleOf: () => random.pick(factors),
    }),
  };
}

function randomEnum(random: Random): Json {
  const values: Json[] = random.some<Json>(["a", "b", "ab", 1, 2, null, true, false], 0.4);
  return random.chance(0.5) ? { type: "string", enum: ["a", ...random.some(["b", "ab"])] } : { enum: ["a", ...values] };
}

function randomConst(random: Random): Json {
  return { const: random.pick<Json>(["a", "b", 1, null, true, { a: "a" }, ["a"]]) };
}

function randomScalar(random: Random): Json {
  const type = random.some(["string", "integer", "number", "boolean", "null"], 0.4);
  return { type: type.length > 0 ? type : "boolean" };
}

function randomAny(random: Random): Json {
  return random.pick<Json>([{}, true, false, { not: { type: "string" } }, { description: "Anything." }]);
}

function randomArray(random: Random, depth: number): Json {
  return {
    type: "array",
    ...maybe(random, {
      items: () => randomSchema(random, depth - 1),
      prefixItems: () => [randomSchema(random, 0)],
      minItems: () => random.below(3),
      maxItems: () => random.below(3),
      uniqueItems: () => random.chance(0.7),
      unevaluatedItems: () => random.pick([false, randomSchema(random, 0)]),
    }),
    ...(random.chance(0.3) && randomContains(random)),
  };
}

function randomContains(random: Random): JsonObject {
  return {
    contains: randomSchema(random, 0),
    ...maybe(random, { minContains: () => random.below(3), maxContains: () => 1 + random.below(3) }),
  };
}

function randomObject(random: Random, depth: number): Json {
  const described = random.some(names);
  const tag: JsonObject =
    described.includes("kind") && random.chance(0.7) ? { kind: { const: random.pick(["a", "b"]) } } : {};
  const properties = Object.fromEntries(described.map((name) => [name, randomSchema(random, depth - 1)]));
  return {
    type: "object",
    properties: { ...properties, ...tag },
    required: random.some(described),
    ...maybe(random, {
      additionalProperties: () => random.pick([false, false, true, randomSchema(random, 0)]),
      minProperties: () => random.below(3),
      maxProperties: () => 1 + random.below(3),
      patternProperties: () => ({ [random.pick(namePatterns)]: randomSchema(random, 0) }),
      propertyNames: () => ({ maxLength: 1 + random.below(4) }),
      dependentRequired: () => ({ a: ["b"] }),
      // Not both: ajv forgets what the other keywords have evaluated.
      ...(random.chance(0.5)
        ? { dependentSchemas: () => ({ b: { properties: { ab: randomSchema(random, 0) }, required: ["a"] } }) }
        : { unevaluatedProperties: () => random.pick([false, false, randomSchema(random, 0)]) }),
    }),
  };
}

/** An object that needs other fields for each kind. */
function randomConditions(random: Random): Json {
  const condition = (): Json => ({
    if: randomTest(random),
    [random.pick(["then", "else"])]: { required: [random.pick(names)] },
  });
  const properties = { a: randomScalar(random), b: randomScalar(random), kind: { enum: ["a", "b"] } };
  return { type: "object", properties, allOf: Array.from({ length: 2 + random.below(2) }, condition) };
}

/** An `if` that describes no other fields. */
export function randomTest(random: Random): Json {
  return { properties: { kind: { const: random.pick(["a", "b"]) } } };
}

function randomUnion(random: Random, depth: number): Json {
  const keyword = random.pick(["oneOf", "anyOf", "oneOf", "anyOf", "allOf"]);
  const branches = Array.from({ length: 1 + random.below(3) }, () => randomSchema(random, depth - 1));
  return { [keyword]: branches, ...(random.chance(0.2) && { not: randomSchema(random, 0) }) };
}
