import { canonical, isObject } from "../spec/json.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isSubset,
  keywordValues,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
import { isDisjoint } from "./disjoint.ts";
import { type DocumentNode, isSameSchema } from "./is-same-schema.ts";
import { Schema } from "./schema.ts";
import type { ValueType } from "./value-types.ts";

/** Keywords compared for equality only, by the type that they restrict. */
const equalityKeywords: Readonly<Partial<Record<ValueType, readonly string[]>>> = {
  object: ["dependentSchemas"],
  array: ["contains", "minContains", "maxContains", "unevaluatedItems"],
  string: ["contentSchema"],
};

/** They say how a text is to be read, so the other side misreads it whether they are added or removed. */
const encodingKeywords = ["contentEncoding", "contentMediaType"];

/** Compares `if`, `dependentRequired`, `propertyNames` and others that make one part of a value depend on another. */
export function compareConditions(
  comparison: Comparison,
  types: ReadonlySet<ValueType>,
  hasTooManyAlternatives: boolean,
): void {
  const keywords = ["if", "then", "else"];
  for (const type of types) keywords.push(...(equalityKeywords[type] ?? []));
  for (const keyword of keywords) {
    if (!isEqual(comparison, keyword)) reportChange(comparison, keyword);
  }
  if (hasTooManyAlternatives) for (const keyword of ["oneOf", "anyOf"]) compareByPlace(comparison, keyword);
  if (types.has("string")) for (const keyword of encodingKeywords) compareEncoding(comparison, keyword);
  if (!types.has("object")) return;
  comparePropertyNames(comparison);
  compareDependentRequired(comparison);
}

/** Whether the narrow schema has each value of a keyword that the wide one has. */
function isEqual(comparison: Comparison, keyword: string): boolean {
  const nodes = (schema: Schema): DocumentNode[] =>
    schema.keyword(keyword).map((node) => ({ document: schema.document, node }));
  const [narrow, wide] = narrowAndWide(comparison, nodes(comparison.base), nodes(comparison.head));
  // Where a discriminator leads decides how a value is read, not whether it is valid.
  const targets = !comparison.isStrict && !isTest(comparison, keyword);
  return wide.every((one) => narrow.some((other) => isSameSchema(one, other, { targets })));
}

/** Whether a keyword only tests values that other keywords describe. */
function isTest({ base, head }: Comparison, keyword: string): boolean {
  if (keyword === "contains") return [base, head].every((schema) => schema.keyword("items").length > 0);
  return keyword === "if";
}

/** Compares each schema of a list with the one at its place. Of `oneOf`, a changed one must have no value of another one. */
function compareByPlace(comparison: Comparison, keyword: string): void {
  if (isEqual(comparison, keyword)) return;
  const [before, after] = [schemasIn(comparison.base, keyword), schemasIn(comparison.head, keyword)];
  const pairs = before.flatMap((base, index) => {
    const head = after[index];
    return head?.at.pointer === base.at.pointer ? [{ base, head }] : [];
  });
  const [narrow] = narrowAndWide(comparison, before, after);
  const isApart = ({ base, head }: { base: Schema; head: Schema }, place: number) => {
    if (keyword === "anyOf" || base.isWrittenLike(head, { targets: false })) return true;
    const [, wide] = narrowAndWide(comparison, base, head);
    return narrow.every((other, index) => index === place || isDisjoint(comparison, wide, other));
  };
  const isPaired = pairs.length === before.length && pairs.length === after.length;
  if (comparison.isStrict || !isPaired || !pairs.every(isApart)) {
    reportChange(comparison, keyword);
  } else {
    for (const pair of pairs) comparison.compare({ ...comparison, ...pair });
  }
}

function schemasIn(schema: Schema, keyword: string): Schema[] {
  const { document } = schema;
  const nodes = schema.keyword(keyword).flatMap((node) => document.children(node));
  return nodes.map(([, node]) => Schema.of(document, node));
}

function compareEncoding(comparison: Comparison, keyword: string): void {
  const { base, head } = keywordValues(comparison, keyword, canonical);
  if (new Set(base).symmetricDifference(new Set(head)).size > 0) reportChange(comparison, keyword);
}

function comparePropertyNames(comparison: Comparison): void {
  const schemas = (schema: Schema) => schema.keyword("propertyNames").map((node) => Schema.of(schema.document, node));
  const [narrow, wide] = narrowAndWide(comparison, schemas(comparison.base), schemas(comparison.head));
  if (wide.every((one) => narrow.some((other) => isSubset(comparison, other, one)))) return;
  reportChange(comparison, "propertyNames");
}

/** Each name that the wide schema requires beside another one must be required by the narrow one too. */
function compareDependentRequired(comparison: Comparison): void {
  const [narrow, wide] = narrowAndWide(comparison, comparison.base, comparison.head);
  const own = dependenciesOf(narrow);
  const isKept = ([name, needed]: [string, string]) =>
    narrow.required.has(needed) ||
    narrow.property(name).isImpossible ||
    own.some(([otherName, other]) => name === otherName && needed === other);
  if (!dependenciesOf(wide).every(isKept)) reportChange(comparison, "dependentRequired");
}

function dependenciesOf(schema: Schema): [name: string, needed: string][] {
  return schema
    .keyword("dependentRequired")
    .flatMap(({ value }) =>
      Object.entries(isObject(value) ? value : {}).flatMap(([name, list]) =>
        (Array.isArray(list) ? list : []).map((needed): [string, string] => [name, String(needed)]),
      ),
    );
}

function reportChange(comparison: Comparison, keyword: string): void {
  const has = (schema: Schema) => schema.keyword(keyword).length > 0;
  const change = !has(comparison.base) ? "added" : !has(comparison.head) ? "removed" : "changed";
  const rule = `${keyword.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-${change}`;
  const message = `\`${keyword}\` of ${formatName(comparison)} was ${change}`;
  reportRule(comparison, rule, message, findKeywords(comparison, keyword));
}
