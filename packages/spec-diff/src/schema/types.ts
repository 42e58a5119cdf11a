import type { Json } from "../json.ts";

/** `number` is a number that is no integer: so the schema type `number` is both, and `integer` is within it. */
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

/** What the keyword `type` allows. */
export function typesOf(type: Json): Set<ValueType> {
  const names = new Set(Array.isArray(type) ? type : [type]);
  if (names.has("number")) names.add("integer");
  return new Set([...valueTypes].filter((name) => names.has(name)));
}

/** As the keyword would say it. */
export function inWords(types: ReadonlySet<ValueType>): string {
  const names = [...types].filter((name) => name !== "integer" || !types.has("number"));
  if (types.size === valueTypes.size) return "any type";
  return names.join(" or ") || "nothing";
}
