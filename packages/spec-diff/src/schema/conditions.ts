import { isObject } from "../spec/json.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  isSubset,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
import { isDisjoint } from "./disjoint.ts";
import { findUnequalEncodings } from "./format-and-pattern.ts";
import { type DocumentNode, isSameSchema } from "./is-same-schema.ts";
import type { Part } from "./part.ts";
import { Schema } from "./schema.ts";
import type { ValueType } from "./value-types.ts";
import { isValid } from "./values.ts";

/** Compares `if`, `dependentRequired`, `propertyNames` and others that make one part of a value depend on another. */
export function compareConditions(
  comparison: Comparison,
  types: ReadonlySet<ValueType>,
  hasTooManyAlternatives: boolean,
): void {
  compareEquality(comparison, "if");
  compareEvaluation(comparison, types);
  if (types.has("array")) compareContains(comparison);
  if (types.has("string")) compareEquality(comparison, "contentSchema");
  if (hasTooManyAlternatives) for (const keyword of ["oneOf", "anyOf"]) compareByPlace(comparison, keyword);
  if (types.has("string")) for (const keyword of findUnequalEncodings(comparison)) reportChange(comparison, keyword);
  if (!types.has("object")) return;
  comparePropertyNames(comparison);
  compareDependentSchemas(comparison);
  compareDependentRequired(comparison);
}

/** Compares a keyword for equality; with `if`, also the `then` and `else` beside it. */
function compareEquality(comparison: Comparison, keyword: string): void {
  for (const changed of findUnequal(comparison, keyword)) reportChange(comparison, changed);
}

function findUnequal(comparison: Comparison, keyword: string): readonly string[] {
  if (keyword === "if") return findUnequalConditions(comparison);
  return isEqual(comparison, keyword) ? [] : [keyword];
}

const conditionKeywords = ["if", "then", "else"];

/** The keywords of conditions that are not equal; `if` where each is, but not together with its `then` or `else`. */
function findUnequalConditions(comparison: Comparison): readonly string[] {
  const [narrow, wide] = narrowAndWide(comparison, conditionsOf(comparison.base), conditionsOf(comparison.head));
  const isKept = (one: Condition) =>
    narrow.some(
      (other) =>
        one.keyword === other.keyword &&
        isSame(comparison, "if", one.test, other.test) &&
        isSame(comparison, one.keyword, one.schema, other.schema),
    );
  if (wide.every(isKept)) return [];
  const unequal = conditionKeywords.filter((keyword) => !isEqual(comparison, keyword));
  return unequal.length > 0 ? unequal : ["if"];
}

/** An `if`, `then` or `else`, and the `if` that it belongs to. */
interface Condition {
  readonly keyword: string;
  readonly test: DocumentNode;
  readonly schema: DocumentNode;
}

/** Without an `if` beside them, `then` and `else` have no effect. */
function conditionsOf({ document, parts }: Schema): Condition[] {
  return parts.flatMap((part) => {
    const test = document.child(part, "if");
    if (test === undefined) return [];
    return conditionKeywords.flatMap((keyword) => {
      const node = document.child(part, keyword);
      return node === undefined ? [] : { keyword, test: { document, node: test }, schema: { document, node } };
    });
  });
}

/**
 * Beside `unevaluatedProperties` or `unevaluatedItems`, a condition also allows what it describes. So each one of the narrow
 * schema must be in the wide one, too.
 */
function compareEvaluation(comparison: Comparison, types: ReadonlySet<ValueType>): void {
  const { base, head } = comparison;
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  const swapped = { ...comparison, base: head, head: base };
  const keywords = [
    ...(types.has("object") && narrow.mayEvaluateMore && wide.keyword("unevaluatedProperties").length > 0
      ? ["if", "dependentSchemas"]
      : []),
    ...(types.has("array") && narrow.mayEvaluateItems && wide.keyword("unevaluatedItems").length > 0
      ? ["if", "contains"]
      : []),
  ];
  for (const keyword of new Set(keywords)) {
    if (findUnequal(comparison, keyword).length > 0) continue;
    for (const changed of findUnequal(swapped, keyword)) reportChange(comparison, changed);
  }
}

