import { type Comparison, findKeywords, formatName, isReadByProvider, reportRule } from "./comparison.ts";
import { type DocumentNode, isSameSchema } from "./is-same-schema.ts";
import { isMatch, isPatternWithin } from "./pattern-subset.ts";
import { allowedValues, type Schema } from "./schema.ts";

/** Compares `format`, `pattern`, `uniqueItems`, `multipleOf`, and keywords of which only a difference can be detected. */
export function compareFormatAndPattern(comparison: Comparison): void {
  compareFormat(comparison);
  comparePattern(comparison);
  compareUniqueItems(comparison);
  compareMultipleOf(comparison);
  for (const keyword of keywordsComparedForEquality) compareForEquality(comparison, keyword);
}

/** Formats, each with the formats that accept all of its values. */
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
  const [narrow, wide] = isReadByProvider(comparison) ? [base, head] : [head, base];
  const isImplied = (format: string) => narrow.some((one) => one === format || widerFormats[one]?.includes(format));
  if (wide.every(isImplied)) return;
  const format = (names: readonly string[]) => names.join(", ") || "none";
  const message = `the format of ${formatName(comparison)} changed from ${format(base)} to ${format(head)}`;
  // As in oasdiff, the format is part of the type.
  reportRule(comparison, "type-changed", message, findKeywords(comparison, "format", "type"));
}

function comparePattern(comparison: Comparison): void {
  const patterns = (schema: Schema) => schema.keyword("pattern").map(({ value }) => String(value));
  const base = patterns(comparison.base);
  const head = patterns(comparison.head);
  const [narrow, wide] = isReadByProvider(comparison) ? [base, head] : [head, base];
  const values = allowedValues(isReadByProvider(comparison) ? comparison.base : comparison.head);
  const isImplied = (pattern: string) =>
    narrow.some((one) => isPatternWithin(one, pattern)) ||
    isPatternWithin("", pattern) ||
    values?.every((value) => typeof value !== "string" || isMatch(pattern, value)) === true;
  const broken = wide.find((pattern) => !isImplied(pattern));
  if (broken === undefined) return;
  const change = base.length === 0 ? "added" : head.length === 0 ? "removed" : "changed";
  const format = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(" and ") || "none";
  const message = `the pattern of ${formatName(comparison)} changed from ${format(base)} to ${format(head)}`;
  reportRule(comparison, `pattern-${change}`, message, findKeywords(comparison, "pattern"));
}

function compareUniqueItems(comparison: Comparison): void {
  const isUnique = (schema: Schema) => schema.keyword("uniqueItems").some(({ value }) => value === true);
  const [narrow, wide] = isReadByProvider(comparison)
    ? [comparison.base, comparison.head]
    : [comparison.head, comparison.base];
  if (isUnique(narrow) || !isUnique(wide)) return;
  const message = isReadByProvider(comparison)
    ? `${formatName(comparison)} no longer accepts duplicate items`
    : `${formatName(comparison)} can now contain duplicate items`;
  const rule = isReadByProvider(comparison) ? "unique-items-set" : "unique-items-unset";
  reportRule(comparison, rule, message, findKeywords(comparison, "uniqueItems"));
}

function compareMultipleOf(comparison: Comparison): void {
  const factors = (schema: Schema) => schema.keyword("multipleOf").map(({ value }) => Number(value));
  const base = factors(comparison.base);
  const head = factors(comparison.head);
  const [narrow, wide] = isReadByProvider(comparison) ? [base, head] : [head, base];
  if (wide.every((factor) => narrow.some((one) => Number.isInteger(one / factor)))) return;
  const format = (values: readonly number[]) => values.join(" and ") || "1 or less";
  const message = `${formatName(comparison)} changed from multiples of ${format(base)} to multiples of ${format(head)}`;
  reportRule(comparison, "multiple-of-changed", message, findKeywords(comparison, "multipleOf"));
}

/** Keywords compared for equality only. */
const keywordsComparedForEquality = [
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

function compareForEquality(comparison: Comparison, keyword: string): void {
  const format = (schema: Schema): DocumentNode[] =>
    schema.keyword(keyword).map((node) => ({ document: schema.document, node }));
  const base = format(comparison.base);
  const head = format(comparison.head);
  const [narrow, wide] = isReadByProvider(comparison) ? [base, head] : [head, base];
  if (wide.every((one) => narrow.some((other) => isSameSchema(one, other)))) return;
  const change = base.length === 0 ? "added" : head.length === 0 ? "removed" : "changed";
  const name = keyword.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const message = `\`${keyword}\` of ${formatName(comparison)} was ${change}`;
  reportRule(comparison, `${name}-${change}`, message, findKeywords(comparison, keyword));
}
