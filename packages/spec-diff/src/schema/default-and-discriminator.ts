import { canonical, type Json } from "../spec/json.ts";
import { compareDiscriminator } from "./compare-discriminator.ts";
import { type Comparison, findKeywords, formatName, isReadByProvider, reportRule } from "./comparison.ts";
import { findWeakenedExtensions } from "./extensions.ts";
import type { Schema } from "./schema.ts";

/** Compares keywords that do not decide whether a value is valid: `default`, `discriminator` and extensions. */
export function compareDefaultAndDiscriminator(comparison: Comparison): void {
  if (comparison.isStrict) return;
  if (isReadByProvider(comparison) && !comparison.isAlwaysSent) compareDefault(comparison);
  compareExtensions(comparison);
  compareDiscriminator(comparison);
}

/** A caller that leaves a field out gets another value. */
function compareDefault(comparison: Comparison): void {
  const base = first(comparison.base, "default");
  const head = first(comparison.head, "default");
  if (base === head || (base !== undefined && head !== undefined && canonical(base) === canonical(head))) return;
  const { subject } = comparison;
  const change = base === undefined ? "added" : head === undefined ? "removed" : "changed";
  const format = (value: Json | undefined) => (value === undefined ? "none" : JSON.stringify(value));
  // In a body the new default may document what was always so. For parameters this follows oasdiff.
  const level = change === "added" && subject !== "request-parameter" ? "warning" : "breaking";
  const message = `the default of ${formatName(comparison)} changed from ${format(base)} to ${format(head)}`;
  reportRule(comparison, `default-value-${change}`, message, findKeywords(comparison, "default"), level);
}

function compareExtensions(comparison: Comparison): void {
  const all = (schema: Schema) => Object.assign({}, ...schema.parts.map(({ value }) => value));
  const isRead = isReadByProvider(comparison);
  for (const { name, change } of findWeakenedExtensions(all(comparison.base), all(comparison.head), isRead)) {
    reportRule(
      comparison,
      `${name}-changed`,
      `\`${name}\` of ${formatName(comparison)} ${change}`,
      findKeywords(comparison, name),
    );
  }
}

function first(schema: Schema, keyword: string): Json | undefined {
  return schema.keyword(keyword)[0]?.value;
}
