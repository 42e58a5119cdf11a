import { canonical, type Json, type JsonObject } from "../spec/json.ts";

/** Describes what users of the API lose when the value of an extension changes; `undefined` if nothing. */
type Comparer = (before: Json | undefined, after: Json | undefined) => string | undefined;

const mustNotDecrease: Comparer = (before, after) =>
  typeof after === "number" && after < numberOr(before, Number.POSITIVE_INFINITY)
    ? `changed from ${before ?? "no limit"} to ${after}`
    : undefined;

const mustNotIncrease: Comparer = (before, after) =>
  typeof before === "number" && before < numberOr(after, Number.POSITIVE_INFINITY)
    ? `changed from ${before} to ${after ?? "no limit"}`
    : undefined;

/** A guarantee must not change or disappear. */
const mustNotChange: Comparer = (before, after) =>
  before !== undefined && before !== false && canonical(before) !== canonical(after ?? null)
    ? `changed from ${JSON.stringify(before)} to ${after === undefined ? "none" : JSON.stringify(after)}`
    : undefined;

/** The comparers of an extension by who sends the value. Without one, a change of the extension has no effect. */
interface Comparers {
  /** For what the provider reads. */
  readonly read?: Comparer;
  /** For what the provider sends. */
  readonly sent?: Comparer;
}

const limit: Comparers = { read: mustNotDecrease, sent: mustNotIncrease };
const guarantee: Comparers = { read: mustNotChange, sent: mustNotChange };

/** The extensions that are rules of the API. Others, such as those for generators, are ignored. */
const comparers: Readonly<Record<string, Comparers>> = {
  "x-max-bytes": limit,
  "x-max-deliveries": limit,
  "x-max-event-bytes": limit,
  // The provider reduces what exceeds it, so it rejects no request.
  "x-served-maximum": { read: mustNotDecrease },
  // The provider counts no further.
  "x-max-counted": { sent: mustNotDecrease },
  "x-idempotent": guarantee,
  "x-idempotency-field": guarantee,
};

/** Texts have no unpaired surrogates and byte order marks. Compared with patterns, which restrict the same values. */
export const wellFormedKeyword = "x-well-formed";

/** Whether a keyword is an extension that is not compared. */
export function isIgnoredExtension(keyword: string): boolean {
  return keyword.startsWith("x-") && keyword !== wellFormedKeyword && !Object.hasOwn(comparers, keyword);
}

/**
 * Finds extensions that promise less than before: the name and what changed.
 *
 * @param isRead whether the provider reads the values; otherwise it sends them
 */
export function* findWeakenedExtensions(
  before: JsonObject,
  after: JsonObject,
  isRead: boolean,
): Generator<{ name: string; change: string }> {
  for (const [name, { read, sent }] of Object.entries(comparers)) {
    const compare = isRead ? read : sent;
    const change = compare?.(before[name], after[name]);
    if (change !== undefined) yield { name, change };
  }
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
