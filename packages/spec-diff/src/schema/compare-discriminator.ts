import { isObject, type Json } from "../spec/json.ts";
import { addressOf } from "../spec/node.ts";
import { acceptsNothing } from "./alternatives.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
import { isInherited, selectChildren, type Target, targetsOf } from "./discriminator.ts";
import type { Part } from "./part.ts";
import { Schema } from "./schema.ts";
import { isValid } from "./values.ts";

interface Discriminator {
  /** The part of the schema that has it. */
  readonly owner: Part;
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
    return { owner, propertyName: discriminator.propertyName, targets, children };
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
      const isExpected = from.isImplied
        ? !isRenamed(comparison, value, from, base, head)
        : isNoLongerSent(comparison, from, head);
      if (isExpected) continue;
      const message = `the discriminator of ${name} no longer maps \`${value}\``;
      reportRule(comparison, "discriminator-mapping-deleted", message, findKeywords(comparison, "discriminator"));
    } else if (isOtherTarget(comparison, from, to)) {
      const message = `the discriminator of ${name} maps \`${value}\` to ${to.reference} instead of ${from.reference}`;
      reportRule(comparison, "discriminator-mapping-changed", message, { base: from.at, head: to.at });
    } else if (base.children.has(from) && head.children.has(to)) {
      const [before, after] = [childOf(comparison.base, base, from), childOf(comparison.head, head, to)];
      if (before === undefined || after === undefined) continue;
      const [narrow] = narrowAndWide(comparison, before, after);
      if (isRuledOut(narrow, String(base.propertyName), value)) continue;
      comparison.compare({ ...comparison, base: before.used, head: after.used });
    }
  }
}

/** A schema that extends another one. */
interface Child {
  readonly alone: Schema;
  /** With what else applies where the other one is used. */
  readonly used: Schema;
}

function childOf(parent: Schema, { owner }: Discriminator, target: Target): Child | undefined {
  const alone = schemaOf(parent, target);
  if (alone === undefined) return undefined;
  const parts = [...Schema.of(parent.document, owner).parts, ...alone.parts];
  const addresses = new Set(parts.map((part) => addressOf(part)));
  const isAlone = parent.parts.every((part) => addresses.has(addressOf(part)));
  return { alone, used: isAlone ? alone : parent.intersection(alone) };
}

/** Whether a child has no values where its parent is used, or none with the value that selects it. */
function isRuledOut({ alone, used }: Child, property: string, value: string): boolean {
  const hasOtherValue = (schema: Schema) => !isValid(schema.property(property), value, true);
  return [acceptsNothing, hasOtherValue].some((excludes) => excludes(used) && !excludes(alone));
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

/** Whether the provider sent a schema that is not among the new alternatives. */
function isNoLongerSent(comparison: Comparison, from: Target, { owner, targets }: Discriminator): boolean {
  if (isReadByProvider(comparison) || from.schema === undefined) return false;
  // A schema that extends the owner has its discriminator too, which is being compared.
  if (isInherited(comparison.head.document, owner)) return false;
  return [...targets.values()].every((to) => isOtherTarget(comparison, from, to));
}

/** A target of the same name is compared as an alternative. */
function isOtherTarget(comparison: Comparison, from: Target, to: Target): boolean {
  if (from.reference === to.reference) return false;
  const [before, after] = [schemaOf(comparison.base, from), schemaOf(comparison.head, to)];
  if (before === undefined || after === undefined) return true;
  return comparison.judge({ ...comparison, base: before, head: after }) === "breaking";
}

function schemaOf({ document }: Schema, { schema }: Target): Schema | undefined {
  return schema && Schema.of(document, schema);
}
