import { isMatch, isPatternWithin } from "./pattern.ts";
import { both, type Comparison, isRead, label, tell } from "./place.ts";
import { isSame, type Placed } from "./same.ts";
import { allowedValues, type Schema } from "./schema.ts";

/** What makes a value invalid, beside types, values, limits and properties. */
export function compareAssertions(comparison: Comparison): void {
  compareFormat(comparison);
  comparePattern(comparison);
  compareUniqueItems(comparison);
  compareMultipleOf(comparison);
  for (const keyword of opaque) compareOpaque(comparison, keyword);
}

/** Formats, and those that take all that they do. */
const widerFormats: Readonly<Record<string, readonly string[]>> = {
  int32: ["int64"],
  float: ["double"],
  email: ["idn-email"],
  hostname: ["idn-hostname"],
  uri: ["uri-reference", "iri", "iri-reference"],
  iri: ["iri-reference"],
  "uri-reference": ["iri-reference"],
};

function compareFormat(comparison: Comparison): void {
  const formats = (schema: Schema) => schema.keyword("format").map(({ value }) => String(value));
  const base = formats(comparison.base);
  const head = formats(comparison.head);
  const [narrow, wide] = isRead(comparison) ? [base, head] : [head, base];
  const holds = (format: string) => narrow.some((one) => one === format || widerFormats[one]?.includes(format));
  if (wide.every(holds)) return;
  const said = (names: readonly string[]) => names.join(", ") || "none";
  const message = `the format of ${label(comparison)} changed from ${said(base)} to ${said(head)}`;
  // Oasdiff takes the format for a part of the type.
  tell(comparison, "type-changed", message, both(comparison, "format", "type"));
}

function comparePattern(comparison: Comparison): void {
  const patterns = (schema: Schema) => schema.keyword("pattern").map(({ value }) => String(value));
  const base = patterns(comparison.base);
  const head = patterns(comparison.head);
  const [narrow, wide] = isRead(comparison) ? [base, head] : [head, base];
  const values = allowedValues(isRead(comparison) ? comparison.base : comparison.head);
  const holds = (pattern: string) =>
    narrow.some((one) => isPatternWithin(one, pattern)) ||
    isPatternWithin("", pattern) ||
    values?.every((value) => typeof value !== "string" || isMatch(pattern, value)) === true;
  const broken = wide.find((pattern) => !holds(pattern));
  if (broken === undefined) return;
  const change = base.length === 0 ? "added" : head.length === 0 ? "removed" : "changed";
  const said = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(" and ") || "none";
  const message = `the pattern of ${label(comparison)} changed from ${said(base)} to ${said(head)}`;
  tell(comparison, `pattern-${change}`, message, both(comparison, "pattern"));
}

function compareUniqueItems(comparison: Comparison): void {
  const isUnique = (schema: Schema) => schema.keyword("uniqueItems").some(({ value }) => value === true);
  const [narrow, wide] = isRead(comparison) ? [comparison.base, comparison.head] : [comparison.head, comparison.base];
  if (isUnique(narrow) || !isUnique(wide)) return;
  const message = isRead(comparison)
    ? `${label(comparison)} no longer accepts duplicate items`
    : `${label(comparison)} can now contain duplicate items`;
  const rule = isRead(comparison) ? "unique-items-set" : "unique-items-unset";
  tell(comparison, rule, message, both(comparison, "uniqueItems"));
}

function compareMultipleOf(comparison: Comparison): void {
  const factors = (schema: Schema) => schema.keyword("multipleOf").map(({ value }) => Number(value));
  const base = factors(comparison.base);
  const head = factors(comparison.head);
  const [narrow, wide] = isRead(comparison) ? [base, head] : [head, base];
  if (wide.every((factor) => narrow.some((one) => Number.isInteger(one / factor)))) return;
  const said = (values: readonly number[]) => values.join(" and ") || "1 or less";
  const message = `${label(comparison)} changed from multiples of ${said(base)} to multiples of ${said(head)}`;
  tell(comparison, "multiple-of-changed", message, both(comparison, "multipleOf"));
}

/** Of these it is only known whether they are the same. */
const opaque = [
  "not",
  "if",
  "then",
  "else",
  "dependentRequired",
  "dependentSchemas",
  "propertyNames",
  "patternProperties",
  "prefixItems",
  "contains",
  "minContains",
  "maxContains",
  "unevaluatedItems",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
] as const;

function compareOpaque(comparison: Comparison, keyword: string): void {
  const said = (schema: Schema): Placed[] =>
    schema.keyword(keyword).map((node) => ({ document: schema.document, node }));
  const base = said(comparison.base);
  const head = said(comparison.head);
  const [narrow, wide] = isRead(comparison) ? [base, head] : [head, base];
  if (wide.every((one) => narrow.some((other) => isSame(one, other)))) return;
  const change = base.length === 0 ? "added" : head.length === 0 ? "removed" : "changed";
  const name = keyword.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const message = `\`${keyword}\` of ${label(comparison)} was ${change}`;
  tell(comparison, `${name}-${change}`, message, both(comparison, keyword));
}
