import type { Change, Location, ReportFinding, Side } from "../change.ts";
import { addressOf, type Node } from "../spec/document.ts";
import type { Json } from "../spec/json.ts";
import type { Schema } from "./schema.ts";

/** Stands for the name of a whole body. */
export const wholeBody = "the body";

/** Two versions of a schema, where it is used and by whom. */
export interface Comparison {
  readonly base: Schema;
  readonly head: Schema;
  readonly side: Side;
  readonly location: Location;
  /** The start of rule ids, as oasdiff names them: `request-property`. */
  readonly subject: string;
  /** Name of the field or parameter, such as `inbox_ids`, or {@link wholeBody}. */
  readonly name: string;
  readonly report: ReportFinding;
  /** Addresses of the comparisons around this one, to stop at schemas that contain themselves. */
  readonly ancestors: ReadonlySet<string>;
  /** Compares schemas within these. Passed along, because the files of the keywords cannot import it without a circle. */
  readonly compare: (nested: Comparison) => void;
}

/**
 * Whether the provider reads the values: then every value that was valid must stay valid. Otherwise the provider sends
 * them, and every value that it sends must have been valid before.
 */
export function isReadByProvider({ side }: Comparison): boolean {
  return side === "request" || side === "receiver-response";
}

/** Orders both versions of something by which one must fit the other: every value of `narrow` must be one of `wide`. */
export function narrowAndWide<T>(comparison: Comparison, base: T, head: T): [narrow: T, wide: T] {
  return isReadByProvider(comparison) ? [base, head] : [head, base];
}

/** The values of a keyword in both versions. */
export function keywordValues<T>(
  comparison: Comparison,
  keyword: string,
  convert: (value: Json) => T,
): Record<"base" | "head" | "narrow" | "wide", T[]> {
  const values = (schema: Schema): T[] => schema.keyword(keyword).map(({ value }) => convert(value));
  const [base, head] = [values(comparison.base), values(comparison.head)];
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  return { base, head, narrow, wide };
}

/** A comparison of something within these schemas, such as `.url` or `[]`. */
export function nest(outer: Comparison, base: Schema, head: Schema, path: string): Comparison {
  const subject = outer.subject.replace(/-body$/, "-property");
  const name = outer.name === wholeBody ? path.replace(/^\./, "") : `${outer.name}${path}`;
  return { ...outer, base, head, subject, name };
}

/** The name as shown in messages. */
export function formatName({ name }: Comparison): string {
  return name === wholeBody ? name : `\`${name}\``;
}

interface NodePair {
  readonly base: Node;
  readonly head: Node;
}

/** Reports a change with an id that starts with the subject: `max-items-decreased` of a `request-property`. */
export function reportRule(
  comparison: Comparison,
  rule: string,
  message: string,
  where: NodePair = findKeywords(comparison),
  level: Change["level"] = "breaking",
  advice?: string,
): void {
  reportAs(comparison, `${comparison.subject}-${rule}`, message, where, level, advice);
}

/** Reports a change with an id that does not start with the subject. */
export function reportAs(
  comparison: Comparison,
  id: string,
  message: string,
  where: NodePair = findKeywords(comparison),
  level: Change["level"] = "breaking",
  advice?: string,
): void {
  const { side, location, name, report } = comparison;
  report({
    id,
    level,
    side,
    message,
    location: name === wholeBody ? location : { ...location, field: name },
    base: addressOf(where.base),
    head: addressOf(where.head),
    ...(advice !== undefined && { advice }),
  });
}

/** The first of these keywords in each schema. */
export function findKeywords({ base, head }: Comparison, ...keywords: string[]): NodePair {
  return { base: base.where(...keywords), head: head.where(...keywords) };
}
