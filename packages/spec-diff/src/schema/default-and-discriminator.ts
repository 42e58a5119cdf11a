import { canonical, escapeKey, isObject, type Json } from "../spec/json.ts";
import { childOf, type Node } from "../spec/node.ts";
import { UnreadableSpecError } from "../spec/source.ts";
import { type Comparison, findKeywords, formatName, isReadByProvider, reportRule } from "./comparison.ts";
import { findWeakenedExtensions } from "./extensions.ts";
import { Schema } from "./schema.ts";

/** Compares keywords that do not decide whether a value is valid: `default`, `discriminator` and extensions. */
export function compareDefaultAndDiscriminator(comparison: Comparison): void {
  if (isReadByProvider(comparison)) compareDefault(comparison);
  compareExtensions(comparison);
  compareDiscriminator(comparison);
}

/** A caller that leaves a field out gets another value. */
function compareDefault(comparison: Comparison): void {
  const base = first(comparison.base, "default");
  const head = first(comparison.head, "default");
  if (base === head || (base !== undefined && head !== undefined && canonical(base) === canonical(head))) return;
  const { subject } = comparison;
  const change = base === undefined ? "added" : head === undefined ? "removed" : "changed";
  const format = (value: Json | undefined) => (value === undefined ? "none" : JSON.stringify(value));
  // In a body the new default may document what was always so. For parameters this follows oasdiff.
  const level = change === "added" && subject !== "request-parameter" ? "warning" : "breaking";
  const message = `the default of ${formatName(comparison)} changed from ${format(base)} to ${format(head)}`;
  reportRule(comparison, `default-value-${change}`, message, findKeywords(comparison, "default"), level);
}

function compareExtensions(comparison: Comparison): void {
  const all = (schema: Schema) => Object.assign({}, ...schema.parts.map(({ value }) => value));
  const isRead = isReadByProvider(comparison);
  for (const { name, change } of findWeakenedExtensions(all(comparison.base), all(comparison.head), isRead)) {
    reportRule(
      comparison,
      `${name}-changed`,
      `\`${name}\` of ${formatName(comparison)} ${change}`,
      findKeywords(comparison, name),
    );
  }
}

/** Generated code selects the schema of a value by its discriminator. */
function compareDiscriminator(comparison: Comparison): void {
  const base = first(comparison.base, "discriminator");
  const head = first(comparison.head, "discriminator");
  if (!isObject(base)) return;
  const where = findKeywords(comparison, "discriminator");
  if (!isObject(head)) {
    const message = `${formatName(comparison)} no longer has a discriminator`;
    reportRule(comparison, "discriminator-removed", message, where, "warning");
    return;
  }
  if (base.propertyName !== head.propertyName) {
    const message = `the discriminator of ${formatName(comparison)} changed from ${base.propertyName} to ${head.propertyName}`;
    reportRule(comparison, "discriminator-property-name-changed", message, where);
  }
  compareMapping(comparison, where.base, where.head);
}

/** Each value must still be there, and lead to a schema that the former one can be replaced with. */
function compareMapping(comparison: Comparison, base: Node, head: Node): void {
  const [before, after] = [childOf(base, "mapping"), childOf(head, "mapping")];
  for (const value of Object.keys(isObject(before?.value) ? before.value : {})) {
    const [from, to] = [before && childOf(before, value), after && childOf(after, value)];
    const name = formatName(comparison);
    if (to === undefined) {
      const message = `the discriminator of ${name} no longer maps \`${value}\``;
      reportRule(comparison, "discriminator-mapping-deleted", message, { base, head });
    } else if (from !== undefined && isOtherTarget(comparison, from, to)) {
      const message = `the discriminator of ${name} maps \`${value}\` to ${to.value} instead of ${from.value}`;
      reportRule(comparison, "discriminator-mapping-changed", message, { base: from, head: to });
    }
  }
}

/** A target of the same name is compared as an alternative. */
function isOtherTarget({ judge, base, head, side, isStrict, subject }: Comparison, from: Node, to: Node): boolean {
  if (from.value === to.value) return false;
  const [before, after] = [targetOf(base, from), targetOf(head, to)];
  if (before === undefined || after === undefined) return true;
  return judge({ base: before, head: after, side, isStrict, subject }) === "breaking";
}

/** The schema that a mapping leads to: a name among the components, or a reference. */
function targetOf({ document }: Schema, node: Node): Schema | undefined {
  const target = String(node.value);
  const isName = /^[\w.-]+$/.test(target);
  for (const reference of [...(isName ? [`#/components/schemas/${escapeKey(target)}`] : []), target]) {
    try {
      return Schema.of(document, document.follow(node, reference));
    } catch (error) {
      if (!(error instanceof UnreadableSpecError)) throw error;
    }
  }
  return undefined;
}

function first(schema: Schema, keyword: string): Json | undefined {
  return schema.keyword(keyword)[0]?.value;
}
