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
  const isImplied = (exclusion: Schema, own: Schema) => isSubset(comparison, exclusion, own);
  // The most likely reason first: there may be many siblings.
  const isKept = (exclusion: Schema) =>
    narrow.exclusions.some((own) => own.at.pointer === exclusion.at.pointer && isImplied(exclusion, own)) ||
    isDisjoint(comparison, narrow, exclusion) ||
    narrow.exclusions.some((own) => isImplied(exclusion, own));
  const added = wide.exclusions.filter((exclusion) => !isKept(exclusion));
  if (added.length === 0) return;
  const name = formatName(comparison);
  const negated = new Set(wide.keyword("not").map((node) => Schema.of(wide.document, node)));
  if (added.some((exclusion) => negated.has(exclusion))) {
    const has = (schema: Schema) => schema.keyword("not").length > 0;
    const change = !has(base) ? "added" : !has(head) ? "removed" : "changed";
    reportRule(comparison, `not-${change}`, `\`not\` of ${name} was ${change}`, findKeywords(comparison, "not"));
    return;
  }
  reportOverlap(comparison);
}

/** Reports values that match more than one alternative of a `oneOf`, which accepts exactly one. */
export function reportOverlap(comparison: Comparison): void {
  const name = formatName(comparison);
  const message = isReadByProvider(comparison)
    ? `${name} no longer accepts values that match more than one alternative of its \`oneOf\``
    : `${name} can now match more than one alternative of its old \`oneOf\``;
  reportRule(comparison, "one-of-overlap", message, findKeywords(comparison, "oneOf"));
}
