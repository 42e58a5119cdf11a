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
  readonly direction: "max" | "min";
  /** Name in oasdiff's rule ids. */
  readonly name: string;
  readonly words: string;
  readonly keyword: string;
  /** The keyword of the limit that excludes the value itself. */
  readonly exclusive?: string;
}

const limits: readonly Limit[] = [
  { type: "string", direction: "max", name: "max-length", words: "maximum length", keyword: "maxLength" },
  { type: "string", direction: "min", name: "min-length", words: "minimum length", keyword: "minLength" },
  { type: "array", direction: "max", name: "max-items", words: "maximum number of items", keyword: "maxItems" },
  { type: "array", direction: "min", name: "min-items", words: "minimum number of items", keyword: "minItems" },
  {
    type: "object",
    direction: "max",
    name: "max-properties",
    words: "maximum number of fields",
    keyword: "maxProperties",
  },
  {
    type: "object",
    direction: "min",
    name: "min-properties",
    words: "minimum number of fields",
    keyword: "minProperties",
  },
  {
    type: "integer",
    direction: "max",
    name: "max",
    words: "maximum",
    keyword: "maximum",
    exclusive: "exclusiveMaximum",
  },
  {
    type: "integer",
    direction: "min",
    name: "min",
    words: "minimum",
    keyword: "minimum",
    exclusive: "exclusiveMinimum",
  },
];

/** Compares lengths, counts and numbers: limits must not get stricter in requests, or looser in responses. */
export function compareLimits(comparison: Comparison, types: ReadonlySet<ValueType>): void {
  for (const limit of limits) {
    if (!types.has(limit.type)) continue;
    const base = strictest(comparison.base, limit);
    const head = strictest(comparison.head, limit);
    const [narrow, wide] = narrowAndWide(comparison, base, head);
    if (isWithin(narrow, wide, limit)) continue;
    const isDown = limit.direction === "max" ? isReadByProvider(comparison) : !isReadByProvider(comparison);
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
function strictest(schema: Schema, { direction, keyword, exclusive }: Limit): Bound {
  const none = direction === "max" ? Number.POSITIVE_INFINITY : keyword === "minimum" ? Number.NEGATIVE_INFINITY : 0;
  const isInteger = !schema.types.has("number");
  const bounds = [keyword, exclusive].flatMap((name) =>
    (name === undefined ? [] : schema.keyword(name)).flatMap((node): Bound[] => {
      const { value } = node;
      if (typeof value !== "number") return [];
      if (name !== exclusive) return [{ value, isExclusive: false, node }];
      if (!isInteger) return [{ value, isExclusive: true, node }];
      // Among integers, above 0 is the same as at least 1.
      return [{ value: direction === "min" ? Math.floor(value) + 1 : Math.ceil(value) - 1, isExclusive: false, node }];
    }),
  );
  const start: Bound = { value: none, isExclusive: false, node: undefined };
  return bounds.reduce((best, bound) => (isWithin(best, bound, { direction }) ? best : bound), start);
}

function isWithin(narrow: Bound, wide: Bound, { direction }: Pick<Limit, "direction">): boolean {
  if (narrow.value === wide.value) return narrow.isExclusive || !wide.isExclusive;
  return direction === "max" ? narrow.value < wide.value : narrow.value > wide.value;
}

function formatBound({ value, isExclusive }: Bound): string {
  return Number.isFinite(value) ? `${isExclusive ? "exclusive " : ""}${value}` : "none";
}
