import type { JsonObject } from "../spec/json.ts";
import type { Node } from "../spec/node.ts";
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
import { Schema } from "./schema.ts";

/** Compares what values must not match: `not`, and the other alternatives of a `oneOf`. */
export function compareExclusions(comparison: Comparison): void {
  const { base, head } = comparison;
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  const negated = new Set(wide.keyword("not").map((node) => Schema.of(wide.document, node)));
  const added = addedExclusions(comparison, narrow, wide).filter(
    (exclusion) => comparison.isStrict || negated.has(exclusion) || isOverlapDescribed(comparison, narrow, exclusion),
  );
  if (added.length === 0) return;
  const name = formatName(comparison);
  if (added.some((exclusion) => negated.has(exclusion))) {
    const has = (schema: Schema) => schema.keyword("not").length > 0;
    const change = !has(base) ? "added" : !has(head) ? "removed" : "changed";
    reportRule(comparison, `not-${change}`, `\`not\` of ${name} was ${change}`, findKeywords(comparison, "not"));
    return;
  }
  reportOverlap(comparison);
}

type Judge = Pick<Comparison, "judge">;

/** What the wide schema excludes, and the narrow one does not. */
export function addedExclusions(judge: Judge, narrow: Schema, wide: Schema): readonly Schema[] {
  return wide.exclusions.filter((exclusion) => !isKept(judge, narrow, exclusion));
}

/** Whether a schema has no value that is excluded. The most likely reason first: there may be many siblings. */
function isKept(judge: Judge, schema: Schema, exclusion: Schema): boolean {
  const isImplied = (own: Schema) => isSubset(judge, exclusion, own);
  return (
    schema.exclusions.some((own) => own.at.pointer === exclusion.at.pointer && isImplied(own)) ||
    isDisjoint(judge, schema, exclusion) ||
    schema.exclusions.some(isImplied)
  );
}

/**
 * Whether a schema has excluded values among those with described fields only. Callers send no other fields, and
 * clients ignore them.
 *
 * @param describing the schemas whose fields are described
 * @default [schema]
 */
export function isOverlapDescribed(
  judge: Judge,
  schema: Schema,
  exclusion: Schema,
  describing: readonly Schema[] = [schema],
): boolean {
  // An object without described fields, or with a schema for all others, may have any.
  const { otherProperties, propertyPatterns } = schema;
  const isOpen = fieldsOf(schema).size === 0 || !otherProperties.isAnything || propertyPatterns.size > 0;
  return !isKept(judge, schema, isOpen ? exclusion : withFieldsOf(describing, exclusion));
}

function fieldsOf(schema: Schema): ReadonlySet<string> {
  return schema.propertyNames.union(schema.required);
}

/** The values of a schema that have only fields of others. */
function withFieldsOf(others: readonly Schema[], schema: Schema): Schema {
  const names = [...new Set(others.flatMap((other) => [...fieldsOf(other)]))];
  const value = { properties: Object.fromEntries(names.map((name) => [name, true])), additionalProperties: false };
  // A pointer of its own, because nodes are identified by their address.
  const node: Node<JsonObject> = { ...schema.at, pointer: `${schema.at.pointer}/=${JSON.stringify(names)}`, value };
  return schema.and(node);
}

/** Reports values that match more than one alternative of a `oneOf`, which accepts exactly one. */
export function reportOverlap(comparison: Comparison): void {
  const name = formatName(comparison);
  const message = isReadByProvider(comparison)
    ? `${name} no longer accepts values that match more than one alternative of its \`oneOf\``
    : `${name} can now match more than one alternative of its old \`oneOf\``;
  reportRule(comparison, "one-of-overlap", message, findKeywords(comparison, "oneOf"));
}
