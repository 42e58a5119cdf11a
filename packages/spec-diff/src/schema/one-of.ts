import { canonical } from "../spec/json.ts";
import { addressOf } from "../spec/node.ts";
import { acceptsNothing, alternativesByType, alternativesOf, splitByPattern, splitByType } from "./alternatives.ts";
import { isReadAlike, pairByValue } from "./compare-discriminator.ts";
import { type Comparison, formatName, isReadByProvider, narrowAndWide, reportRule } from "./comparison.ts";
import { isDisjoint } from "./disjoint.ts";
import { compareValues } from "./enum-and-const.ts";
import { addedExclusions, isOverlapDescribed, reportOverlap } from "./exclusions.ts";
import type { Schema } from "./schema.ts";
import { splitByProperty } from "./split-by-property.ts";
import { finiteValues, isValid } from "./values.ts";

/**
 * Compares `oneOf` and `anyOf`. Each old alternative that the provider reads must fit one of the new ones; each new
 * alternative that it sends must fit one of the old ones. Their order does not matter, but an alternative must also fit the
 * one that the same value of a discriminator leads to.
 */
export function compareAlternatives(comparison: Comparison): void {
  if (compareValues(comparison)) return;
  const [base, head] = alternatives(comparison);
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  // Where a discriminator leads decides how a value is read, not whether it is valid.
  const pairs = comparison.isStrict ? [] : pairByValue(comparison);
  const misread = pairs.filter((each) => !isReadAlike(comparison, each));
  for (const each of misread) {
    comparison.compare({ ...comparison, base: each.base.withoutSiblings(), head: each.head.withoutSiblings() });
  }
  const partners = new Map(pairs.map((each) => narrowAndWide(comparison, each.base, each.head)));
  let isOverlapping = false;
  let isBreaking = misread.length > 0;
  for (const [index, alternative] of narrow.entries()) {
    if (isWithinAny(comparison, alternative, wide)) continue;
    const expected =
      wide.find((other) => judge(comparison, alternative, other) === "warning") ??
      partners.get(alternative) ??
      wide.find((other) => isSameAlternative(alternative, other)) ??
      (narrow.length === wide.length ? wide[index] : undefined);
    if (expected === undefined) {
      reportUnmatched(comparison, alternative);
      isBreaking = true;
      continue;
    }
    const bare = pair(comparison, alternative.withoutSiblings(), expected.withoutSiblings());
    const verdict = comparison.judge({ ...comparison, ...bare });
    if (verdict === "none") isOverlapping = true;
    else comparison.compare({ ...comparison, ...bare });
    isBreaking ||= verdict === "breaking";
  }
  // That alternatives overlap follows from a change of one of them.
  if (isBreaking) return;
  isOverlapping ||= narrow.some((alternative) => canBeCombined(comparison, alternative, narrow, wide));
  if (isOverlapping) reportOverlap(comparison);
}

/** Whether a value may match another alternative too, as in `anyOf`, and the wide schema no longer allows that. */
function canBeCombined(
  comparison: Comparison,
  alternative: Schema,
  narrow: readonly Schema[],
  wide: readonly Schema[],
): boolean {
  const fits = (other: Schema) => judge(comparison, alternative, other) !== "breaking";
  const likely = wide.find(({ at }) => at.pointer === alternative.at.pointer);
  const expected = likely !== undefined && fits(likely) ? likely : wide.find(fits);
  const added = expected === undefined ? [] : addedExclusions(comparison, alternative, expected);
  if (added.length === 0) return false;
  // The most likely reason first: there may be many alternatives.
  const isApart = (other: Schema) =>
    alternative.exclusions.some((own) => addressOf(own.at) === addressOf(other.at)) ||
    isDisjoint(comparison, alternative, other);
  const others = narrow.filter((other) => other !== alternative && !isApart(other));
  // A value of two alternatives may be one of more, and have the fields of these too.
  const describing = [alternative, ...others];
  return others.some((other) => {
    const both = alternative.intersection(other);
    return added.some((exclusion) => isOverlapDescribed(comparison, both, exclusion, describing));
  });
}

function alternatives({ base, head }: Comparison): [base: readonly Schema[], head: readonly Schema[]] {
  const [one, other] = [alternativesOf(base), alternativesOf(head)];
  // `type: [string, "null"]` is a choice too if the other side is one.
  if (one.length === other.length) return [one, other];
  return [alternativesByType(base), alternativesByType(head)];
}

/** Whether every value of an alternative is valid for the other schema, if need be in parts. */
function isWithinAny(comparison: Comparison, narrow: Schema, wide: readonly Schema[]): boolean {
  if (acceptsNothing(narrow)) return true;
  // The same alternative first: there may be many.
  const likely = wide.find(({ at }) => at.pointer === narrow.at.pointer);
  if (likely !== undefined && judge(comparison, narrow, likely) === "none") return true;
  if (wide.some((other) => judge(comparison, narrow, other) === "none")) return true;
  const values = finiteValues(narrow);
  if (values?.every((value) => wide.some((other) => isValid(other, value, false)))) return true;
  for (const split of [splitByType, splitByPattern, splitByProperty]) {
    const parts = split(narrow, wide);
    if (parts.length > 1) return parts.every((part) => isWithinAny(comparison, part, wide));
  }
  return false;
}

type Pair = Pick<Comparison, "base" | "head">;

function judge(comparison: Comparison, narrow: Schema, wide: Schema): ReturnType<Comparison["judge"]> {
  return comparison.judge({ ...comparison, ...pair(comparison, narrow, wide) });
}

function pair(comparison: Comparison, narrow: Schema, wide: Schema): Pair {
  return isReadByProvider(comparison) ? { base: narrow, head: wide } : { base: wide, head: narrow };
}

/** Whether both have the same constants, such as an event type, or else are the same reference. */
function isSameAlternative(one: Schema, other: Schema): boolean {
  const constants = constantsOf(one);
  const otherConstants = constantsOf(other);
  const common = [...constants.keys()].filter((name) => otherConstants.has(name));
  if (common.length > 0) return common.every((name) => constants.get(name) === otherConstants.get(name));
  return one.at.pointer === other.at.pointer || canonical(one.at.value) === canonical(other.at.value);
}

/** The properties with a single allowed value. */
function constantsOf(schema: Schema): Map<string, string> {
  return new Map(
    [...schema.propertyNames].flatMap((name): [string, string][] => {
      const values = schema.property(name).allowedValues;
      return values?.length === 1 ? [[name, canonical(values[0] ?? null)]] : [];
    }),
  );
}

function reportUnmatched(comparison: Comparison, alternative: Schema): void {
  const { base, head } = comparison;
  const name = formatName(comparison);
  const isNull = alternative.types.size === 1 && alternative.types.has("null");
  const keyword = alternative.at.pointer.includes("/anyOf/") ? "any-of" : "one-of";
  if (isReadByProvider(comparison)) {
    const where = { base: alternative.at, head: head.where("oneOf", "anyOf", "type") };
    if (isNull) reportRule(comparison, "became-not-nullable", `${name} no longer accepts null`, where);
    else reportRule(comparison, `${keyword}-removed`, `${name} no longer accepts one of its alternatives`, where);
  } else {
    const where = { base: base.where("oneOf", "anyOf", "type"), head: alternative.at };
    if (isNull) reportRule(comparison, "became-nullable", `${name} can now be null`, where);
    else reportRule(comparison, `${keyword}-added`, `${name} has a new alternative`, where);
  }
}
