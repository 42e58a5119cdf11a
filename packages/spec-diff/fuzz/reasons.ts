import type { Json } from "../src/spec/json.ts";
import { findCounterexample, type Use } from "./judge.ts";
import type { SchemaPair } from "./pairs.ts";

/** What both tools and ajv say about a pair. */
export interface Observation {
  readonly pair: SchemaPair;
  readonly use: Use;
  /** Ids of spec-diff. */
  readonly breaking: readonly string[];
  readonly warnings: readonly string[];
  /** Ids of oasdiff; `undefined` if it could not read the schemas. */
  readonly oasdiff: readonly string[] | undefined;
  /** A value that worked and no longer does. */
  readonly example: Json | undefined;
}

/** Whether the edits of the pair are known to keep what worked. */
export function isSafe({ pair: { effect }, use }: Observation): boolean {
  return effect === "same" || effect === (use === "request" ? "wider" : "narrower");
}

interface Reason {
  readonly name: string;
  readonly applies: (observation: Observation) => boolean;
}

const every = (ids: readonly string[], pattern: RegExp) => ids.length > 0 && ids.every((id) => pattern.test(id));

/** Why spec-diff may disagree with ajv. */
export const ajvReasons: readonly Reason[] = [
  {
    name: "a new value of a response enum is a warning",
    applies: ({ example, breaking, warnings }) =>
      example !== undefined && breaking.length === 0 && every(warnings, /enum-value-added$/),
  },
  {
    name: "only values with fields that are not described show it: callers do not send them, and clients ignore them",
    applies: ({ pair, use, example, breaking }) =>
      example !== undefined &&
      breaking.length === 0 &&
      findCounterexample(pair, use, { described: true }) === undefined,
  },
  {
    name: "a field that can no longer be sent was removed, although it was optional",
    applies: (seen) => isSafe(seen) && every(seen.breaking, /property-removed$/),
  },
];

/** Why spec-diff may find a change breaking that oasdiff does not. The first that applies is counted. */
export const strictReasons: readonly Reason[] = [
  { name: "a value shows that it is breaking", applies: ({ example }) => example !== undefined },
  {
    name: "removing a field is breaking; oasdiff warns",
    applies: ({ breaking }) => every(breaking, /property-removed$/),
  },
  {
    name: "no value was found that shows it, but the effect of the edits is not known to be safe",
    applies: (seen) => !isSafe(seen),
  },
];

/** Why oasdiff may find a change breaking that spec-diff does not. The first that applies is counted. */
export const lenientReasons: readonly Reason[] = [
  { name: "the edits are safe: oasdiff compares the text of alternatives, constants and types", applies: isSafe },
  {
    name: "a new value of a response enum is a warning",
    applies: ({ warnings }) => every(warnings, /enum-value-added$/),
  },
  {
    name: "no value was found that shows it: oasdiff compares keywords one by one, whether or not they have an effect",
    applies: ({ example }) => example === undefined,
  },
];
