import { canonical, type Json, type JsonObject } from "../spec/json.ts";

/** Describes what a caller loses when the value of an extension changes; `undefined` if nothing. */
type Comparer = (before: Json | undefined, after: Json | undefined) => string | undefined;

/** A maximum must not decrease or appear. */
const compareMaximum: Comparer = (before, after) =>
  typeof after === "number" && after < (typeof before === "number" ? before : Number.POSITIVE_INFINITY)
    ? `changed from ${before ?? "no limit"} to ${after}`
    : undefined;

/** A guarantee must not change or disappear. */
const compareGuarantee: Comparer = (before, after) =>
  before !== undefined && before !== false && canonical(before) !== canonical(after ?? null)
    ? `changed from ${JSON.stringify(before)} to ${after === undefined ? "none" : JSON.stringify(after)}`
    : undefined;

/** The extensions that affect requests. Others, such as those for generators, are ignored. */
const comparers: Readonly<Record<string, Comparer>> = {
  "x-max-bytes": compareMaximum,
  "x-max-deliveries": compareMaximum,
  "x-served-maximum": compareMaximum,
  "x-idempotent": compareGuarantee,
  "x-idempotency-field": compareGuarantee,
};

/** Whether a keyword is an extension that means nothing here. */
export function isIgnoredExtension(keyword: string): boolean {
  return keyword.startsWith("x-") && !Object.hasOwn(comparers, keyword);
}

/** Finds extensions that promise less than before: the name and what changed. */
export function* findWeakenedExtensions(
  before: JsonObject,
  after: JsonObject,
): Generator<{ name: string; change: string }> {
  for (const [name, compare] of Object.entries(comparers)) {
    const change = compare(before[name], after[name]);
    if (change !== undefined) yield { name, change };
  }
}
