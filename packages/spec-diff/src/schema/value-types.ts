import type { Json } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { UnreadableSpecError } from "../spec/source.ts";

/** The types of values. Here `number` is a number with a fraction, so the schema type `number` is both of them. */
export type ValueType = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

export const valueTypes: ReadonlySet<ValueType> = new Set([
  "null",
  "boolean",
  "object",
  "array",
  "number",
  "integer",
  "string",
]);

/**
 * The types that a keyword `type` allows.
 *
 * @throws {UnreadableSpecError} if one of them is not a type of JSON Schema: every value would be invalid
 */
export function typesOf(keyword: Node): Set<ValueType> {
  const { value } = keyword;
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  // In YAML, `null` without quotes is not a text.
  const names = new Set(list.map((name) => name ?? "null"));
  const known = [...valueTypes];
  for (const name of names) {
    if (known.some((type) => type === name)) continue;
    throw new UnreadableSpecError(
      `${addressOf(keyword)}: ${JSON.stringify(name)} is not a type; the types are ${known.join(", ")}`,
    );
  }
  if (names.has("number")) names.add("integer");
  return new Set(known.filter((type) => names.has(type)));
}

/** The type of a value. */
export function typeOf(value: Json): ValueType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "object" ? "object" : (typeof value as "boolean" | "string");
}

/** Formats types for messages: `integer or string`. */
export function formatTypes(types: ReadonlySet<ValueType>): string {
  const names = [...types].filter((name) => name !== "integer" || !types.has("number"));
  if (types.size === valueTypes.size) return "any type";
  return names.join(" or ") || "nothing";
}
