import { canonical, isObject, type Json } from "../json.ts";
import { weakened } from "../rules/extensions.ts";
import { both, type Comparison, isRead, label, tell } from "./place.ts";
import type { Schema } from "./schema.ts";

/** Keywords that make nothing valid or invalid, and yet mean something to those who send or read. */
export function compareAnnotations(comparison: Comparison): void {
  if (isRead(comparison)) {
    compareDefault(comparison);
    compareExtensions(comparison);
  }
  compareDiscriminator(comparison);
}

/** What is absent counts as the default; so whoever leaves it out gets something else. */
function compareDefault(comparison: Comparison): void {
  const base = first(comparison.base, "default");
  const head = first(comparison.head, "default");
  if (base === head || (base !== undefined && head !== undefined && canonical(base) === canonical(head))) return;
  const { subject } = comparison;
  const change = base === undefined ? "added" : head === undefined ? "removed" : "changed";
  const said = (value: Json | undefined) => (value === undefined ? "none" : JSON.stringify(value));
  // In a body it may put into words what has always been so; of a parameter, oasdiff does not believe that.
  const level = change === "added" && subject !== "request-parameter" ? "warning" : "breaking";
  const message = `the default of ${label(comparison)} changed from ${said(base)} to ${said(head)}`;
  tell(comparison, `default-value-${change}`, message, both(comparison, "default"), level);
}

function compareExtensions(comparison: Comparison): void {
  const all = (schema: Schema) => Object.assign({}, ...schema.parts.map(({ value }) => value));
  for (const { name, what } of weakened(all(comparison.base), all(comparison.head))) {
    tell(comparison, `${name}-changed`, `\`${name}\` of ${label(comparison)} ${what}`, both(comparison, name));
  }
}

/** By a discriminator, generated code decides which of several schemas it has before it. */
function compareDiscriminator(comparison: Comparison): void {
  const base = first(comparison.base, "discriminator");
  const head = first(comparison.head, "discriminator");
  if (!isObject(base)) return;
  const where = both(comparison, "discriminator");
  if (!isObject(head)) {
    const message = `${label(comparison)} no longer has a discriminator`;
    tell(comparison, "discriminator-removed", message, where, "warning");
    return;
  }
  if (base.propertyName !== head.propertyName) {
    const message = `the discriminator of ${label(comparison)} changed from ${base.propertyName} to ${head.propertyName}`;
    tell(comparison, "discriminator-property-name-changed", message, where);
  }
  const mapping = isObject(head.mapping) ? head.mapping : {};
  for (const value of Object.keys(isObject(base.mapping) ? base.mapping : {})) {
    if (value in mapping) continue;
    const message = `the discriminator of ${label(comparison)} no longer maps \`${value}\``;
    tell(comparison, "discriminator-mapping-deleted", message, where);
  }
}

function first(schema: Schema, keyword: string): Json | undefined {
  return schema.keyword(keyword)[0]?.value;
}
