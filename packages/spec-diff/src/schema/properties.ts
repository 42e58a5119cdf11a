import { classifyRemoval } from "../deprecation.ts";
import type { JsonObject } from "../spec/json.ts";
import type { Node } from "../spec/node.ts";
import { acceptsNothing } from "./alternatives.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  narrowAndWide,
  nest,
  reportAs,
  reportRule,
} from "./comparison.ts";
import { arePatternsWithin, isPatternDisjoint, isPatternWithin } from "./pattern-subset.ts";
import { Schema } from "./schema.ts";

/** Compares `properties`, `required`, `additionalProperties` and `unevaluatedProperties`. */
export function compareProperties(comparison: Comparison): void {
  const base = viewOf(comparison, comparison.base);
  const head = viewOf(comparison, comparison.head);
  const compare = comparison.isStrict
    ? compareValidProperty
    : isReadByProvider(comparison)
      ? compareRequestProperty
      : compareResponseProperty;
  // A field may be required without being described.
  const names = [base, head].map(({ names, required }) => names.union(required));
  for (const name of new Set(names.flatMap((each) => [...each]))) compare(comparison, name, base, head);
  comparePatternProperties(comparison);
  compareAdditionalProperties(comparison);
}

/** An object as one side sees it: without `readOnly` fields in requests, without `writeOnly` fields in responses. */
interface View {
  readonly schema: Schema;
  readonly names: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
}

function viewOf(comparison: Comparison, schema: Schema): View {
  const keyword = isReadByProvider(comparison) ? "readOnly" : "writeOnly";
  const isHidden = (name: string) =>
    !comparison.isStrict &&
    schema
      .property(name)
      .keyword(keyword)
      .some(({ value }) => value === true);
  const names = schema.propertyNames;
  const hidden = new Set([...names].filter(isHidden));
  return { schema, names: names.difference(hidden), required: schema.required.difference(hidden), hidden };
}

/** By validity alone, whatever was described. */
function compareValidProperty(comparison: Comparison, name: string, base: View, head: View): void {
  const here = nestProperty(comparison, name, base, head);
  if (head.required.has(name) && !base.required.has(name)) {
    reportRule(here, "became-required", `${formatName(here)} is now required`);
  }
  comparison.compare(here);
  compareInConditions(comparison, here, name);
}

/** Compares a field that the old schema describes only in a condition with the field as the new one describes it. */
function compareInConditions({ base, compare }: Comparison, here: Comparison, name: string): void {
  if (base.propertyNames.has(name)) return;
  const dependent = base.keyword("dependentSchemas").flatMap((node) => base.document.children(node));
  const conditions = [...base.keyword("then"), ...base.keyword("else"), ...dependent.map(([, node]) => node)];
  for (const condition of conditions.map((node) => Schema.of(base.document, node))) {
    const described = condition.property(name);
    if (condition.propertyNames.has(name) && !described.isAnything) compare({ ...here, base: described });
  }
}

function compareRequestProperty(comparison: Comparison, name: string, base: View, head: View): void {
  const here = nestProperty(comparison, name, base, head);
  if (head.required.has(name) && !base.required.has(name)) {
    const where = whereProperty(comparison, name);
    if (base.names.has(name)) reportRule(here, "became-required", `${formatName(here)} is now required`, where);
    else reportAs(here, "new-required-request-property", `${formatName(here)} is new and required`, where);
  }
  // A field that could not be sent is not missed.
  if (!head.names.has(name) && (!base.names.has(name) || here.base.isFalse)) return;
  if (head.names.has(name)) {
    // An open object accepted anything under this name, but no caller can have relied on that.
    if (base.names.has(name) || !(here.base.isAnything || base.hidden.has(name))) comparison.compare(here);
    compareInConditions(comparison, here, name);
  } else if (head.hidden.has(name)) {
    const kind = base.required.has(name) ? "required" : "optional";
    reportAs(
      here,
      `request-${kind}-property-became-read-only`,
      `${formatName(here)} is now read-only and can no longer be sent`,
      whereProperty(comparison, name),
    );
  } else if (acceptsNothing(here.head)) {
    reportRemoved(
      comparison,
      here,
      name,
      "request-property-removed",
      `${formatName(here)} was removed; unknown fields are rejected`,
    );
  } else if (here.head.isAnything) {
    reportRemoved(
      comparison,
      here,
      name,
      "request-property-removed",
      `${formatName(here)} was removed; it is ignored when sent`,
    );
  } else {
    comparison.compare(here);
  }
}

function compareResponseProperty(comparison: Comparison, name: string, base: View, head: View): void {
  const here = nestProperty(comparison, name, base, head);
  if (!base.names.has(name) && !base.required.has(name)) {
    reportAddedResponseProperty(comparison, here, name, base, head);
    return;
  }
  const wasRequired = base.required.has(name);
  if (head.hidden.has(name)) {
    const kind = wasRequired ? "required" : "optional";
    reportAs(
      here,
      `response-${kind}-property-became-write-only`,
      `${formatName(here)} is now write-only and no longer sent`,
      whereProperty(comparison, name),
    );
  } else if (acceptsNothing(here.head) ? !acceptsNothing(here.base) : isNoLongerDescribed(here, name, base, head)) {
    const kind = wasRequired ? "required" : "optional";
    reportRemoved(comparison, here, name, `response-${kind}-property-removed`, `${formatName(here)} is no longer sent`);
  } else {
    if (wasRequired && !head.required.has(name)) {
      reportRule(
        here,
        "became-optional",
        `${formatName(here)} can now be absent`,
        findKeywords(comparison, "required"),
      );
    }
    comparison.compare(here);
  }
}

