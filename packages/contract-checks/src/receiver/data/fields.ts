export type JsonObject = Readonly<Record<string, unknown>>;

/** Names and indices that lead to a place in a JSON value. */
export type JsonPath = readonly (string | number)[];

/** The parts of a JSON Schema that say which fields there are. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
}

/** A field of a value, and what the schema says of it. */
export interface Field {
  readonly path: JsonPath;
  readonly isRequired: boolean;
  /** The values that it may have, where they are listed. */
  readonly values: readonly unknown[];
}

/** The fields of a value that its schema knows, at any depth. Of an array the first item shows what all have. */
export function fieldsOf(schema: object, value: unknown): Field[] {
  return [...walk(schema, value, [])];
}

function* walk(schema: Schema, value: unknown, path: JsonPath): Generator<Field> {
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

/** A copy of a value without what stands at some paths in it. */
export function without<T>(value: T, paths: readonly JsonPath[]): T {
  const copy = structuredClone(value);
  for (const path of paths) {
    const parent = parentOf(copy, path);
    if (parent !== undefined) delete parent[path.at(-1) ?? ""];
  }
  return copy;
}

/** A copy of a value with another one at a path in it. */
export function withValue<T>(value: T, path: JsonPath, field: unknown): T {
  const copy = structuredClone(value);
  const parent = parentOf(copy, path);
  if (parent !== undefined) parent[path.at(-1) ?? ""] = field;
  return copy;
}

function parentOf(value: unknown, path: JsonPath): Record<string, unknown> | undefined {
  let at = value as Record<string, unknown> | undefined;
  for (const key of path.slice(0, -1)) at = at?.[key] as Record<string, unknown> | undefined;
  return at;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
