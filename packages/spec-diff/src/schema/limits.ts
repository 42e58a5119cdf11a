import type { Node } from "../spec/node.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
import { isPatternWithin } from "./pattern-subset.ts";
import type { Schema } from "./schema.ts";
import type { ValueType } from "./value-types.ts";

/** A limit and its keyword. */
export interface Limit {
  readonly type: ValueType;
  readonly keyword: string;
  /** The keyword of the limit that excludes the value itself. */
  readonly exclusive?: string;
  /** Name in oasdiff's rule ids. */
  readonly name: string;
  readonly words: string;
}

export const maxItems: Limit = {
  type: "array",
  keyword: "maxItems",
  name: "max-items",
  words: "maximum number of items",
};

const limits: readonly Limit[] = [
  { type: "string", keyword: "maxLength", name: "max-length", words: "maximum length" },
  { type: "string", keyword: "minLength", name: "min-length", words: "minimum length" },
  maxItems,
  { type: "array", keyword: "minItems", name: "min-items", words: "minimum number of items" },
  { type: "object", keyword: "maxProperties", name: "max-properties", words: "maximum number of fields" },
  { type: "object", keyword: "minProperties", name: "min-properties", words: "minimum number of fields" },
  { type: "integer", keyword: "maximum", exclusive: "exclusiveMaximum", name: "max", words: "maximum" },
  { type: "integer", keyword: "minimum", exclusive: "exclusiveMinimum", name: "min", words: "minimum" },
];

const isMaximum = ({ keyword }: Limit) => keyword.startsWith("max");

/** Compares lengths, counts and numbers: limits must not get stricter in requests, or looser in responses. */
export function compareLimits(comparison: Comparison, types: ReadonlySet<ValueType>): void {
  for (const limit of limits) {
    if (!types.has(limit.type)) continue;
    const base = boundOf(comparison.base, limit);
    const head = boundOf(comparison.head, limit);
    const [narrow, wide] = narrowAndWide(comparison, base, head);
    const [narrowSchema] = narrowAndWide(comparison, comparison.base, comparison.head);
    if (isWithin(narrow, wide, limit) || isWithin(impliedBound(narrowSchema, limit), wide, limit)) continue;
    if (limit.type === "string" && isImpliedByPattern(narrowSchema, wide.value, limit)) continue;
    const isDown = isMaximum(limit) === isReadByProvider(comparison);
    const change =
      base.node === undefined ? "set" : head.node === undefined ? "unset" : isDown ? "decreased" : "increased";
    const where = findKeywords(comparison, limit.keyword, limit.exclusive ?? limit.keyword);
    const message = `the ${limit.words} of ${formatName(comparison)} changed from ${formatBound(base)} to ${formatBound(head)}`;
    reportRule(comparison, `${limit.name}-${change}`, message, where);
  }
}

export interface Bound {
  readonly value: number;
  readonly isExclusive: boolean;
  readonly node: Node | undefined;
}

/** The strictest of the limits in all parts of a schema. */
export function boundOf(schema: Schema, limit: Limit): Bound {
  const { keyword, exclusive } = limit;
  const none = isMaximum(limit) ? Number.POSITIVE_INFINITY : keyword === "minimum" ? Number.NEGATIVE_INFINITY : 0;
  const isInteger = limit.type !== "integer" || !schema.types.has("number");
  const bounds = [keyword, exclusive].flatMap((name) =>
    (name === undefined ? [] : schema.keyword(name)).flatMap((node): Bound[] => {
      const { value } = node;
      if (typeof value !== "number") return [];
      if (!isInteger) return [{ value, isExclusive: name === exclusive, node }];
      // Among integers, above 0 is the same as at least 1, and at least 0.5 too.
      const [down, up] = [Math.floor(value), Math.ceil(value)];
      if (name !== exclusive) return [{ value: isMaximum(limit) ? down : up, isExclusive: false, node }];
      return [{ value: isMaximum(limit) ? up - 1 : down + 1, isExclusive: false, node }];
    }),
  );
  const start: Bound = { value: none, isExclusive: false, node: undefined };
  return bounds.reduce((best, bound) => (isWithin(best, bound, limit) ? best : bound), start);
}

/** Whether every number that is valid for a schema is an integer between two others. */
export function hasIntegersWithin(schema: Schema, min: number, max: number): boolean {
  if (schema.types.has("number")) return false;
  return limits
    .filter(({ type }) => type === "integer")
    .every((limit) => {
      const value = isMaximum(limit) ? max : min;
      return isWithin(boundOf(schema, limit), { value, isExclusive: false, node: undefined }, limit);
    });
}

/** Whether the maximum of one schema is below the minimum of the other, so that they have no value of this type in common. */
export function areBoundsApart(low: Schema, high: Schema, type: ValueType): boolean {
  return limits.some((maximum) => {
    if (maximum.type !== type || !isMaximum(maximum)) return false;
    const minimum = limits.find(({ keyword }) => keyword === maximum.keyword.replace("max", "min"));
    if (minimum === undefined) return false;
    return [boundOf(low, maximum), impliedBound(low, maximum)].some((max) =>
      [boundOf(high, minimum), impliedBound(high, minimum)].some(
        (min) => max.value < min.value || (max.value === min.value && (max.isExclusive || min.isExclusive)),
      ),
    );
  });
}

/** A limit that follows from other keywords: an object has its required fields, a tuple no more than its items. */
export function impliedBound(schema: Schema, limit: Limit): Bound {
  const bound = (value: number): Bound => ({ value, isExclusive: false, node: undefined });
  switch (limit.keyword) {
    case "minProperties":
      return bound(schema.required.size);
    case "maxProperties":
      return bound(schema.isClosed ? schema.propertyNames.size : Number.POSITIVE_INFINITY);
    case "maxItems":
      return bound(schema.item(schema.prefixLength).isImpossible ? schema.prefixLength : Number.POSITIVE_INFINITY);
    default:
      return bound(isMaximum(limit) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
  }
}

/** Whether all texts that match a pattern of the schema have a length: `^wh_.` implies a `minLength` of 4. */
function isImpliedByPattern(schema: Schema, length: number, limit: Limit): boolean {
  const wide = `^[^]{${isMaximum(limit) ? `0,${length}` : `${length},`}}$`;
  return schema.keyword("pattern").some(({ value }) => typeof value === "string" && isPatternWithin(value, wide));
}

function isWithin(narrow: Bound, wide: Bound, limit: Limit): boolean {
  if (narrow.value === wide.value) return narrow.isExclusive || !wide.isExclusive;
  return isMaximum(limit) ? narrow.value < wide.value : narrow.value > wide.value;
}

function formatBound({ value, isExclusive }: Bound): string {
  return Number.isFinite(value) ? `${isExclusive ? "exclusive " : ""}${value}` : "none";
}
