import { type OperationId, operations } from "@agent-webhooks/types";
import fc from "fast-check";
import type { Clock } from "../../clock.ts";
import { valueIssues } from "../../schemas.ts";
import { namedSchema, type Schema } from "../../spec/schema.ts";
import { CheckFailedError } from "../response.ts";
import { sampleValues } from "./samples.ts";

/** Characters of random texts: printable ASCII, and characters of every length in UTF-8. */
const characters = [
  ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)),
  ..."äßœΩжदह例え🦄👩‍💻",
];

/** The schema of an operation's body; empty when it has none. */
export function bodySchema(id: OperationId): Schema {
  const { requestBody } = operations[id];
  return requestBody === null ? {} : namedSchema(requestBody.schema);
}

/** Bodies that are valid by a schema, with URLs that start with `url`. */
export function validBodies(schema: Schema, url: string): fc.Arbitrary<Record<string, unknown>> {
  const { properties = {}, required = [] } = schema;
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, validValues(field, url)]));
  return fc.record(fields, { requiredKeys: [...required] }) as fc.Arbitrary<Record<string, unknown>>;
}

/** Bodies with one thing wrong. */
export function invalidBodies(schema: Schema, url: string): fc.Arbitrary<unknown> {
  const names = Object.keys(schema.properties ?? {});
  const wrong = fc.tuple(validBodies(schema, url), fc.constantFrom(...names), fc.oneof(fc.jsonValue(), badLists(url)));
  const withWrongField = wrong.map(([body, name, value]) => ({ ...body, [name]: value }));
  const unknown = fc.tuple(validBodies(schema, url), fc.stringMatching(/^[a-z_]{1,20}$/), fc.jsonValue());
  const withUnknownField = unknown.map(([body, name, value]) => ({ ...body, [name]: value }));
  return fc
    .oneof(withWrongField, withUnknownField, fc.jsonValue())
    .filter((body) => valueIssues(schema, body).length > 0);
}

function validValues(schema: Schema, url: string): fc.Arbitrary<unknown> {
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "integer") {
    const { minimum = 0, maximum = minimum + 1000 } = schema;
    return fc.integer({ min: minimum, max: maximum });
  }
  if (schema.type === "object" || schema.type === "number") return fc.constantFrom(...sampleValues(schema, url));
  if (schema.type !== "array") return validTexts(schema, url);
  const { items = {}, minItems = 0, maxItems = 7, uniqueItems = false } = schema;
  const limits = { minLength: minItems, maxLength: maxItems };
  return uniqueItems ? fc.uniqueArray(validTexts(items, url), limits) : fc.array(validTexts(items, url), limits);
}

function validTexts(schema: Schema, url: string): fc.Arbitrary<string> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const { minLength = 0, maxLength = 300, ...ofAnyLength } = schema;
  const start = schema.format === "uri" ? `${url}/` : "";
  // Repeated, because some (`#`, `%`) are valid once, or before some others.
  const isFree = (character: string) => valueIssues(ofAnyLength, start + character.repeat(2)).length === 0;
  const free = characters.filter(isFree);
  // The pattern has a fixed form, such as that of a time.
  if (free.length === 0) return fc.constantFrom(...sampleValues(schema, url)).map(String);
  const unit = fc.constantFrom(...free);
  const limits = { minLength: Math.max(0, minLength - start.length), maxLength: maxLength - start.length };
  return fc.string({ ...limits, unit, size: "+1" }).map((text) => start + text);
}

/** Lists that are too long, or have an invalid item. */
function badLists(url: string): fc.Arbitrary<unknown[]> {
  const { items = {}, maxItems = 0 } = namedSchema("InboxIds");
  const item = validTexts(items, url);
  const tooLong = fc.array(item, { minLength: maxItems + 1, maxLength: maxItems + 20 });
  const odd = fc.tuple(fc.array(item, { maxLength: 5 }), fc.oneof(fc.constant(null), fc.integer(), fc.constant("")));
  return fc.oneof(
    tooLong,
    odd.map(([items, other]) => [...items, other]),
  );
}

/** How many random cases of each kind a run has. */
const runs = { quick: 8, deep: 1000 };

/** Longest time that shrinking a case may take. */
const maxShrinkMs = 20_000;

/**
 * Tries random values, the same for the same seed, and shrinks one that fails.
 *
 * @param share how many of the usual number of runs
 * @throws CheckFailedError for the smallest value that fails
 */
export async function forAll<Value>(
  { deep, seed, clock }: { readonly deep: boolean; readonly seed: number; readonly clock: Clock },
  values: fc.Arbitrary<Value>,
  holds: (value: Value) => Promise<void>,
  share = 1,
): Promise<void> {
  const numRuns = Math.max(1, Math.round((deep ? runs.deep : runs.quick) * share));
  let shrinkUntil = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(values, async (value) => {
    // fast-check can only limit the time of all runs together. A value that holds is not shrunk further.
    if (clock.now() > shrinkUntil) return;
    try {
      await holds(value);
    } catch (error) {
      shrinkUntil = Math.min(shrinkUntil, clock.now() + maxShrinkMs);
      throw error;
    }
  });
  const { failed, errorInstance: error } = await fc.check(property, { seed, numRuns });
  if (!failed) return;
  if (!(error instanceof CheckFailedError)) throw error;
  throw new CheckFailedError({ ...error.finding, message: `${error.finding.message} (random data)` });
}
