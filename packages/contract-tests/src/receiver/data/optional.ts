export type JsonObject = Readonly<Record<string, unknown>>;

/** Names and indices that lead to a place in a JSON value. */
export type JsonPath = readonly (string | number)[];

/** The parts of a JSON Schema that say which fields there are. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
}

/** The paths of all fields in a value that its schema does not require, at any depth. */
export function optionalPaths(schema: object, value: unknown): JsonPath[] {
  return [...walk(schema, value, [])];
}

function* walk(schema: Schema, value: unknown, path: JsonPath): Generator<JsonPath> {
  const parts = [schema, ...(schema.allOf ?? [])];
  if (Array.isArray(value)) {
    // One item shows what all have.
    for (const { items } of parts)
      if (items !== undefined && value.length > 0) yield* walk(items, value[0], [...path, 0]);
    return;
  }
  if (!isObject(value)) return;
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  for (const { properties = {} } of parts) {
    for (const [name, property] of Object.entries(properties)) {
      if (!(name in value)) continue;
      if (!required.has(name)) yield [...path, name];
      yield* walk(property, value[name], [...path, name]);
    }
  }
}

/** A copy of a value without what stands at some paths in it. */
export function without<T>(value: T, paths: readonly JsonPath[]): T {
  const copy = structuredClone(value);
  for (const path of paths) {
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], copy);
    if (isObject(parent)) delete (parent as Record<string, unknown>)[path.at(-1) as string];
  }
  return copy;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
