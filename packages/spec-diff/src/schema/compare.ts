import { addressOf } from "../document.ts";
import { compareAlternatives } from "./alternatives.ts";
import { compareAnnotations } from "./annotations.ts";
import { compareAssertions } from "./assertions.ts";
import { compareLimits } from "./limits.ts";
import { compareObjects } from "./objects.ts";
import { both, type Comparison, inside, isRead, label, tell } from "./place.ts";
import { inWords, type ValueType } from "./types.ts";
import { compareValues } from "./values.ts";

/** Compares two schemas, and all that is within them. */
export function compareSchemas(comparison: Comparison): void {
  const { base, head, within } = comparison;
  if (base.isWrittenLike(head)) return;
  const key = `${addressOf(base.at)} ${addressOf(head.at)}`;
  if (within.has(key)) return;
  const here = { ...comparison, within: new Set([...within, key]) };
  if (base.alternatives.length > 1 || head.alternatives.length > 1) compareAlternatives(here);
  else compareOne({ ...here, base: base.alternatives[0] ?? base, head: head.alternatives[0] ?? head });
}

function compareOne(comparison: Comparison): void {
  const { base, head } = comparison;
  const [narrow, wide] = isRead(comparison) ? [base, head] : [head, base];
  // Where nothing was or is valid, there is nothing that the other one could refuse.
  if (narrow.isImpossible) return;
  if (!compareTypes(comparison, narrow.types, wide.types)) return;
  compareValues(comparison);
  compareLimits(comparison, narrow.types);
  compareAssertions(comparison);
  compareAnnotations(comparison);
  if (narrow.types.has("object")) compareObjects(comparison);
  if (narrow.types.has("array")) compareSchemas(inside(comparison, base.items, head.items, "[]"));
}

/** Every type of the narrow one has to be one of the wide one. Answers whether there is a point in looking further. */
function compareTypes(comparison: Comparison, narrow: ReadonlySet<ValueType>, wide: ReadonlySet<ValueType>): boolean {
  const excess = narrow.difference(wide);
  if (excess.size === 0) return true;
  const { base, head } = comparison;
  const name = label(comparison);
  const common = narrow.intersection(wide);
  const isNull = excess.size === 1 && excess.has("null");
  const change = isRead(comparison) ? "narrowed" : "widened";
  const nullable = isRead(comparison) ? "became-not-nullable" : "became-nullable";
  const rule = isNull ? nullable : common.size === 0 ? "type-changed" : `list-of-types-${change}`;
  const types = `${inWords(base.types)} to ${inWords(head.types)}`;
  tell(comparison, rule, `the type of ${name} changed from ${types}`, both(comparison, "type"));
  return common.size > 0;
}
