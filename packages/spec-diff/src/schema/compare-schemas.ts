import { addressOf } from "../spec/document.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  narrowAndWide,
  nest,
  reportRule,
} from "./comparison.ts";
import { compareDefaultAndDiscriminator } from "./default-and-discriminator.ts";
import { compareEnumAndConst } from "./enum-and-const.ts";
import { compareFormatAndPattern } from "./format-and-pattern.ts";
import { compareLimits } from "./limits.ts";
import { compareAlternatives } from "./one-of.ts";
import { compareProperties } from "./properties.ts";
import { formatTypes, type ValueType } from "./schema.ts";

/** Compares two schemas and everything within them. */
export function compareSchemas(comparison: Omit<Comparison, "ancestors" | "compare">): void {
  compareNested({ ...comparison, ancestors: new Set(), compare: compareNested });
}

function compareNested(comparison: Comparison): void {
  const { base, head, ancestors } = comparison;
  if (base.isWrittenLike(head)) return;
  const key = `${addressOf(base.at)} ${addressOf(head.at)}`;
  if (ancestors.has(key)) return;
  const here = { ...comparison, ancestors: new Set([...ancestors, key]) };
  if (base.alternatives.length > 1 || head.alternatives.length > 1) compareAlternatives(here);
  else compareOne({ ...here, base: base.alternatives[0] ?? base, head: head.alternatives[0] ?? head });
}

function compareOne(comparison: Comparison): void {
  const { base, head } = comparison;
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  // If no value is valid, the other schema cannot reject one.
  if (narrow.isImpossible) return;
  if (!compareTypes(comparison, narrow.types, wide.types)) return;
  compareEnumAndConst(comparison);
  compareLimits(comparison, narrow.types);
  compareFormatAndPattern(comparison);
  compareDefaultAndDiscriminator(comparison);
  if (narrow.types.has("object")) compareProperties(comparison);
  if (narrow.types.has("array")) compareNested(nest(comparison, base.items, head.items, "[]"));
}

/** Every type of the narrow schema must be one of the wide one. Returns false if they have no type in common. */
function compareTypes(comparison: Comparison, narrow: ReadonlySet<ValueType>, wide: ReadonlySet<ValueType>): boolean {
  const excess = narrow.difference(wide);
  if (excess.size === 0) return true;
  const { base, head } = comparison;
  const name = formatName(comparison);
  const common = narrow.intersection(wide);
  const isNull = excess.size === 1 && excess.has("null");
  const change = isReadByProvider(comparison) ? "narrowed" : "widened";
  const nullable = isReadByProvider(comparison) ? "became-not-nullable" : "became-nullable";
  const rule = isNull ? nullable : common.size === 0 ? "type-changed" : `list-of-types-${change}`;
  const types = `${formatTypes(base.types)} to ${formatTypes(head.types)}`;
  reportRule(comparison, rule, `the type of ${name} changed from ${types}`, findKeywords(comparison, "type"));
  return common.size > 0;
}
