import type { Json } from "../spec/json.ts";

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

/** The types that the keyword `type` allows. */
export function typesOf(type: Json): Set<ValueType> {
  const names = new Set(Array.isArray(type) ? type : [type]);
  if (names.has("number")) names.add("integer");
  return new Set([...valueTypes].filter((name) => names.has(name)));
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
