import { valueIssues } from "../../schemas.ts";
import { mergeAllOf } from "../../spec/compose.ts";
import type { Schema } from "../../spec/schema.ts";

/**
 * Two values that a schema allows, different unless it allows only one.
 *
 * @param url start of URLs
 * @throws Error for a schema that none of the known values matches
 */
export function sampleValues(schema: Schema, url: string): readonly [unknown, unknown] {
  const [first, second = first] = candidates(schema, url).filter((value) => valueIssues(schema, value).length === 0);
  if (first !== undefined) return [first, second];
  throw new Error(`add a value to ${import.meta.url} that matches ${JSON.stringify(schema)}`);
}

/** A valid value without what may be left out. */
export function minimalValue(schema: Schema, url: string): unknown {
  const whole = mergeAllOf(schema);
  const { oneOf: [first] = [], type, required = [], properties = {} } = whole;
  if (first !== undefined) return minimalValue(first, url);
  if (type !== "object") return sampleValues(whole, url)[0];
  return Object.fromEntries(required.map((name) => [name, minimalValue(properties[name] ?? {}, url)]));
}

function candidates(schema: Schema, url: string): unknown[] {
  const {
    oneOf,
    const: constant,
    enum: values,
    items = {},
    properties = {},
    additionalProperties,
  } = mergeAllOf(schema);
  const { minLength = 0 } = schema;
  if (oneOf !== undefined) return oneOf.flatMap((alternative) => sampleValues(alternative, url));
  if (constant !== undefined) return [constant];
  if (values !== undefined) return [...values];
  if (schema.format === "uri") return [url, `${url}/2`];
  switch ([mergeAllOf(schema).type].flat()[0]) {
    case "boolean":
      return [true, false];
    case "integer":
    case "number": {
      const { minimum = 0 } = schema;
      return [minimum, minimum + 1];
    }
    case "array": {
      const [one, two] = sampleValues(items, url);
      return [[one], [two], [one, two], [two, one]];
    }
    case "object": {
      const fields = Object.entries(properties).map(([name, field]) => [name, sampleValues(field, url)] as const);
      const [one, two] =
        typeof additionalProperties === "object" ? sampleValues(additionalProperties, url) : [undefined, undefined];
      return [one, two].map((more, index) => ({
        ...Object.fromEntries(fields.map(([name, both]) => [name, both[index]])),
        ...(more !== undefined && { key: more }),
      }));
    }
    default:
      return [...texts.map((text) => text.padEnd(minLength, "0")), ...times];
  }
}

const texts = ["id-1", "id-2", "a", "b", "1", "2"];
const times = ["2026-01-16T08:00:00Z", "2026-01-17T08:00:00Z", "2026-01-16", "2026-01-17"];
