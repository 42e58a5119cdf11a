import { canonical, type Json, type JsonObject } from "../json.ts";
import { addresses, placeOf, type Rule } from "./rule.ts";

/** What it means to callers that an extension has another value. `undefined`: it is not there. */
type Meaning = (before: Json | undefined, after: Json | undefined) => string | undefined;

/** The largest value goes down, or there is one where there was none. */
const ceiling: Meaning = (before, after) =>
  typeof after === "number" && after < (typeof before === "number" ? before : Number.POSITIVE_INFINITY)
    ? `changed from ${before ?? "no limit"} to ${after}`
    : undefined;

/** What callers rely on is there no more, or is another. */
const promise: Meaning = (before, after) =>
  before !== undefined && before !== false && canonical(before) !== canonical(after ?? null)
    ? `changed from ${JSON.stringify(before)} to ${after === undefined ? "none" : JSON.stringify(after)}`
    : undefined;

/** The extensions of these specs that say something about the wire. Others are for people and generators. */
const meanings: Readonly<Record<string, Meaning>> = {
  "x-max-bytes": ceiling,
  "x-served-maximum": ceiling,
  "x-idempotent": promise,
  "x-idempotency-field": promise,
};

/** An extension whose value means less to callers than it did: its name, and what happened. */
export function* weakened(before: JsonObject, after: JsonObject): Generator<{ name: string; what: string }> {
  for (const [name, meaning] of Object.entries(meanings)) {
    const what = meaning(before[name], after[name]);
    if (what !== undefined) yield { name, what };
  }
}

/** The extensions of an operation and its request body. Those of schemas are compared with them. */
export const extensions: Rule = (pair, _, report) => {
  const { base, head } = pair;
  const nodes = [
    [base.node, head.node] as const,
    ...(base.body && head.body ? [[base.body.node, head.body.node] as const] : []),
  ];
  for (const [before, after] of nodes) {
    for (const { name, what } of weakened(before.value, after.value)) {
      report({
        id: `${name}-changed`,
        level: "breaking",
        side: base.isEvent ? "event" : "request",
        message: `\`${name}\` ${what}`,
        place: placeOf(pair),
        ...addresses(before, after, name),
      });
    }
  }
};
