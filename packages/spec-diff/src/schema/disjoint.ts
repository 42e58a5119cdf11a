import { isObject } from "../spec/json.ts";
import { alternativesOf } from "./alternatives.ts";
import { type Comparison, isSubset } from "./comparison.ts";
import { areBoundsApart } from "./limits.ts";
import { isPatternDisjoint } from "./pattern-subset.ts";
import type { Schema } from "./schema.ts";
import type { ValueType } from "./value-types.ts";
import { finiteValues, isValid } from "./values.ts";

type Judge = Pick<Comparison, "judge">;

/** Levels of nested fields that are compared. */
const maxDepth = 4;

/** Whether two schemas provably have no value in common. */
export function isDisjoint(judge: Judge, one: Schema, other: Schema, depth = 0): boolean {
  if (depth > maxDepth) return false;
  const [values, others] = [finiteValues(one), finiteValues(other)];
  if (values?.every((value) => !isValid(other, value, true))) return true;
  if (others?.every((value) => !isValid(one, value, true))) return true;
  const alternatives = alternativesOf(other);
  return alternativesOf(one).every((left) => alternatives.every((right) => isPairDisjoint(judge, left, right, depth)));
}

function isPairDisjoint(judge: Judge, one: Schema, other: Schema, depth: number): boolean {
  const types = [...one.types.intersection(other.types)];
  return (
    types.every((type) => isTypeDisjoint(judge, type, one, other, depth)) ||
    one.exclusions.some((exclusion) => isSubset(judge, other, exclusion)) ||
    other.exclusions.some((exclusion) => isSubset(judge, one, exclusion))
  );
}

function isTypeDisjoint(judge: Judge, type: ValueType, one: Schema, other: Schema, depth: number): boolean {
  const limited = type === "number" ? "integer" : type;
  if (areBoundsApart(one, other, limited) || areBoundsApart(other, one, limited)) return true;
  if (type === "object") {
    const required = one.required.union(other.required).union(discriminatorsOf(one)).union(discriminatorsOf(other));
    const known = [...required].filter((name) => !one.mayEvaluate(name) && !other.mayEvaluate(name));
    return known.some((name) => isDisjoint(judge, one.property(name), other.property(name), depth + 1));
  }
  if (type !== "string") return false;
  const patterns = (schema: Schema) => schema.keyword("pattern").map(({ value }) => String(value));
  return patterns(one).some((pattern) => patterns(other).some((second) => isPatternDisjoint(pattern, second)));
}

/** OpenAPI requires the property of a `discriminator`, whether the schemas do or not. */
function discriminatorsOf(schema: Schema): Set<string> {
  const names = schema.keyword("discriminator").map(({ value }) => (isObject(value) ? value.propertyName : undefined));
  return new Set(names.filter((name) => typeof name === "string"));
}
