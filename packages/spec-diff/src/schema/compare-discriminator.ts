import { isObject, type Json } from "../spec/json.ts";
import { addressOf } from "../spec/node.ts";
import { acceptsNothing, alternativesOf } from "./alternatives.ts";
import {
  type Comparison,
  findKeywords,
  formatName,
  isReadByProvider,
  narrowAndWide,
  reportRule,
} from "./comparison.ts";
import { isInherited, nameOf, selectChildren, type Target, targetsOf } from "./discriminator.ts";
import { asWritten, type Part } from "./part.ts";
import { Schema } from "./schema.ts";
import { skipReferences } from "./skip-references.ts";
import { withProperty } from "./split-by-property.ts";
import { isValid } from "./values.ts";

interface Discriminator {
  /** The part of the schema that has it. */
  readonly owner: Part;
  readonly propertyName: Json | undefined;
  readonly targets: ReadonlyMap<string, Target>;
  /** Whether the targets extend the owner, and it is known which of them extend this schema. */
  readonly hasChildren: boolean;
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
    return { owner, propertyName: discriminator.propertyName, targets, hasChildren, children };
  }
  return undefined;
}

/** Each value must still be there, and lead to a schema that the former one can be replaced with. */
function compareTargets(comparison: Comparison, base: Discriminator, head: Discriminator): void {
  for (const [value, from] of base.targets) {
    const to = head.targets.get(value);
    if (to !== undefined) {
      compareTarget(comparison, value, { ...base, target: from }, { ...head, target: to });
      continue;
    }
    // Without a mapping, a schema that is no longer an alternative is reported as such.
    const isExpected = from.isImplied
      ? !isRenamed(comparison, value, from, base, head)
      : isNoLongerSent(comparison, from, head);
    if (isExpected) continue;
    const message = `the discriminator of ${formatName(comparison)} no longer maps \`${value}\``;
    reportRule(comparison, "discriminator-mapping-deleted", message, findKeywords(comparison, "discriminator"));
  }
}

interface Selection extends Discriminator {
  /** Where a value leads. */
  readonly target: Target;
}

/** Compares where a value leads, except alternatives: those are compared with each other, see {@link pairByValue}. */
function compareTarget(comparison: Comparison, value: string, base: Selection, head: Selection): void {
  const [from, to] = [base.target, head.target];
  const isSameName = nameOf(from.reference) === nameOf(to.reference);
  const [wasChild, isStillChild] = [base.children.has(from), head.children.has(to)];
  const isChild = wasChild && isStillChild;
  if (isSameName && !isChild) return;
  const [before, after] = [schemasOf(comparison.base, base), schemasOf(comparison.head, head)];
  const report = () => {
    const message = `the discriminator of ${formatName(comparison)} maps \`${value}\` to ${to.reference} instead of ${from.reference}`;
    reportRule(comparison, "discriminator-mapping-changed", message, { base: from.at, head: to.at });
  };
  if (before === undefined || after === undefined) {
    if (!isSameName) report();
    return;
  }
  const property = String(base.propertyName);
  const [narrow] = narrowAndWide(comparison, before, after);
  if (isChild && isRuledOut(narrow, property, value)) return;
  // A schema that has another name now is compared as an alternative or a child, or it is a child of another parent.
  const isInFamily = base.hasChildren && head.hasChildren && wasChild === isStillChild;
  const isRenamed = !isKept(from, head.targets) && (isInFamily || (before.isAlternative && after.isAlternative));
  const fits = () =>
    !isOtherTarget(comparison, from, to) ||
    isReadAlike(comparison, { property, value, base: before.used, head: after.used });
  if (!isSameName && !isRenamed && !fits()) report();
  else if (isChild) comparison.compare({ ...comparison, base: before.used, head: after.used });
}

/** The schema of a target, by itself and where it is used. */
interface TargetSchemas {
  readonly alone: Schema;
  /** With what else applies: where its parent is used or, for an alternative, beside the alternatives. */
  readonly used: Schema;
  readonly isAlternative: boolean;
}

