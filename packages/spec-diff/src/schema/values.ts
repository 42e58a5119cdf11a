import { canonical, isObject, type Json, type JsonObject } from "../spec/json.ts";
import { alternativesOf, hasTooManyAlternatives } from "./alternatives.ts";
import { isMultipleOf } from "./decimal.ts";
import { wellFormedKeyword } from "./extensions.ts";
import { isMatch, isWellFormed } from "./pattern-subset.ts";
import type { Schema } from "./schema.ts";
import { typeOf } from "./value-types.ts";

const known = new WeakMap<Schema, { readonly values: readonly Json[] | undefined }>();

/**
 * Every value that a schema accepts, if it lists them: with `enum` or `const`, as a boolean or null, or as alternatives of
 * these.
 */
export function finiteValues(schema: Schema): readonly Json[] | undefined {
  const { values } = known.get(schema) ?? { values: findValues(schema) };
  known.set(schema, { values });
  return values;
}

function findValues(schema: Schema): readonly Json[] | undefined {
  const lists = alternativesOf(schema).map((alternative) => {
    const { types, allowedValues } = alternative;
    if (allowedValues !== undefined) return allowedValues;
    if ([...types].some((type) => type !== "null" && type !== "boolean")) return undefined;
    return [...(types.has("boolean") ? [true, false] : []), ...(types.has("null") ? [null] : [])];
  });
  if (lists.includes(undefined)) return undefined;
  const values = lists.flatMap((list) => list ?? []).filter((value) => isValid(schema, value, true));
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}

/** Keywords that are not evaluated, by the type of the value. */
const undecided: Readonly<Record<string, readonly string[]>> = {
  string: ["format", "contentEncoding", "contentMediaType", "contentSchema"],
  number: ["format"],
  integer: ["format"],
  array: ["contains", "unevaluatedItems"],
  object: ["propertyNames", "dependentSchemas", "dependentRequired", "unevaluatedProperties"],
};

/**
 * Whether a value is valid for a schema.
 *
 * @param otherwise the result if it depends on a keyword that is not evaluated, such as `format`
 */
export function isValid(schema: Schema, value: Json, otherwise: boolean): boolean {
  return alternativesOf(schema).some(
    (alternative) =>
      isValidForOne(alternative, value, otherwise) &&
      alternative.exclusions.every((exclusion) => !isValid(exclusion, value, !otherwise)),
  );
}

function isValidForOne(schema: Schema, value: Json, otherwise: boolean): boolean {
  const type = typeOf(value);
  const { types, allowedValues } = schema;
  if (!types.has(type)) return false;
  if (allowedValues?.every((one) => canonical(one) !== canonical(value))) return false;
  if (!isWithinLimits(schema, value)) return false;
  if (Array.isArray(value)) {
    if (schema.keyword("uniqueItems").some((node) => node.value === true) && hasDuplicates(value)) return false;
    if (!value.every((item: Json, index) => isValid(schema.item(index), item, otherwise))) return false;
  } else if (isObject(value) && !isValidObject(schema, value, otherwise)) {
    return false;
  }
  const conditions = [...(undecided[type] ?? []), "if"];
  const isUndecided =
    conditions.some((name) => schema.keyword(name).length > 0) ||
    hasTooManyAlternatives(schema) ||
    (type === "string" && schema.keyword("pattern").some((node) => isMatch(String(node.value), "") === undefined));
  return isUndecided ? otherwise : true;
}

function isValidObject(schema: Schema, value: JsonObject, otherwise: boolean): boolean {
  const names = Object.keys(value);
  return (
    [...schema.required].every((name) => names.includes(name)) &&
    names.every((name) => schema.mayEvaluate(name) || isValid(schema.property(name), value[name] ?? null, otherwise))
  );
}

function isWithinLimits(schema: Schema, value: Json): boolean {
  const every = <T>(name: string, holds: (limit: T) => boolean) =>
    schema.keyword(name).every((node) => holds(node.value as T));
  const isWithin = (size: number, min: string, max: string) =>
    every<number>(min, (limit) => size >= limit) && every<number>(max, (limit) => size <= limit);
  if (typeof value === "number") {
    return (
      isWithin(value, "minimum", "maximum") &&
      every<number>("exclusiveMinimum", (limit) => value > limit) &&
      every<number>("exclusiveMaximum", (limit) => value < limit) &&
      every<Json>("multipleOf", (factor) => typeof factor !== "number" || isMultipleOf(value, factor))
    );
  }
  if (typeof value === "string") {
    // Lengths count characters, not UTF-16 units.
    return (
      isWithin([...value].length, "minLength", "maxLength") &&
      every<string>("pattern", (pattern) => isMatch(pattern, value) !== false) &&
      every<boolean>(wellFormedKeyword, (isNeeded) => isNeeded !== true || isWellFormed(value))
    );
  }
  if (Array.isArray(value)) return isWithin(value.length, "minItems", "maxItems");
  if (isObject(value)) return isWithin(Object.keys(value).length, "minProperties", "maxProperties");
  return true;
}

function hasDuplicates(items: readonly Json[]): boolean {
  return new Set(items.map(canonical)).size < items.length;
}
