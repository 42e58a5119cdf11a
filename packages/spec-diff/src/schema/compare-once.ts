import { acceptsNothing, alternativesOf, hasTooManyAlternatives } from "./alternatives.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
import { compareConditions } from "./conditions.ts";
import { compareDefaultAndDiscriminator } from "./default-and-discriminator.ts";
import { compareConstants, compareEnumAndConst } from "./enum-and-const.ts";
import { compareExclusions } from "./exclusions.ts";
import { compareFormatAndPattern } from "./format-and-pattern.ts";
import { compareItems } from "./items.ts";
import { compareLimits } from "./limits.ts";
import { compareAlternatives } from "./one-of.ts";
import { compareProperties } from "./properties.ts";
import { formatTypes, type ValueType } from "./value-types.ts";
import { finiteValues, isValid } from "./values.ts";

/** Compares two schemas, apart from the schemas within them, which it passes to `comparison.compare`. */
export function compareOnce(comparison: Comparison): void {
  const { base, head } = comparison;
  if (base.isWrittenLike(head)) return;
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  // If no value is valid, the other schema cannot reject one.
  if (acceptsNothing(narrow)) {
    if (!narrow.isFalse && !comparison.isStrict) reportContradiction(comparison);
    return;
  }
  const values = finiteValues(narrow);
  if (values?.every((value) => isValid(wide, value, false))) {
    compareDefaultAndDiscriminator(comparison);
    return;
  }
  const [one, other] = [alternativesOf(base), alternativesOf(head)];
  const isContradictory = acceptsNothing(wide) && !wide.isImpossible;
  if (one.length > 1 || other.length > 1 || isContradictory) compareAlternatives(comparison);
  else compareOne({ ...comparison, base: one[0] ?? base, head: other[0] ?? head });
}

function compareOne(comparison: Comparison): void {
  const [narrow, wide] = narrowAndWide(comparison, comparison.base, comparison.head);
  let isFound = false;
  const report: Comparison["report"] = (finding) => {
    isFound = true;
    comparison.report(finding);
  };
  const here = { ...comparison, report };
  if (!compareTypes(here, narrow.types, wide.declaredTypes)) return;
  compareEnumAndConst(here);
  compareLimits(here, narrow.types);
  compareFormatAndPattern(here, narrow.types);
  compareConditions(
    here,
    narrow.types,
    hasTooManyAlternatives(comparison.base) || hasTooManyAlternatives(comparison.head),
  );
  if (narrow.types.has("object")) compareProperties(here);
  if (narrow.types.has("array")) compareItems(here);
  // They take the longest, and what they find mostly follows from the findings above.
  if (!isFound) compareConstants(here);
  if (!isFound) compareExclusions(here);
  compareDefaultAndDiscriminator(here);
}

/** Contradictory keywords are probably a mistake. Values are sent all the same, but their changes cannot be found. */
function reportContradiction(comparison: Comparison): void {
  const version = isReadByProvider(comparison) ? "old" : "new";
  const message = `no value is valid for the ${version} schema of ${formatName(comparison)}, so it is not compared`;
  const advice = "Correct the keywords that contradict each other, such as two closed objects in an `allOf`.";
  reportRule(comparison, "accepts-nothing", message, findKeywords(comparison), "warning", advice);
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
  const rule = isNull && common.size > 0 ? nullable : common.size === 0 ? "type-changed" : `list-of-types-${change}`;
  const types = `${formatTypes(base.declaredTypes)} to ${formatTypes(head.declaredTypes)}`;
  reportRule(comparison, rule, `the type of ${name} changed from ${types}`, findKeywords(comparison, "type"));
  return common.size > 0;
}
