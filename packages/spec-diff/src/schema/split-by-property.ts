import type { Json, JsonObject } from "../spec/json.ts";
import type { Node } from "../spec/node.ts";
import type { Schema } from "./schema.ts";
import { finiteValues } from "./values.ts";

/** A property with more values does not split a schema. */
const maxValues = 32;

/**
 * Splits an object schema by the value of a property of which others list the values: `kind: a or b` into `kind: a` and
 * `kind: b`. Returns the schema itself if it has no such property.
 */
export function splitByProperty(schema: Schema, others: readonly Schema[]): readonly Schema[] {
  if (schema.types.size !== 1 || !schema.types.has("object")) return [schema];
  for (const name of schema.required) {
    const values = finiteValues(schema.property(name)) ?? [];
    const isDecisive = others.some(
      (other) => other.types.has("object") && finiteValues(other.property(name)) !== undefined,
    );
    if (values.length < 2 || values.length > maxValues || !isDecisive) continue;
    return values.map((value) => withProperty(schema, name, value));
  }
  return [schema];
}

/** The values of a schema that have one value of a property, if they have the property. */
export function withProperty(schema: Schema, name: string, value: Json): Schema {
  const { at } = schema.property(name);
  // A pointer of its own, because nodes are identified by their address.
  const pointer = `${at.pointer}/=${JSON.stringify([name, value])}`;
  const node: Node<JsonObject> = { ...at, pointer, value: { properties: { [name]: { const: value } } } };
  return schema.and(node);
}
