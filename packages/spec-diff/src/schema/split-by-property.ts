import type { JsonObject } from "../spec/json.ts";
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
    const property = schema.property(name);
    const values = finiteValues(property) ?? [];
    const isDecisive = others.some(
      (other) => other.types.has("object") && finiteValues(other.property(name)) !== undefined,
    );
    if (values.length < 2 || values.length > maxValues || !isDecisive) continue;
    return values.map((value) => {
      // A pointer of its own, because nodes are identified by their address.
      const pointer = `${property.at.pointer}/=${JSON.stringify(value)}`;
      const node: Node<JsonObject> = { ...property.at, pointer, value: { properties: { [name]: { const: value } } } };
      return schema.and(node);
    });
  }
  return [schema];
}
