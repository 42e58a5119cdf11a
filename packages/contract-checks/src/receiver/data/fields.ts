import { isObject, type JsonSchema } from "@agent-webhooks/types/json-schema";

export type UnknownObject = Readonly<Record<string, unknown>>;

/** Keys and indices that lead to a place in a JSON value. */
export type JsonPath = readonly (string | number)[];

/** A field of a value, as its schema describes it. */
export interface Field {
  readonly path: JsonPath;
  readonly isRequired: boolean;
  /** The values of its `enum`. */
  readonly values: readonly unknown[];
}

/** The fields of a value that are in its schema, at any depth. Only the first item of an array is looked at. */
export function fieldsOf(schema: object, value: unknown): Field[] {
  return [...walk(schema, value, [])];
}

function* walk(schema: JsonSchema, value: unknown, path: JsonPath): Generator<Field> {
  const parts = [schema, ...(schema.allOf ?? [])];
  if (Array.isArray(value)) {
    for (const { items } of parts) if (items !== undefined) yield* walk(items, value[0], [...path, 0]);
  }
  if (!isObject(value)) return;
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  for (const { properties = {} } of parts) {
    for (const [name, property] of Object.entries(properties)) {
      if (!(name in value)) continue;
      yield { path: [...path, name], isRequired: required.has(name), values: property.enum ?? [] };
      yield* walk(property, value[name], [...path, name]);
    }
  }
}

/** A copy of a value without what is at these paths. */
export function omitPaths<T>(value: T, paths: readonly JsonPath[]): T {
  const copy = structuredClone(value);
  for (const path of paths) {
    const parent = findParent(copy, path);
    if (parent !== undefined) delete parent[path.at(-1) ?? ""];
  }
  return copy;
}

/** A copy of a value with another one at a path. */
export function setAtPath<T>(value: T, path: JsonPath, field: unknown): T {
  const copy = structuredClone(value);
  const parent = findParent(copy, path);
  if (parent !== undefined) parent[path.at(-1) ?? ""] = field;
  return copy;
}

function findParent(value: unknown, path: JsonPath): Record<string, unknown> | undefined {
  let parent = value as Record<string, unknown> | undefined;
  for (const key of path.slice(0, -1)) parent = parent?.[key] as Record<string, unknown> | undefined;
  return parent;
}
