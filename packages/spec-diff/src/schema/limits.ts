import type { Node } from "../document.ts";
import { both, type Comparison, isRead, label, tell } from "./place.ts";
import type { Schema } from "./schema.ts";
import type { ValueType } from "./types.ts";

/** A limit, and a keyword that says it. */
interface Limit {
  readonly type: ValueType;
  readonly direction: "max" | "min";
  /** As oasdiff's rules call it. */
  readonly name: string;
  readonly words: string;
  readonly keyword: string;
  /** Says the same without the value itself. */
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

/** Lengths, counts and values: what is read may not be limited more, what is sent not less. */
export function compareLimits(comparison: Comparison, types: ReadonlySet<ValueType>): void {
  for (const limit of limits) {
    if (!types.has(limit.type)) continue;
    const base = strictest(comparison.base, limit);
    const head = strictest(comparison.head, limit);
    const [narrow, wide] = isRead(comparison) ? [base, head] : [head, base];
    if (isWithin(narrow, wide, limit)) continue;
    const isDown = limit.direction === "max" ? isRead(comparison) : !isRead(comparison);
    const change =
      base.node === undefined ? "set" : head.node === undefined ? "unset" : isDown ? "decreased" : "increased";
    const where = both(comparison, limit.keyword, limit.exclusive ?? limit.keyword);
    const message = `the ${limit.words} of ${label(comparison)} changed from ${say(base)} to ${say(head)}`;
    tell(comparison, `${limit.name}-${change}`, message, where);
  }
}

interface Bound {
  readonly value: number;
  readonly isExclusive: boolean;
  readonly node: Node | undefined;
}

/** Of all that is said of a limit, what says most. */
function strictest(schema: Schema, { direction, keyword, exclusive }: Limit): Bound {
  const none = direction === "max" ? Number.POSITIVE_INFINITY : keyword === "minimum" ? Number.NEGATIVE_INFINITY : 0;
  const isInteger = !schema.types.has("number");
  const bounds = [keyword, exclusive].flatMap((name) =>
    (name === undefined ? [] : schema.keyword(name)).flatMap((node): Bound[] => {
      const { value } = node;
      if (typeof value !== "number") return [];
      if (name !== exclusive) return [{ value, isExclusive: false, node }];
      if (!isInteger) return [{ value, isExclusive: true, node }];
      // Above 0 is 1 and more, where there are only integers.
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

function say({ value, isExclusive }: Bound): string {
  return Number.isFinite(value) ? `${isExclusive ? "beyond " : ""}${value}` : "none";
}
