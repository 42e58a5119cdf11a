import { isObject, type Json } from "../src/spec/json.ts";
import type { Random } from "./random.ts";
import { names, numbers, strings } from "./schemas.ts";

/** A value that has a good chance to be valid for a schema, with the fields that it describes. */
export function randomValue(schema: Json, random: Random, depth = 3): Json {
  const parts = partsOf(schema);
  const constants = parts.flatMap((part) => [
    ...(Array.isArray(part.enum) ? (part.enum as Json[]) : []),
    ...(part.const === undefined ? [] : [part.const]),
  ]);
  if (constants.length > 0 && random.chance(0.7)) return random.pick(constants);
  const types = parts.flatMap(({ type }) =>
    Array.isArray(type) ? (type as string[]) : typeof type === "string" ? [type] : [],
  );
  const all = ["string", "integer", "number", "boolean", "null", "array", "object"];
  const type = types.length > 0 && random.chance(0.85) ? random.pick(types) : random.pick(all);
  switch (type) {
    case "string":
      return random.chance(0.8) ? random.pick(strings) : "a".repeat(random.below(5));
    case "integer":
      return random.chance(0.7) ? random.pick(numbers.filter(Number.isInteger)) : random.below(12);
    case "number":
      return random.chance(0.5)
        ? random.pick(numbers)
        : random.pick(limitsOf(parts)) + random.pick([0, 0.05, -0.05, 0.5, 1, -1]);
    case "boolean":
      return random.chance(0.5);
    case "array":
      return randomArray(parts, random, depth);
    case "object":
      return randomObject(parts, random, depth);
    default:
      return null;
  }
}

type Part = Readonly<Record<string, Json>>;

/** A schema and the alternatives and parts that may apply with it. */
export function partsOf(schema: Json): Part[] {
  if (!isObject(schema)) return [];
  const branches = ["allOf", "anyOf", "oneOf"].flatMap((key) =>
    Array.isArray(schema[key]) ? (schema[key] as Json[]) : [],
  );
  const { dependentSchemas } = schema;
  const dependent = isObject(dependentSchemas) ? Object.values(dependentSchemas) : [];
  return [schema, ...[...branches, ...dependent].flatMap(partsOf)];
}

function limitsOf(parts: readonly Part[]): number[] {
  const keys = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
  return [1, ...parts.flatMap((part) => keys.flatMap((key) => (typeof part[key] === "number" ? [part[key]] : [])))];
}

function randomArray(parts: readonly Part[], random: Random, depth: number): Json {
  const items = parts.flatMap(({ items, contains, prefixItems }) => [
    ...[items, contains].filter((schema) => schema !== undefined),
    ...(Array.isArray(prefixItems) ? (prefixItems as Json[]) : []),
  ]);
  const length = depth === 0 ? 0 : random.below(4);
  return Array.from({ length }, () => randomValue(items.length > 0 ? random.pick(items) : true, random, depth - 1));
}

function randomObject(parts: readonly Part[], random: Random, depth: number): Json {
  const described = parts.flatMap(({ properties, patternProperties }) => [
    ...fieldsByPattern(patternProperties),
    ...entriesOf(properties),
  ]);
  const chosen = random.some(described, random.pick([0.3, 0.6, 1]));
  return Object.fromEntries(
    chosen.map(([name, schema]) => [name, depth === 0 ? "a" : randomValue(schema, random, depth - 1)]),
  );
}

function entriesOf(value: Json | undefined): [name: string, schema: Json][] {
  return isObject(value) ? Object.entries(value) : [];
}

function fieldsByPattern(patternProperties: Json | undefined): [name: string, schema: Json][] {
  return entriesOf(patternProperties).flatMap(([pattern, schema]) =>
    names.filter((name) => new RegExp(pattern).test(name)).map((name): [string, Json] => [name, schema]),
  );
}
