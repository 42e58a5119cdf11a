import type { Node } from "../spec/node.ts";
import { areBoundsApart } from "./limits.ts";
import type { Part } from "./part.ts";
import { arePatternsWithin } from "./pattern-subset.ts";
import { Schema } from "./schema.ts";

/** With more, alternatives are compared by their place: those of several `oneOf` and `anyOf` multiply. */
const maxAlternatives = 200;
/** With more combinations of branches, none is made: it takes too long, even if most of them accept nothing. */
const maxCombinations = 10_000;

const known = new WeakMap<Schema, readonly Schema[]>();

/**
 * The alternatives of `oneOf` and `anyOf`, each combined with the rest of the schema, without those that no value can
 * match. An alternative of `oneOf` excludes its siblings. Without these keywords, the schema itself.
 */
export function alternativesOf(schema: Schema): readonly Schema[] {
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  // Until they are found, the schema is its own alternative: it may require a field that refers back to it.
  known.set(schema, [schema]);
  // What is contradictory by itself is so with each branch.
  const found = isContradictory(schema) ? [] : findAlternatives(schema).filter((each) => !isContradictory(each));
  known.set(schema, found);
  return found;
}

/** Whether no value can be valid, as far as that shows in types, constants, limits and required fields. */
export function acceptsNothing(schema: Schema): boolean {
  return alternativesOf(schema).length === 0;
}

/** Whether limits and required fields leave no value of any type. */
function isContradictory(schema: Schema): boolean {
  return [...schema.types].every((type) => {
    if (areBoundsApart(schema, schema, type === "number" ? "integer" : type)) return true;
    return (
      type === "object" &&
      [...schema.required].some((name) => !schema.mayEvaluate(name) && acceptsNothing(schema.property(name)))
    );
  });
}

/** Whether {@link alternativesOf} returns a schema with alternatives as it is, because there are too many of them. */
export function hasTooManyAlternatives(schema: Schema): boolean {
  const [only, ...more] = alternativesOf(schema);
  return only === schema && more.length === 0 && choiceOf(schema) !== undefined;
}

/** A keyword with alternatives. */
interface Choice {
  readonly part: Part;
  readonly keyword: "oneOf" | "anyOf";
  readonly branches: readonly Node[];
}

function choiceOf(schema: Schema): Choice | undefined {
  for (const part of schema.parts) {
    for (const keyword of ["oneOf", "anyOf"] as const) {
      if (!Array.isArray(part.value[keyword])) continue;
      const branches = schema.document.children(schema.document.child(part, keyword)).map(([, branch]) => branch);
      return { part, keyword, branches };
    }
  }
  return undefined;
}

function countCombinations(schema: Schema): number {
  const lists = schema.parts.flatMap(({ value }) => [value.oneOf, value.anyOf].filter(Array.isArray));
  return lists.reduce((count, { length }) => count * Math.max(1, length), 1);
}

function findAlternatives(schema: Schema): readonly Schema[] {
  if (schema.isImpossible) return [];
  const choice = choiceOf(schema);
  if (choice === undefined) return [schema];
  if (countCombinations(schema) > maxCombinations) return [schema];
  const { part, keyword, branches } = choice;
  const { [keyword]: _, ...value } = part.value;
  const without = `${part.without ?? ""}-${keyword}`;
  const { written = part.value } = part;
  const rest = schema.parts.map((other) => (other === part ? { ...part, value, without, written } : other));
  const isMultiplied = rest.some(({ value }) => Array.isArray(value.oneOf) || Array.isArray(value.anyOf));
  const siblings = keyword === "oneOf" ? branches.map((branch) => Schema.of(schema.document, branch)) : [];
  const found: Schema[] = [];
  for (const [index, branch] of branches.entries()) {
    const alternative = schema.and(branch, rest, siblings.toSpliced(index, 1));
    found.push(...alternativesOf(alternative));
    // Stops as soon as it is known that there are too many.
    if (found.length > maxAlternatives || (isMultiplied && hasTooManyAlternatives(alternative))) return [schema];
  }
  return found;
}

/** The alternatives, split by type where one has several. */
export function alternativesByType(schema: Schema): readonly Schema[] {
  return alternativesOf(schema).flatMap(splitByType);
}

/** Splits a schema by the types of its values. */
export function splitByType(schema: Schema): readonly Schema[] {
  const types = [...schema.types].filter((type) => type !== "integer" || !schema.types.has("number"));
  if (types.length < 2) return [schema];
  const where = schema.where("type");
  return types.map((type) => {
    const node: Part = { ...where, value: { type }, made: `:${type}` };
    return schema.and(node);
  });
}

/** Splits a schema by the patterns of others, if each of its texts matches one of them: `^[ab]` into `^a` and `^b`. */
export function splitByPattern(schema: Schema, others: readonly Schema[]): readonly Schema[] {
  const own = patternsOf(schema);
  const patterns = [...new Set(others.flatMap(patternsOf))];
  const isSplit = own.some((pattern) => patterns.includes(pattern));
  if (!schema.types.has("string") || isSplit || !arePatternsWithin(own, patterns)) return [schema];
  const where = schema.where("pattern");
  return patterns.map((pattern) => {
    const node: Part = { ...where, value: { pattern }, made: `:${pattern}` };
    return schema.and(node);
  });
}

function patternsOf(schema: Schema): string[] {
  return schema.keyword("pattern").map(({ value }) => String(value));
}
