import { canonical, type Json } from "../spec/json.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
import { typeOf } from "./value-types.ts";
import { finiteValues, isValid } from "./values.ts";

const unknownValue = "Make sure that clients accept unknown values instead of failing.";

type Values = readonly Json[] | undefined;

/** Compares `enum` and `const`. */
export function compareEnumAndConst(comparison: Comparison): void {
  const { base, head } = comparison;
  const [narrow, wide] = narrowAndWide(comparison, base, head);
  // Values of other types are reported as such.
  const types = narrow.declaredTypes.intersection(wide.declaredTypes);
  const hasType = (value: Json) => types.has(typeOf(value));
  const values = finiteValues(narrow)?.filter(hasType);
  const others = finiteValues(wide);
  if (values !== undefined && others !== undefined && without(values, others).length === 0) return;
  const own = narrow.allowedValues?.filter(hasType);
  if (isReadByProvider(comparison)) compareRequestValues(comparison, own, head.allowedValues);
  else compareResponseValues(comparison, base.allowedValues, own);
}

/** Finds listed values that any keyword of the wide schema rejects: a constant object may lack a required field. */
export function compareConstants(comparison: Comparison): void {
  const [narrow, wide] = narrowAndWide(comparison, comparison.base, comparison.head);
  const lost = finiteValues(narrow)?.filter((value) => !isValid(wide, value, true)) ?? [];
  if (lost.length === 0) return;
  const [rule, change] = isReadByProvider(comparison)
    ? ["enum-value-removed", "no longer accepts"]
    : ["enum-value-replaced", "can now be"];
  const where = findKeywords(comparison, "enum", "const");
  reportRule(comparison, rule, `${formatName(comparison)} ${change} ${formatValues(lost)}`, where);
}

/** Compares schemas that list all of their values in any way, such as `anyOf` of constants. Returns whether they do. */
export function compareValues(comparison: Comparison): boolean {
  const [base, head] = [finiteValues(comparison.base), finiteValues(comparison.head)];
  if (base === undefined || head === undefined) return false;
  if (isReadByProvider(comparison)) compareRequestValues(comparison, base, head);
  else compareResponseValues(comparison, base, head);
  return true;
}

/** Reports null by itself: clients that accept unknown values may still fail. Returns the other values. */
function reportNull(comparison: Comparison, values: readonly Json[]): readonly Json[] {
  if (!values.includes(null)) return values;
  const [rule, change] = isReadByProvider(comparison)
    ? ["became-not-nullable", "no longer accepts null"]
    : ["became-nullable", "can now be null"];
  const where = findKeywords(comparison, "enum", "const", "oneOf", "anyOf");
  reportRule(comparison, rule, `${formatName(comparison)} ${change}`, where);
  return values.filter((value) => value !== null);
}

function compareRequestValues(comparison: Comparison, base: Values, head: Values): void {
  if (head === undefined) return;
  const name = formatName(comparison);
  const where = findKeywords(comparison, "enum", "const", "oneOf", "anyOf");
  const isConst = comparison.head.keyword("const").length > 0;
  if (base === undefined) {
    reportRule(
      comparison,
      isConst ? "const-added" : "became-enum",
      `${name} now accepts only ${formatValues(head)}`,
      where,
    );
    return;
  }
  const lost = reportNull(comparison, without(base, head));
  if (lost.length === 0) return;
  const rule = isConst ? "const-changed" : "enum-value-removed";
  reportRule(comparison, rule, `${name} no longer accepts ${formatValues(lost)}`, where);
}

function compareResponseValues(comparison: Comparison, base: Values, head: Values): void {
  if (base === undefined) return;
  const name = formatName(comparison);
  const where = findKeywords(comparison, "enum", "const", "oneOf", "anyOf");
  const isConst = comparison.base.keyword("const").length > 0;
  if (head === undefined) {
    const rule = isConst ? "const-removed" : "enum-removed";
    reportRule(comparison, rule, `${name} is no longer limited to ${formatValues(base)}`, where);
    return;
  }
  const added = reportNull(comparison, without(head, base));
  if (added.length === 0) return;
  const removed = without(base, head).filter((value) => value !== null);
  if (isConst) {
    reportRule(
      comparison,
      "const-changed",
      `${name} changed from ${formatValues(base)} to ${formatValues(head)}`,
      where,
    );
  } else if (removed.length > 0) {
    const message = `${name} can now be ${formatValues(added)} and no longer ${formatValues(removed)}`;
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

function without(values: readonly Json[], others: readonly Json[]): Json[] {
  const texts = new Set(others.map(canonical));
  return values.filter((value) => !texts.has(canonical(value)));
}

function formatValues(values: readonly Json[]): string {
  return values.map((value) => `\`${JSON.stringify(value)}\``).join(", ") || "nothing";
}