/** Whether the narrow schema has each value of a keyword that the wide one has. */
function isEqual(comparison: Comparison, keyword: string): boolean {
  const nodes = (schema: Schema): DocumentNode[] =>
    schema.keyword(keyword).map((node) => ({ document: schema.document, node }));
  const [narrow, wide] = narrowAndWide(comparison, nodes(comparison.base), nodes(comparison.head));
  return wide.every((one) => narrow.some((other) => isSame(comparison, keyword, one, other)));
}

function isSame(comparison: Comparison, keyword: string, one: DocumentNode, other: DocumentNode): boolean {
  // Where a discriminator leads decides how a value is read, not whether it is valid.
  return isSameSchema(one, other, { targets: !comparison.isStrict && !isTest(comparison, keyword) });
}

/** Whether a keyword only tests values that other keywords describe. */
function isTest({ base, head }: Comparison, keyword: string): boolean {
  if (keyword === "contains") return [base, head].every((schema) => schema.keyword("items").length > 0);
  return keyword === "if";
}

/** Compares `contains`, how many items match it, and `unevaluatedItems` where these may evaluate an item. */
function compareContains(comparison: Comparison): void {
  const [narrow, wide] = narrowAndWide(comparison, comparison.base, comparison.head);
  const [own, other] = [matchesIn(narrow), matchesIn(wide)];
  const isEvaluating = wide.mayEvaluateItems;
  if (own.length > 1 || other.length > 1) {
    const isDemanding = ({ min, max }: Matches) => isEvaluating || min > 0 || max < noMatches.max;
    if (!other.filter(isDemanding).every((one) => own.some((match) => isWithin(match, one))))
      reportChange(comparison, "contains");
  } else {
    const [{ min, max, isMinWritten } = noMatches] = own;
    const [needed = noMatches] = other;
    if (needed.min > 0 || needed.max < noMatches.max || isEvaluating) compareEquality(comparison, "contains");
    // Without `minContains`, the minimum comes and goes with `contains`.
    if ((isMinWritten || needed.isMinWritten) && needed.min > min) reportChange(comparison, "minContains");
    if (needed.max < max) reportChange(comparison, "maxContains");
  }
  if (isEvaluating || narrow.mayEvaluateItems) compareEquality(comparison, "unevaluatedItems");
}

/** A `contains`, and how many items match it. */
interface Matches {
  readonly schema?: DocumentNode;
  readonly min: number;
  readonly max: number;
  readonly isMinWritten: boolean;
}

const noMatches: Matches = { min: 0, max: Number.POSITIVE_INFINITY, isMinWritten: false };

/** `minContains` and `maxContains` apply to the `contains` beside them. */
function matchesIn({ document, parts }: Schema): Matches[] {
  return parts.flatMap((part) => {
    const node = document.child(part, "contains");
    if (node === undefined) return [];
    const { minContains, maxContains } = part.value;
    return {
      schema: { document, node },
      min: typeof minContains === "number" ? minContains : 1,
      max: typeof maxContains === "number" ? maxContains : noMatches.max,
      isMinWritten: minContains !== undefined,
    };
  });
}

