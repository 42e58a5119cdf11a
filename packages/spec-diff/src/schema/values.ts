import { canonical, type Json } from "../json.ts";
import { both, type Comparison, isRead, label, tell } from "./place.ts";
import { allowedValues } from "./schema.ts";

const unknownValue = "Make sure that clients accept unknown values instead of failing.";

/** `enum` and `const`. */
export function compareValues(comparison: Comparison): void {
  const base = allowedValues(comparison.base);
  const head = allowedValues(comparison.head);
  if (isRead(comparison)) compareRead(comparison, base, head);
  else compareSent(comparison, base, head);
}

function compareRead(comparison: Comparison, base: Json[] | undefined, head: Json[] | undefined): void {
  if (head === undefined) return;
  const name = label(comparison);
  const where = both(comparison, "enum", "const");
  const isConst = comparison.head.keyword("const").length > 0;
  if (base === undefined) {
    if (allowsBothBooleans(comparison, head)) return;
    tell(comparison, isConst ? "const-added" : "became-enum", `${name} now accepts only ${list(head)}`, where);
    return;
  }
  const lost = without(base, head);
  if (lost.length === 0) return;
  const rule = isConst ? "const-changed" : "enum-value-removed";
  tell(comparison, rule, `${name} no longer accepts ${list(lost)}`, where);
}

function compareSent(comparison: Comparison, base: Json[] | undefined, head: Json[] | undefined): void {
  if (base === undefined) return;
  const name = label(comparison);
  const where = both(comparison, "enum", "const");
  const isConst = comparison.base.keyword("const").length > 0;
  if (head === undefined) {
    if (allowsBothBooleans(comparison, base)) return;
    const rule = isConst ? "const-removed" : "enum-removed";
    tell(comparison, rule, `${name} is no longer limited to ${list(base)}`, where);
    return;
  }
  const added = without(head, base);
  if (added.length === 0) return;
  const gone = without(base, head);
  if (isConst) {
    tell(comparison, "const-changed", `${name} changed from ${list(base)} to ${list(head)}`, where);
  } else if (gone.length > 0) {
    const message = `${name} can now be ${list(added)} and no longer ${list(gone)}`;
    tell(comparison, "enum-value-replaced", message, where);
  } else {
    tell(comparison, "enum-value-added", `${name} can now also be ${list(added)}`, where, "warning", unknownValue);
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
