import type { Change, Place, Report, Side } from "../change.ts";
import type { Node } from "../document.ts";
import { addressOf } from "../document.ts";
import type { Schema } from "./schema.ts";

/** The name of what has none. */
export const wholeBody = "the body";

/** Two schemas of one thing, where they are met, and who has to cope with the difference. */
export interface Comparison {
  readonly base: Schema;
  readonly head: Schema;
  readonly side: Side;
  readonly place: Place;
  /** What oasdiff calls it at the start of a rule's id: `request-property`. */
  readonly subject: string;
  /** What people call it: `inbox_ids`, or {@link wholeBody}. */
  readonly name: string;
  readonly report: Report;
  /** Comparisons that this one is within, by their addresses: a schema may contain itself. */
  readonly within: ReadonlySet<string>;
}

/**
 * Whether the provider reads it: then nothing that was valid may become invalid. Else it sends it, and nothing may be
 * sent that was not valid before.
 */
export function isRead({ side }: Comparison): boolean {
  return side === "request" || side === "receiver-response";
}

/** A comparison of something within: `.url`, `[]`. */
export function inside(outer: Comparison, base: Schema, head: Schema, path: string): Comparison {
  const subject = outer.subject.replace(/-body$/, "-property");
  const name = outer.name === wholeBody ? path.replace(/^\./, "") : `${outer.name}${path}`;
  return { ...outer, base, head, subject, name };
}

/** The name as messages show it. */
export function label({ name }: Comparison): string {
  return name === wholeBody ? name : `\`${name}\``;
}

/** Reports a change of a comparison, under a rule that begins with its subject: `max-items-decreased`. */
export function tell(
  comparison: Comparison,
  rule: string,
  message: string,
  where: { base: Node; head: Node },
  level: Change["level"] = "breaking",
  advice?: string,
): void {
  tellAs(comparison, `${comparison.subject}-${rule}`, message, where, level, advice);
}

/** Reports a change of a comparison, under a rule that oasdiff calls otherwise. */
export function tellAs(
  { side, place, name, report }: Comparison,
  id: string,
  message: string,
  where: { base: Node; head: Node },
  level: Change["level"] = "breaking",
  advice?: string,
): void {
  report({
    id,
    level,
    side,
    message,
    place: name === wholeBody ? place : { ...place, field: name },
    base: addressOf(where.base),
    head: addressOf(where.head),
    ...(advice !== undefined && { advice }),
  });
}

/** Where keywords stand in both. */
export function both({ base, head }: Comparison, ...keywords: string[]): { base: Node; head: Node } {
  return { base: base.where(...keywords), head: head.where(...keywords) };
}
