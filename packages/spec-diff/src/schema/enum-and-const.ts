import { canonical, type Json } from "../spec/json.ts";
import { type Comparison, findKeywords, formatName, isReadByProvider, reportRule } from "./comparison.ts";
import { allowedValues } from "./schema.ts";

const unknownValue = "Make sure that clients accept unknown values instead of failing.";

/** Compares `enum` and `const`. */
export function compareEnumAndConst(comparison: Comparison): void {
  const base = allowedValues(comparison.base);
  const head = allowedValues(comparison.head);
  if (isReadByProvider(comparison)) compareRequestValues(comparison, base, head);
  else compareResponseValues(comparison, base, head);
}

function compareRequestValues(comparison: Comparison, base: Json[] | undefined, head: Json[] | undefined): void {
  if (head === undefined) return;
  const name = formatName(comparison);
  const where = findKeywords(comparison, "enum", "const");
  const isConst = comparison.head.keyword("const").length > 0;
  if (base === undefined) {
    if (allowsBothBooleans(comparison, head)) return;
    reportRule(
      comparison,
      isConst ? "const-added" : "became-enum",
      `${name} now accepts only ${formatValues(head)}`,
      where,
    );
    return;
  }
  const lost = without(base, head);
  if (lost.length === 0) return;
  const rule = isConst ? "const-changed" : "enum-value-removed";
  reportRule(comparison, rule, `${name} no longer accepts ${formatValues(lost)}`, where);
}

function compareResponseValues(comparison: Comparison, base: Json[] | undefined, head: Json[] | undefined): void {
  if (base === undefined) return;
  const name = formatName(comparison);
  const where = findKeywords(comparison, "enum", "const");
  const isConst = comparison.base.keyword("const").length > 0;
  if (head === undefined) {
    if (allowsBothBooleans(comparison, base)) return;
    const rule = isConst ? "const-removed" : "enum-removed";
    reportRule(comparison, rule, `${name} is no longer limited to ${formatValues(base)}`, where);
    return;
  }
  const added = without(head, base);
  if (added.length === 0) return;
  const gone = without(base, head);
  if (isConst) {
    reportRule(
      comparison,
      "const-changed",
      `${name} changed from ${formatValues(base)} to ${formatValues(head)}`,
      where,
    );
  } else if (gone.length > 0) {
    const message = `${name} can now be ${formatValues(added)} and no longer ${formatValues(gone)}`;
    reportRule(comparison, "enum-value-replaced", message, where);
  } else {
    reportRule(
      comparison,
      "enum-value-added",
      `${name} can now also be ${formatValues(added)}`,
      where,
      "warning",
      unknownValue,
    );
  }
}

/** `enum: [true, false]` allows what `type: boolean` allows. */
function allowsBothBooleans({ base, head }: Comparison, values: readonly Json[]): boolean {
  const types = base.types.intersection(head.types);
  return types.size === 1 && types.has("boolean") && [true, false].every((value) => values.includes(value));
}

function without(values: readonly Json[], others: readonly Json[]): Json[] {
  const texts = new Set(others.map(canonical));
  return values.filter((value) => !texts.has(canonical(value)));
}

function formatValues(values: readonly Json[]): string {
  return values.map((value) => `\`${JSON.stringify(value)}\``).join(", ") || "nothing";
}
