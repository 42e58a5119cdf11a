import { canonical, type Json } from "../json.ts";
import { both, type Comparison, isRead, tell } from "./place.ts";
import { allowedValues } from "./schema.ts";

const unknownValue = "Readers have to take a value that they do not know for one, not for an error.";

/** `enum` and `const`. */
export function compareValues(comparison: Comparison): void {
  const base = allowedValues(comparison.base);
  const head = allowedValues(comparison.head);
  if (isRead(comparison)) compareRead(comparison, base, head);
  else compareSent(comparison, base, head);
}

function compareRead(comparison: Comparison, base: Json[] | undefined, head: Json[] | undefined): void {
  if (head === undefined) return;
  const { name } = comparison;
  const where = both(comparison, "enum", "const");
  const isConst = comparison.head.keyword("const").length > 0;
  if (base === undefined) {
    if (allowsBothBooleans(comparison, head)) return;
    tell(comparison, isConst ? "const-added" : "became-enum", `\`${name}\` may only be ${list(head)}`, where);
    return;
  }
  const lost = without(base, head);
  if (lost.length === 0) return;
  const rule = isConst ? "const-changed" : "enum-value-removed";
  tell(comparison, rule, `\`${name}\` may not be ${list(lost)} any more`, where);
}

function compareSent(comparison: Comparison, base: Json[] | undefined, head: Json[] | undefined): void {
  if (base === undefined) return;
  const { name } = comparison;
  const where = both(comparison, "enum", "const");
  const isConst = comparison.base.keyword("const").length > 0;
  if (head === undefined) {
    if (allowsBothBooleans(comparison, base)) return;
    const rule = isConst ? "const-removed" : "enum-removed";
    tell(comparison, rule, `\`${name}\` may be anything; it was one of ${list(base)}`, where);
    return;
  }
  const added = without(head, base);
  if (added.length === 0) return;
  const gone = without(base, head);
  if (isConst) {
    tell(comparison, "const-changed", `\`${name}\` went from ${list(base)} to ${list(head)}`, where);
  } else if (gone.length > 0) {
    const message = `\`${name}\` may be ${list(added)}, and may not be ${list(gone)} any more`;
    tell(comparison, "enum-value-replaced", message, where);
  } else {
    tell(comparison, "enum-value-added", `\`${name}\` may be ${list(added)} too`, where, "warning", unknownValue);
  }
}

/** `[true, false]` says no more than the type does. */
function allowsBothBooleans({ base, head }: Comparison, values: readonly Json[]): boolean {
  const types = base.types.intersection(head.types);
  return types.size === 1 && types.has("boolean") && [true, false].every((value) => values.includes(value));
}

function without(values: readonly Json[], others: readonly Json[]): Json[] {
  const texts = new Set(others.map(canonical));
  return values.filter((value) => !texts.has(canonical(value)));
}

function list(values: readonly Json[]): string {
  return values.map((value) => `\`${JSON.stringify(value)}\``).join(", ") || "nothing";
}
