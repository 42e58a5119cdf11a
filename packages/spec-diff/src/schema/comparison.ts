import type { Change, Side } from "../change.ts";
import type { Json } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import type { Schema } from "./schema.ts";

/** A difference between two schemas, or within them. */
export interface SchemaFinding {
  readonly id: string;
  readonly level: Change["level"];
  /** Path within the compared schemas: `.url`, `[]`; empty for themselves. */
  readonly path: string;
  /** With the placeholders of {@link formatName}. */
  readonly message: string;
  readonly base: string;
  readonly head: string;
  readonly advice?: string;
}

/** How different two schemas are. */
export type Verdict = "none" | "warning" | "breaking";

/** Two versions of a schema, and by whom its values are sent. */
export interface Comparison {
  readonly base: Schema;
  readonly head: Schema;
  readonly side: Side;
  /** Whether every valid value counts, also those that users of the API do not send or expect. */
  readonly isStrict: boolean;
  /** Whether callers have always sent a value, so that a default has no effect. */
  readonly isAlwaysSent: boolean;
  /** The start of rule ids, as oasdiff names them: `request-property`. */
  readonly subject: string;
  /** Path within the schemas that the comparison started from. */
  readonly path: string;
  /** As `YYYY-MM-DD`, for sunset dates. */
  readonly today: string;
  readonly report: (finding: SchemaFinding) => void;
  /** Compares schemas within these, or alternatives of these, later. */
  readonly compare: (nested: Comparison) => void;
  /** Compares two schemas now. */
  readonly judge: (pair: Pair) => Verdict;
}

/** Two schemas to compare: everything that the result depends on, apart from names. */
export type Pair = Pick<Comparison, "base" | "head" | "side" | "isStrict" | "isAlwaysSent" | "subject">;

/**
 * Whether the provider reads the values: then every value that was valid must stay valid. Otherwise the provider sends
 * them, and every value that it sends must have been valid before.
 */
export function isReadByProvider({ side }: Pick<Comparison, "side">): boolean {
  return side === "request" || side === "receiver-response";
}

/** Orders both versions of something by which one must fit the other: every value of `narrow` must be one of `wide`. */
export function narrowAndWide<T>(comparison: Pick<Comparison, "side">, base: T, head: T): [narrow: T, wide: T] {
  return isReadByProvider(comparison) ? [base, head] : [head, base];
}

/** Whether every value of a schema is valid for another one. */
export function isSubset({ judge }: Pick<Comparison, "judge">, narrow: Schema, wide: Schema): boolean {
  const rest = { side: "request", isStrict: true, isAlwaysSent: false, subject: "value" } as const;
  return judge({ base: narrow, head: wide, ...rest }) === "none";
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
  return { ...outer, base, head, subject, isAlwaysSent: false, path: `${outer.path}${path}` };
}

/** Encloses the path of a placeholder. No message contains it otherwise. */
const mark = "\u0000";
const placeholder: RegExp = new RegExp(`${mark}([^${mark}]*)${mark}`, "g");

/** Stands in messages for the name of the schema, which depends on where it is used. */
export function formatName({ path }: Pick<Comparison, "path">): string {
  return `${mark}${path}${mark}`;
}

/** Puts the names of a use into a message. */
export function fillNames(message: string, nameOf: (path: string) => string): string {
  return message.replaceAll(placeholder, (_, path: string) => nameOf(path));
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
  comparison.report({
    id,
    level,
    path: comparison.path,
    message,
    base: addressOf(where.base),
    head: addressOf(where.head),
    ...(advice !== undefined && { advice }),
  });
}

/** The first of these keywords in each schema. */
export function findKeywords({ base, head }: Pick<Comparison, "base" | "head">, ...keywords: string[]): NodePair {
  return { base: base.where(...keywords), head: head.where(...keywords) };
}