/** Whether what matches the narrow one matches the wide one, too. */
function isWithin(narrow: Matches, wide: Matches): boolean {
  if (narrow.schema === undefined || wide.schema === undefined) return false;
  return isSameSchema(narrow.schema, wide.schema) && narrow.min >= wide.min && narrow.max <= wide.max;
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

function comparePropertyNames(comparison: Comparison): void {
  const [narrow, wide] = narrowAndWide(comparison, comparison.base, comparison.head);
  const schemas = (schema: Schema) => schema.keyword("propertyNames").map((node) => Schema.of(schema.document, node));
  const isOnlyDescribed = narrow.otherProperties.isImpossible && !narrow.mayEvaluateMore;
  const isKept = (names: Schema) =>
    [...schemas(narrow), namesOf(narrow)].some((own) => isSubset(comparison, own, names)) ||
    (isOnlyDescribed &&
      [...narrow.propertyNames].every((name) => isValid(names, name, false)) &&
      [...narrow.propertyPatterns].every((pattern) => isSubset(comparison, namesOf(narrow, pattern), names)));
  if (!schemas(wide).every(isKept)) reportChange(comparison, "propertyNames");
}

/** The names of fields: strings for which every `propertyNames` is valid, and that match a pattern if one is given. */
function namesOf(schema: Schema, pattern?: string): Schema {
  const at = schema.where("propertyNames");
  const value = { type: "string", ...(pattern !== undefined && { pattern }) };
  const string: Part = { ...at, value, made: `:${JSON.stringify(value)}` };
  return Schema.combine(schema.document, at, [string, ...schema.keyword("propertyNames")]);
}

/** Each schema that applies beside a field in the wide schema must do so in the narrow one too. */
function compareDependentSchemas(comparison: Comparison): void {
  const [narrow, wide] = narrowAndWide(comparison, comparison.base, comparison.head);
  if (wide.mayEvaluateMore || narrow.mayEvaluateMore) {
    // One that is left out forbids the fields that it describes.
    compareEquality(comparison, "dependentSchemas");
    return;
  }
  const own = dependentSchemasOf(narrow);
  const targets = !comparison.isStrict;
  const isKept = ([name, one]: [string, DocumentNode]) =>
    isAbsent(comparison, name) ||
    own.some(([otherName, other]) => name === otherName && isSameSchema(one, other, { targets }));
  if (!dependentSchemasOf(wide).every(isKept)) reportChange(comparison, "dependentSchemas");
}

function dependentSchemasOf(schema: Schema): [name: string, schema: DocumentNode][] {
  const { document } = schema;
  const entries = schema.keyword("dependentSchemas").flatMap((node) => document.children(node));
  return entries.map(([name, node]) => [name, { document, node }]);
}

/** Each name that the wide schema requires beside another one must be required by the narrow one too. */
function compareDependentRequired(comparison: Comparison): void {
  const [narrow, wide] = narrowAndWide(comparison, comparison.base, comparison.head);
  const own = dependenciesOf(narrow);
  const isKept = ([name, needed]: [string, string]) =>
    narrow.required.has(needed) ||
    isAbsent(comparison, name) ||
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

/** Whether no value of the narrow schema has a field: it is not allowed or, in a request, it is new. */
function isAbsent(comparison: Comparison, name: string): boolean {
  const { base, head, isStrict } = comparison;
  const [narrow] = narrowAndWide(comparison, base, head);
  if (narrow.property(name).isImpossible && !narrow.mayEvaluateMore) return true;
  if (isStrict || !isReadByProvider(comparison)) return false;
  const wasDescribed = base.propertyNames.has(name) || base.required.has(name) || !base.property(name).isAnything;
  return head.propertyNames.has(name) && !wasDescribed && !isMentioned(base, name);
}

/** Whether a schema that does not describe a field says what it needs, or which names fields have. */
function isMentioned(schema: Schema, name: string): boolean {
  const keys = ["dependentRequired", "dependentSchemas"].flatMap((keyword) => schema.keyword(keyword));
  return (
    keys.some(({ value }) => isObject(value) && Object.hasOwn(value, name)) ||
    schema.keyword("propertyNames").length > 0
  );
}

function reportChange(comparison: Comparison, keyword: string): void {
  const has = (schema: Schema) => schema.keyword(keyword).length > 0;
  const change = !has(comparison.base) ? "added" : !has(comparison.head) ? "removed" : "changed";
  const rule = `${keyword.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-${change}`;
  const message = `\`${keyword}\` of ${formatName(comparison)} was ${change}`;
  reportRule(comparison, rule, message, findKeywords(comparison, keyword));
}