function schemasOf(parent: Schema, { owner, children, target }: Selection): TargetSchemas | undefined {
  const { document } = parent;
  const alone = schemaOf(parent, target);
  if (alone === undefined) return undefined;
  if (!children.has(target)) {
    const alternatives = alternativesOf(Schema.of(document, asWritten(owner)));
    const alternative = alternatives.find(({ at }) => addressOf(at) === addressOf(alone.at));
    return { alone, used: alternative?.withoutSiblings() ?? alone, isAlternative: alternative !== undefined };
  }
  const parts = [...Schema.of(document, owner).parts, ...alone.parts];
  const addresses = new Set(parts.map((part) => addressOf(part)));
  const isAlone = parent.parts.every((part) => addresses.has(addressOf(part)));
  return { alone, used: isAlone ? alone : parent.intersection(alone), isAlternative: false };
}

/** Whether a child has no values where its parent is used, or none with the value that selects it. */
function isRuledOut({ alone, used }: TargetSchemas, property: string, value: string): boolean {
  const hasOtherValue = (schema: Schema) => !isValid(schema.property(property), value, true);
  return [acceptsNothing, hasOtherValue].some((excludes) => excludes(used) && !excludes(alone));
}

/** Two alternatives that a value of the discriminator leads to. */
interface ValuePair {
  readonly property: string;
  readonly value: string;
  readonly base: Schema;
  readonly head: Schema;
}

/** Pairs the alternatives that the same value leads to, unless the former one still has other values. */
export function pairByValue({ base, head }: Pick<Comparison, "base" | "head">): ValuePair[] {
  const keyOf = ({ property, value }: Selected) => JSON.stringify([property, value]);
  const after = new Map(selectAlternatives(head).map((to): [string, Selected] => [keyOf(to), to]));
  return selectAlternatives(base).flatMap((from): ValuePair[] => {
    const to = after.get(keyOf(from));
    if (to === undefined) return [];
    const isSameName = nameOf(from.target.reference) === nameOf(to.target.reference);
    if (!isSameName && isKept(from.target, to.targets)) return [];
    return [{ property: from.property, value: from.value, base: from.alternative, head: to.alternative }];
  });
}

/** An alternative, and a value of the discriminator that leads to it. */
interface Selected {
  readonly property: string;
  readonly value: string;
  readonly alternative: Schema;
  readonly target: Target;
  /** All targets of the discriminator. */
  readonly targets: ReadonlyMap<string, Target>;
}

function selectAlternatives(schema: Schema): Selected[] {
  const { document } = schema;
  return alternativesOf(schema).flatMap((alternative) => {
    const discriminator = discriminatorOf(alternative);
    if (discriminator === undefined || isInherited(document, discriminator.owner)) return [];
    const { targets } = discriminator;
    const property = String(discriminator.propertyName);
    return [...targets].flatMap(([value, target]): Selected[] => {
      const at = target.schema && skipReferences(document, target.schema);
      const isSelected = at !== undefined && addressOf(at) === addressOf(alternative.at);
      return isSelected ? [{ property, value, alternative, target, targets }] : [];
    });
  });
}

/** Whether some value still leads to a schema of the same name. */
function isKept({ reference }: Target, targets: ReadonlyMap<string, Target>): boolean {
  return [...targets.values()].some((other) => nameOf(other.reference) === nameOf(reference));
}

/** Whether what the value leads to fits, though the rest of a schema with several values may not. */
export function isReadAlike(comparison: Comparison, { property, value, base, head }: ValuePair): boolean {
  const fits = (one: Schema, other: Schema) =>
    comparison.judge({ ...comparison, base: one.withoutSiblings(), head: other.withoutSiblings() }) !== "breaking";
  if (fits(base, head)) return true;
  const [narrow] = narrowAndWide(comparison, base, head);
  if (!narrow.propertyNames.has(property)) return false;
  const selected = withProperty(narrow, property, value);
  return isReadByProvider(comparison) ? fits(selected, head) : fits(base, selected);
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

/** Whether a target alone does not fit the former one. A target of the same name is compared as an alternative. */
function isOtherTarget(comparison: Comparison, from: Target, to: Target): boolean {
  if (from.reference === to.reference) return false;
  const [before, after] = [schemaOf(comparison.base, from), schemaOf(comparison.head, to)];
  if (before === undefined || after === undefined) return true;
  return comparison.judge({ ...comparison, base: before, head: after }) === "breaking";
}

function schemaOf({ document }: Schema, { schema }: Target): Schema | undefined {
  return schema && Schema.of(document, schema);
}
