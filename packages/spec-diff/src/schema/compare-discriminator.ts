import { isObject, type Json } from "../spec/json.ts";
import { type Comparison, findKeywords, formatName, reportRule } from "./comparison.ts";
import { isInherited, selectChildren, type Target, targetsOf } from "./discriminator.ts";
import { Schema } from "./schema.ts";
import { isValid } from "./values.ts";

interface Discriminator {
  readonly propertyName: Json | undefined;
  readonly targets: ReadonlyMap<string, Target>;
  /** The targets whose values are values of this schema, which they extend. */
  readonly children: ReadonlySet<Target>;
}

/** Generated code selects the schema of a value by its discriminator. */
export function compareDiscriminator(comparison: Comparison): void {
  const [base, head] = [discriminatorOf(comparison.base), discriminatorOf(comparison.head)];
  if (base === undefined) return;
  const where = findKeywords(comparison, "discriminator");
  if (head === undefined) {
    const message = `${formatName(comparison)} no longer has a discriminator`;
    reportRule(comparison, "discriminator-removed", message, where, "warning");
    return;
  }
  if (base.propertyName !== head.propertyName) {
    const message = `the discriminator of ${formatName(comparison)} changed from ${base.propertyName} to ${head.propertyName}`;
    reportRule(comparison, "discriminator-property-name-changed", message, where);
  }
  compareTargets(comparison, base, head);
}

/** Needed again for every pair of alternatives. */
const known = new WeakMap<Schema, { readonly discriminator: Discriminator | undefined }>();

function discriminatorOf(schema: Schema): Discriminator | undefined {
  const { discriminator } = known.get(schema) ?? { discriminator: findDiscriminator(schema) };
  known.set(schema, { discriminator });
  return discriminator;
}

function findDiscriminator({ document, parts }: Schema): Discriminator | undefined {
  for (const owner of parts) {
    const { discriminator } = owner.value;
    if (!isObject(discriminator)) continue;
    const targets = targetsOf(document, owner);
    // An alternative has lost the address of the schema that it was made from, which may be one of the children.
    const hasChildren = owner.without === undefined && isInherited(document, owner);
    const children = hasChildren ? selectChildren(targets, owner, parts) : new Set<Target>();
    return { propertyName: discriminator.propertyName, targets, children };
  }
  return undefined;
}

/** Each value must still be there, and lead to a schema that the former one can be replaced with. */
function compareTargets(comparison: Comparison, base: Discriminator, head: Discriminator): void {
  const name = formatName(comparison);
  for (const [value, from] of base.targets) {
    const to = head.targets.get(value);
    if (to === undefined) {
      // Without a mapping, a schema that is no longer an alternative is reported as such.
      if (from.isImplied && !isRenamed(comparison, value, from, base, head)) continue;
      const message = `the discriminator of ${name} no longer maps \`${value}\``;
      reportRule(comparison, "discriminator-mapping-deleted", message, findKeywords(comparison, "discriminator"));
    } else if (isOtherTarget(comparison, from, to)) {
      const message = `the discriminator of ${name} maps \`${value}\` to ${to.reference} instead of ${from.reference}`;
      reportRule(comparison, "discriminator-mapping-changed", message, { base: from.at, head: to.at });
    } else if (base.children.has(from) && head.children.has(to)) {
      const [before, after] = [schemaOf(comparison.base, from), schemaOf(comparison.head, to)];
      if (before !== undefined && after !== undefined) comparison.compare({ ...comparison, base: before, head: after });
    }
  }
}

/** Whether a schema is found by another name than before. */
function isRenamed(
  comparison: Comparison,
  value: string,
  from: Target,
  base: Discriminator,
  head: Discriminator,
): boolean {
  const property = schemaOf(comparison.base, from)?.property(String(base.propertyName));
  // A schema that does not allow its name as the value was never found by it.
  if (property === undefined || !isValid(property, value, true)) return false;
  return [...head.targets].some(
    ([other, to]) => to.isImplied && !base.targets.has(other) && !isOtherTarget(comparison, from, to),
  );
}

/** A target of the same name is compared as an alternative. */
function isOtherTarget({ judge, base, head, side, isStrict, subject }: Comparison, from: Target, to: Target): boolean {
  if (from.reference === to.reference) return false;
  const [before, after] = [schemaOf(base, from), schemaOf(head, to)];
  if (before === undefined || after === undefined) return true;
  return judge({ base: before, head: after, side, isStrict, subject }) === "breaking";
}

function schemaOf({ document }: Schema, { schema }: Target): Schema | undefined {
  return schema && Schema.of(document, schema);
}
