import { canonical } from "../spec/json.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  keywordValues,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
import { isMultipleOf } from "./decimal.ts";
import { wellFormedKeyword } from "./extensions.ts";
import { hasIntegersWithin } from "./limits.ts";
import { arePatternsWithin, isMatch, isPatternWithin, isWellFormed, wellFormedPattern } from "./pattern-subset.ts";
import type { Schema } from "./schema.ts";
import type { ValueType } from "./value-types.ts";

/** Compares `format`, `pattern`, `x-well-formed`, `uniqueItems` and `multipleOf`, each if the narrow schema has values of its type. */
export function compareFormatAndPattern(comparison: Comparison, types: ReadonlySet<ValueType>): void {
  const hasNumbers = types.has("integer") || types.has("number");
  if (types.has("string") || hasNumbers) compareFormat(comparison);
  if (types.has("string")) {
    comparePattern(comparison);
    compareWellFormed(comparison);
  }
  if (types.has("array")) compareUniqueItems(comparison);
  if (hasNumbers) compareMultipleOf(comparison, types);
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

/** Formats that all integers within these limits have. Beyond those of `int64`, limits are not read exactly. */
const integerRanges = new Map<string, readonly [min: number, max: number]>([
  ["int32", [-(2 ** 31), 2 ** 31 - 1]],
  ["int64", [-(2 ** 53), 2 ** 53]],
]);

/** Whether the limits of a schema imply a format of integers. */
function isWithinRange(schema: Schema, format: string): boolean {
  const range = integerRanges.get(format);
  return range !== undefined && !schema.types.has("string") && hasIntegersWithin(schema, ...range);
}

function compareFormat(comparison: Comparison): void {
  const { base, head, narrow, wide } = keywordValues(comparison, "format", String);
  const [narrowSchema] = narrowAndWide(comparison, comparison.base, comparison.head);
  // `password` asks forms to obscure the input (OpenAPI 4.4).
  const isImplied = (format: string) =>
    format === "password" ||
    (format === "byte" && encodingsOf(narrowSchema, "contentEncoding").has(base64)) ||
    narrow.some((one) => one === format || widerFormats[one]?.includes(format)) ||
    isWithinRange(narrowSchema, format);
  if (wide.every(isImplied)) return;
  const format = (names: readonly string[]) => names.join(", ") || "none";
  const message = `the format of ${formatName(comparison)} changed from ${format(base)} to ${format(head)}`;
  // As in oasdiff, the format is part of the type.
  reportRule(comparison, "type-changed", message, findKeywords(comparison, "format", "type"));
}

/** They say how a text is to be read, so the other side misreads it whether they are added or removed. */
const encodingKeywords = ["contentEncoding", "contentMediaType"];

/** In the form that {@link encodingsOf} returns. */
const base64 = canonical("base64");

/** The keywords that say how texts are read, and do not say the same in both versions. */
export function findUnequalEncodings({ base, head }: Comparison): string[] {
  return encodingKeywords.filter((keyword) => {
    // Without `contentEncoding`, `format: byte` is compared with other formats.
    const isWritten = [base, head].some((schema) => schema.keyword(keyword).length > 0);
    return isWritten && encodingsOf(base, keyword).symmetricDifference(encodingsOf(head, keyword)).size > 0;
  });
}

/** The values of a keyword that says how texts are read. */
function encodingsOf(schema: Schema, keyword: string): Set<string> {
  const encodings = new Set(schema.keyword(keyword).map(({ value }) => canonical(value)));
  // OpenAPI 3.0 writes `contentEncoding: base64` as `format: byte`.
  if (keyword === "contentEncoding" && schema.keyword("format").some(({ value }) => value === "byte")) {
    encodings.add(base64);
  }
  return encodings;
}

function comparePattern(comparison: Comparison): void {
  const { base, head, narrow, wide } = keywordValues(comparison, "pattern", String);
  const [narrowSchema] = narrowAndWide(comparison, comparison.base, comparison.head);
  const values = narrowSchema.allowedValues;
  const isImplied = (pattern: string) =>
    narrow.some((one) => isPatternWithin(one, pattern)) ||
    isPatternWithin("", pattern) ||
    arePatternsWithin(narrow, [pattern]) ||
    values?.every((value) => typeof value !== "string" || isMatch(pattern, value)) === true;
  if (wide.every(isImplied)) return;
  const change = base.length === 0 ? "added" : head.length === 0 ? "removed" : "changed";
  const format = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(" and ") || "none";
  const message = `the pattern of ${formatName(comparison)} changed from ${format(base)} to ${format(head)}`;
  reportRule(comparison, `pattern-${change}`, message, findKeywords(comparison, "pattern"));
}

function compareWellFormed(comparison: Comparison): void {
  const { narrow, wide } = keywordValues(comparison, wellFormedKeyword, (value) => value === true);
  if (narrow.includes(true) || !wide.includes(true)) return;
  const [schema] = narrowAndWide(comparison, comparison.base, comparison.head);
  const patterns = schema.keyword("pattern").map(({ value }) => String(value));
  if (patterns.some((pattern) => isPatternWithin(pattern, wellFormedPattern))) return;
  if (schema.allowedValues?.every((value) => typeof value !== "string" || isWellFormed(value))) return;
  const [change, message] = isReadByProvider(comparison)
    ? ["added", "no longer accepts unpaired surrogates and byte order marks"]
    : ["removed", "can now contain unpaired surrogates and byte order marks"];
  const where = findKeywords(comparison, wellFormedKeyword);
  reportRule(comparison, `${wellFormedKeyword}-${change}`, `${formatName(comparison)} ${message}`, where);
}

function compareUniqueItems(comparison: Comparison): void {
  const { narrow, wide } = keywordValues(comparison, "uniqueItems", (value) => value === true);
  if (narrow.includes(true) || !wide.includes(true)) return;
  const [rule, change] = isReadByProvider(comparison)
    ? ["unique-items-set", "no longer accepts duplicate items"]
    : ["unique-items-unset", "can now contain duplicate items"];
  reportRule(comparison, rule, `${formatName(comparison)} ${change}`, findKeywords(comparison, "uniqueItems"));
}

function compareMultipleOf(comparison: Comparison, types: ReadonlySet<ValueType>): void {
  const [base, head] = [factorsOf(comparison.base), factorsOf(comparison.head)];
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  // Integers are multiples of 1.
  const factors = types.has("number") ? narrow : [...narrow, 1];
  if (wide.every((factor) => factors.some((one) => isMultipleOf(one, factor)))) return;
  const format = (values: readonly number[]) => values.join(" and ") || "1 or less";
  const message = `${formatName(comparison)} changed from multiples of ${format(base)} to multiples of ${format(head)}`;
  reportRule(comparison, "multiple-of-changed", message, findKeywords(comparison, "multipleOf"));
}

function factorsOf(schema: Schema): number[] {
  return schema.keyword("multipleOf").flatMap(({ value }) => (typeof value === "number" ? [value] : []));
}
