import type { Found } from "../change.ts";
import { compareSchemas } from "./compare.ts";
import { type Comparison, isRead, label, tell } from "./place.ts";
import { allowedValues, type Schema } from "./schema.ts";

/**
 * A choice of schemas on one side or both. Each alternative of what is read has to be within one of the new ones, each of
 * what is sent within one of the old ones; their order does not matter.
 */
export function compareAlternatives(comparison: Comparison): void {
  const [base, head] = alternatives(comparison);
  const [narrow, wide] = isRead(comparison) ? [base, head] : [head, base];
  for (const [index, alternative] of narrow.entries()) {
    const tried = wide.map((other) => ({ other, found: tryOut(comparison, alternative, other) }));
    const fit =
      tried.find(({ found }) => found.length === 0) ??
      tried.find(({ found }) => found.every(({ level }) => level === "warning"));
    const same =
      tried.find(({ other }) => isSameKind(alternative, other)) ??
      (narrow.length === wide.length ? tried[index] : undefined);
    const { found } = fit ?? same ?? {};
    if (found !== undefined) for (const change of found) comparison.report(change);
    else tellUnmatched(comparison, alternative);
  }
}

function alternatives({ base, head }: Comparison): [base: readonly Schema[], head: readonly Schema[]] {
  // `type: [string, "null"]` is a choice too, where the other side writes it as one.
  if (base.alternatives.length === head.alternatives.length) return [base.alternatives, head.alternatives];
  return [base.alternativesByType, head.alternativesByType];
}

function tryOut(comparison: Comparison, narrow: Schema, wide: Schema): Found[] {
  const found: Found[] = [];
  const [base, head] = isRead(comparison) ? [narrow, wide] : [wide, narrow];
  compareSchemas({ ...comparison, base, head, report: (change) => found.push(change) });
  return found;
}

/** Whether both are of the same kind: a constant in them says so, such as the type of an event, or their name. */
function isSameKind(one: Schema, other: Schema): boolean {
  const kinds = kindOf(one);
  const others = kindOf(other);
  const common = [...kinds.keys()].filter((name) => others.has(name));
  if (common.length > 0) return common.every((name) => kinds.get(name) === others.get(name));
  const nameOf = ({ at: { value } }: Schema) => JSON.stringify(value);
  return nameOf(one) === nameOf(other);
}

/** The properties that can have one value only. */
function kindOf(schema: Schema): Map<string, string> {
  return new Map(
    [...schema.propertyNames].flatMap((name): [string, string][] => {
      const values = allowedValues(schema.property(name));
      return values?.length === 1 ? [[name, JSON.stringify(values[0])]] : [];
    }),
  );
}

function tellUnmatched(comparison: Comparison, alternative: Schema): void {
  const { base, head } = comparison;
  const name = label(comparison);
  const isNull = alternative.types.size === 1 && alternative.types.has("null");
  const keyword = alternative.at.pointer.includes("/anyOf/") ? "any-of" : "one-of";
  if (isRead(comparison)) {
    const where = { base: alternative.at, head: head.where("oneOf", "anyOf", "type") };
    if (isNull) tell(comparison, "became-not-nullable", `${name} no longer accepts null`, where);
    else tell(comparison, `${keyword}-removed`, `${name} no longer accepts one of its alternatives`, where);
  } else {
    const where = { base: base.where("oneOf", "anyOf", "type"), head: alternative.at };
    if (isNull) tell(comparison, "became-nullable", `${name} can now be null`, where);
    else tell(comparison, `${keyword}-added`, `${name} has a new alternative`, where);
  }
}
