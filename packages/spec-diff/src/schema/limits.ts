import type { Node } from "../spec/document.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
import type { Schema, ValueType } from "./schema.ts";

/** A limit and its keyword. */
interface Limit {
  readonly type: ValueType;
  readonly keyword: string;
  /** The keyword of the limit that excludes the value itself. */
  readonly exclusive?: string;
  /** Name in oasdiff's rule ids. */
  readonly name: string;
  readonly words: string;
}

const limits: readonly Limit[] = [
  { type: "string", keyword: "maxLength", name: "max-length", words: "maximum length" },
  { type: "string", keyword: "minLength", name: "min-length", words: "minimum length" },
  { type: "array", keyword: "maxItems", name: "max-items", words: "maximum number of items" },
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
    const base = strictest(comparison.base, limit);
    const head = strictest(comparison.head, limit);
    const [narrow, wide] = narrowAndWide(comparison, base, head);
    if (isWithin(narrow, wide, limit)) continue;
    const isDown = isMaximum(limit) === isReadByProvider(comparison);
    const change =
      base.node === undefined ? "set" : head.node === undefined ? "unset" : isDown ? "decreased" : "increased";
    const where = findKeywords(comparison, limit.keyword, limit.exclusive ?? limit.keyword);
    const message = `the ${limit.words} of ${formatName(comparison)} changed from ${formatBound(base)} to ${formatBound(head)}`;
    reportRule(comparison, `${limit.name}-${change}`, message, where);
  }
}

interface Bound {
  readonly value: number;
  readonly isExclusive: boolean;
  readonly node: Node | undefined;
}

/** The strictest of the limits in all parts of a schema. */
function strictest(schema: Schema, limit: Limit): Bound {
  const { keyword, exclusive } = limit;
  const none = isMaximum(limit) ? Number.POSITIVE_INFINITY : keyword === "minimum" ? Number.NEGATIVE_INFINITY : 0;
  const isInteger = !schema.types.has("number");
  const bounds = [keyword, exclusive].flatMap((name) =>
    (name === undefined ? [] : schema.keyword(name)).flatMap((node): Bound[] => {
      const { value } = node;
      if (typeof value !== "number") return [];
      if (name !== exclusive) return [{ value, isExclusive: false, node }];
      if (!isInteger) return [{ value, isExclusive: true, node }];
      // Among integers, above 0 is the same as at least 1.
      return [{ value: isMaximum(limit) ? Math.ceil(value) - 1 : Math.floor(value) + 1, isExclusive: false, node }];
    }),
  );
  const start: Bound = { value: none, isExclusive: false, node: undefined };
  return bounds.reduce((best, bound) => (isWithin(best, bound, limit) ? best : bound), start);
}

function isWithin(narrow: Bound, wide: Bound, limit: Limit): boolean {
  if (narrow.value === wide.value) return narrow.isExclusive || !wide.isExclusive;
  return isMaximum(limit) ? narrow.value < wide.value : narrow.value > wide.value;
}

function formatBound({ value, isExclusive }: Bound): string {
  return Number.isFinite(value) ? `${isExclusive ? "exclusive " : ""}${value}` : "none";
}
