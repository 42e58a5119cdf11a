import { canonical, type Json } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { UnreadableSpecError } from "../spec/source.ts";
import { isMultipleOf } from "./decimal.ts";

/** The types of values. Here `number` is a number with a fraction, so the schema type `number` is both of them. */
export type ValueType = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

const valueTypes: ReadonlySet<ValueType> = new Set([
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
function typesOf(keyword: Node): Set<ValueType> {
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

/** The types that each of these keywords `type` and `multipleOf` allows. */
export function commonTypes(types: readonly Node[], multiples: readonly Node[]): ReadonlySet<ValueType> {
  const common = types.map((node) => typesOf(node)).reduce((all, types) => all.intersection(types), valueTypes);
  // A multiple of an integer is an integer.
  const isInteger = multiples.some(({ value }) => typeof value === "number" && isMultipleOf(value, 1));
  return isInteger ? common.difference(new Set(["number"])) : common;
}

/** The values that each of these keywords `enum` and `const` allows; `undefined` without any. */
export function commonValues(enums: readonly Node[], constants: readonly Node[]): readonly Json[] | undefined {
  const lists = [
    ...enums.map(({ value }) => (Array.isArray(value) ? (value as Json[]) : [])),
    ...constants.map(({ value }) => [value]),
  ];
  if (lists.length === 0) return undefined;
  return lists.reduce((all, list) => {
    const texts = new Set(list.map(canonical));
    return all.filter((value) => texts.has(canonical(value)));
  });
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
