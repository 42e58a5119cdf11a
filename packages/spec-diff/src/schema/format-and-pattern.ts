import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  keywordValues,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
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
  const { base, head, narrow, wide } = keywordValues(comparison, "format", String);
  const isImplied = (format: string) => narrow.some((one) => one === format || widerFormats[one]?.includes(format));
  if (wide.every(isImplied)) return;
  const format = (names: readonly string[]) => names.join(", ") || "none";
  const message = `the format of ${formatName(comparison)} changed from ${format(base)} to ${format(head)}`;
  // As in oasdiff, the format is part of the type.
  reportRule(comparison, "type-changed", message, findKeywords(comparison, "format", "type"));
}

function comparePattern(comparison: Comparison): void {
  const { base, head, narrow, wide } = keywordValues(comparison, "pattern", String);
  const [narrowSchema] = narrowAndWide(comparison, comparison.base, comparison.head);
  const values = allowedValues(narrowSchema);
  const isImplied = (pattern: string) =>
    narrow.some((one) => isPatternWithin(one, pattern)) ||
    isPatternWithin("", pattern) ||
    values?.every((value) => typeof value !== "string" || isMatch(pattern, value)) === true;
  if (wide.every(isImplied)) return;
  const change = base.length === 0 ? "added" : head.length === 0 ? "removed" : "changed";
  const format = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(" and ") || "none";
  const message = `the pattern of ${formatName(comparison)} changed from ${format(base)} to ${format(head)}`;
  reportRule(comparison, `pattern-${change}`, message, findKeywords(comparison, "pattern"));
}

function compareUniqueItems(comparison: Comparison): void {
  const { narrow, wide } = keywordValues(comparison, "uniqueItems", (value) => value === true);
  if (narrow.includes(true) || !wide.includes(true)) return;
  const [rule, change] = isReadByProvider(comparison)
    ? ["unique-items-set", "no longer accepts duplicate items"]
    : ["unique-items-unset", "can now contain duplicate items"];
  reportRule(comparison, rule, `${formatName(comparison)} ${change}`, findKeywords(comparison, "uniqueItems"));
}

function compareMultipleOf(comparison: Comparison): void {
  const { base, head, narrow, wide } = keywordValues(comparison, "multipleOf", Number);
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
  const nodes = (schema: Schema): DocumentNode[] =>
    schema.keyword(keyword).map((node) => ({ document: schema.document, node }));
  const [base, head] = [nodes(comparison.base), nodes(comparison.head)];
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  if (wide.every((one) => narrow.some((other) => isSameSchema(one, other)))) return;
  const change = base.length === 0 ? "added" : head.length === 0 ? "removed" : "changed";
  const name = keyword.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const message = `\`${keyword}\` of ${formatName(comparison)} was ${change}`;
  reportRule(comparison, `${name}-${change}`, message, findKeywords(comparison, keyword));
}
