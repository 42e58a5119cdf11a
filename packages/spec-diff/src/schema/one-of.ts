import type { Finding } from "../change.ts";
import { type Comparison, formatName, isReadByProvider, narrowAndWide, reportRule } from "./comparison.ts";
import { allowedValues, type Schema } from "./schema.ts";

/**
 * Compares `oneOf` and `anyOf`. Each old alternative that the provider reads must fit one of the new ones; each new
 * alternative that it sends must fit one of the old ones. Their order does not matter.
 */
export function compareAlternatives(comparison: Comparison): void {
  const [base, head] = alternatives(comparison);
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  for (const [index, alternative] of narrow.entries()) {
    const tried = wide.map((other) => ({ other, found: collectFindings(comparison, alternative, other) }));
    const fit =
      tried.find(({ found }) => found.length === 0) ??
      tried.find(({ found }) => found.every(({ level }) => level === "warning"));
    const same =
      tried.find(({ other }) => isSameAlternative(alternative, other)) ??
      (narrow.length === wide.length ? tried[index] : undefined);
    const { found } = fit ?? same ?? {};
    if (found !== undefined) for (const change of found) comparison.report(change);
    else reportUnmatched(comparison, alternative);
  }
}

function alternatives({ base, head }: Comparison): [base: readonly Schema[], head: readonly Schema[]] {
  // `type: [string, "null"]` is a choice too if the other side is one.
  if (base.alternatives.length === head.alternatives.length) return [base.alternatives, head.alternatives];
  return [base.alternativesByType, head.alternativesByType];
}

function collectFindings(comparison: Comparison, narrow: Schema, wide: Schema): Finding[] {
  const found: Finding[] = [];
  const [base, head] = isReadByProvider(comparison) ? [narrow, wide] : [wide, narrow];
  comparison.compare({ ...comparison, base, head, report: (change) => found.push(change) });
  return found;
}

/** Whether both have the same constants, such as an event type, or else are the same reference. */
function isSameAlternative(one: Schema, other: Schema): boolean {
  const constants = constantsOf(one);
  const otherConstants = constantsOf(other);
  const common = [...constants.keys()].filter((name) => otherConstants.has(name));
  if (common.length > 0) return common.every((name) => constants.get(name) === otherConstants.get(name));
  return JSON.stringify(one.at.value) === JSON.stringify(other.at.value);
}

/** The properties with a single allowed value. */
function constantsOf(schema: Schema): Map<string, string> {
  return new Map(
    [...schema.propertyNames].flatMap((name): [string, string][] => {
      const values = allowedValues(schema.property(name));
      return values?.length === 1 ? [[name, JSON.stringify(values[0])]] : [];
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
