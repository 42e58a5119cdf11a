import type { Schema } from "./schema.ts";

const merged = new WeakMap<Schema, Schema>();

/** The schema with what its `allOf` adds, as one schema: the same object each time. */
export function mergeAllOf(schema: Schema): Schema {
  if (schema.allOf === undefined) return schema;
  const known = merged.get(schema);
  if (known !== undefined) return known;
  const { allOf, ...own } = schema;
  const parts = [...allOf.map(mergeAllOf), own];
  const properties = Object.assign({}, ...parts.map((part) => part.properties));
  const required = parts.flatMap((part) => part.required ?? []);
  const whole: Schema = Object.assign({}, ...parts, {
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  });
  merged.set(schema, whole);
  return whole;
}

/** Segments from a schema to a keyword, or to the schema of a property, also where they stand in its `allOf`. */
export function pathInSchema(schema: Schema, keyword: string, property?: string): string[] {
  const path = property === undefined ? [keyword] : ["properties", property];
  const has = (part: Schema) =>
    property === undefined ? Object.hasOwn(part, keyword) : Object.hasOwn(part.properties ?? {}, property);
  return findPath(schema, path, has) ?? path;
}

function findPath(schema: Schema, path: string[], has: (part: Schema) => boolean): string[] | undefined {
  if (has(schema)) return path;
  for (const [index, part] of schema.allOf?.entries() ?? []) {
    const inPart = findPath(part, path, has);
    if (inPart !== undefined) return ["allOf", String(index), ...inPart];
  }
  return undefined;
}

/** The properties by which the alternatives of a `oneOf` are told apart: those that are a constant in each of them. */
export function discriminators(alternatives: readonly Schema[]): string[] {
  const [first = {}] = alternatives;
  const constants = Object.keys(first.properties ?? {}).filter((name) =>
    alternatives.every(({ properties = {} }) => properties[name]?.const !== undefined),
  );
  const valuesOf = (name: string) => new Set(alternatives.map(({ properties = {} }) => properties[name]?.const));
  return constants.filter((name) => valuesOf(name).size === alternatives.length);
}