/** Reports a removed field. It may be removed if it was deprecated. */
function reportRemoved(outer: Comparison, here: Comparison, name: string, id: string, message: string): void {
  // Either the property is deprecated, or the schema that it refers to.
  const nodes = [...here.base.parts, outer.base.whereProperty(name)];
  const base: JsonObject = Object.assign({}, ...nodes.map(({ value }) => value));
  const { level, reason, kind } = classifyRemoval(base, here.today);
  const suffix = kind === "without-deprecation" ? "" : ` (removed ${reason})`;
  const rule = kind === "with-deprecation" ? `${id}-with-deprecation` : id;
  reportAs(here, rule, `${message}${suffix}`, whereProperty(outer, name), level);
}

function whereProperty({ base, head }: Comparison, name: string): { base: Node; head: Node } {
  return { base: base.whereProperty(name), head: head.whereProperty(name) };
}

/** Whether a field was described and no longer is. */
function isNoLongerDescribed({ head: { isAnything } }: Comparison, name: string, base: View, head: View): boolean {
  return isAnything && base.names.has(name) && !head.names.has(name);
}

/** A field that was not described, or write-only. Clients ignore unknown fields, unless the schema ruled them out. */
function reportAddedResponseProperty(
  comparison: Comparison,
  here: Comparison,
  name: string,
  base: View,
  head: View,
): void {
  if (acceptsNothing(here.base)) {
    reportAs(
      here,
      "response-optional-property-added",
      `${formatName(here)} is new; the old schema did not allow more fields`,
    );
  } else if (!here.base.isAnything && !base.hidden.has(name)) {
    comparison.compare(here);
  } else if (comparison.side === "event" && head.required.has(name)) {
    const advice =
      "Events published before this change do not have the field; receivers must treat it as optional for now.";
    reportRule(here, "added", `${formatName(here)} is new and required`, findKeywords(here), "warning", advice);
  }
}

/**
 * Properties by pattern: for each pattern of either schema, all that applies to the names that match it. Those that are
 * described by name as well are compared by name.
 */
function comparePatternProperties(comparison: Comparison): void {
  const { base, head } = comparison;
  const [narrow, wide] = narrowAndWide(comparison, base.propertyPatterns, head.propertyPatterns);
  const compare = (...patterns: [pattern: string, ...others: string[]]) => {
    const [before, after] = [base.propertiesMatching(patterns), head.propertiesMatching(patterns)];
    comparison.compare(nest(comparison, before, after, `[${patterns[0]}]`));
  };
  for (const pattern of narrow.union(wide)) {
    if (!isSpread(pattern, [...(narrow.has(pattern) ? wide : narrow)])) compare(pattern);
  }
  for (const pattern of wide) {
    if ([...narrow].some((other) => isPatternWithin(pattern, other))) continue;
    const within = [...narrow].filter((other) => isPatternWithin(other, pattern));
    if (arePatternsWithin([pattern], within)) continue;
    // A name that matches two patterns must fit both. If the narrow schema has both, each was compared above.
    for (const other of narrow) {
      if (!within.includes(other) && !isPatternDisjoint(other, pattern)) compare(other, pattern);
    }
  }
}

/**
 * Whether each name that matches a pattern matches one of several others, but not all the same one. The names of each of
 * these are compared anyway.
 */
function isSpread(pattern: string, others: readonly string[]): boolean {
  return !others.some((other) => isPatternWithin(pattern, other)) && arePatternsWithin([pattern], others);
}

/** The properties that are not described by name. */
function compareAdditionalProperties(comparison: Comparison): void {
  const { base, head } = comparison;
  compareOthers(comparison, base.otherProperties, head.otherProperties);
  const [narrow] = narrowAndWide(comparison, base, head);
  // What a condition evaluates is not left to `unevaluatedProperties`, but `additionalProperties` applies to it.
  if (narrow.mayEvaluateMore) compareOthers(comparison, base.additionalProperties, head.additionalProperties);
}

function compareOthers(comparison: Comparison, base: Schema, head: Schema): void {
  const here = nest(comparison, base, head, ".*");
  const where = findKeywords(comparison, "additionalProperties", "unevaluatedProperties");
  if (isReadByProvider(comparison)) {
    if (acceptsNothing(base)) return;
    if (acceptsNothing(head)) {
      reportRule(
        comparison,
        "additional-properties-rejected",
        `${formatName(comparison)} no longer accepts unknown fields`,
        where,
      );
    } else {
      comparison.compare(here);
    }
  } else if (acceptsNothing(base) && !acceptsNothing(head)) {
    reportRule(
      comparison,
      "additional-properties-allowed",
      `${formatName(comparison)} can now have undocumented fields`,
      where,
    );
  } else {
    comparison.compare(here);
  }
}

function nestProperty(comparison: Comparison, name: string, base: View, head: View): Comparison {
  const here = nest(comparison, base.schema.property(name), head.schema.property(name), `.${name}`);
  // Elsewhere a default has no effect.
  const isAlwaysSent = isReadByProvider(comparison) && !comparison.isStrict && base.required.has(name);
  return { ...here, isAlwaysSent };
}
