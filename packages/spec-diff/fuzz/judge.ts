import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { diffDocuments } from "../src/diff-specs.ts";
import { Document } from "../src/spec/document.ts";
import { isObject, type Json, type JsonObject } from "../src/spec/json.ts";
import type { SchemaPair } from "./pairs.ts";
import { Random } from "./random.ts";
import { partsOf, randomValue } from "./values.ts";

/** Who sends the values of a schema. */
export type Use = "request" | "response";

const ajv = new Ajv2020({ strict: false, logger: false, multipleOfPrecision: 6 });

/** An operation for each schema: `/p0`, `/p1`, … */
export function documentOf(schemas: readonly Json[], use: Use): JsonObject {
  const paths = schemas.map((schema, index): [string, Json] => {
    const body = { description: "", content: { "application/json": { schema } } };
    const operation =
      use === "request" ? { requestBody: body, responses: { 200: { description: "" } } } : { responses: { 200: body } };
    return [`/p${index}`, { post: { operationId: `p${index}`, ...operation } }];
  });
  return { openapi: "3.1.0", info: { title: "Fuzz", version: "1.0.0" }, paths: Object.fromEntries(paths) };
}

/** The ids that spec-diff reports, by level. */
export function ownIds(
  { base, head }: SchemaPair,
  use: Use,
): { readonly breaking: string[]; readonly warnings: string[] } {
  const read = (schema: Json) =>
    new Document({ contents: new Map([["spec.yaml", documentOf([schema], use)]]), beside: (_, path) => path });
  const changes = diffDocuments(read(base), read(head));
  const ids = (wanted: string) => changes.filter(({ level }) => level === wanted).map(({ id }) => id);
  return { breaking: ids("breaking"), warnings: ids("warning") };
}

/** Values that are tried for each pair. */
const attempts = 150;

/**
 * A value that shows that a change is breaking: the old schema accepts it and the new one does not, or the other way.
 *
 * @param described whether it must have described fields only
 * @default false
 */
export function findCounterexample(
  { base, head, seed }: SchemaPair,
  use: Use,
  { described = false }: { readonly described?: boolean } = {},
): Json | undefined {
  const [from, to] = use === "request" ? [base, head] : [head, base];
  const accepting = [from, ...(described ? [withDescribedFields(from)] : [])].map((schema) => compile(schema));
  const acceptsNow = compile(to);
  const random = new Random(seed + 1);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const value = randomValue(from, random);
    if (accepting.every((accepts) => accepts(value)) && !acceptsNow(value)) return value;
  }
  return undefined;
}

function compile(schema: Json): ValidateFunction {
  return ajv.compile(schema as boolean | object);
}

const sameValue = ["allOf", "anyOf", "oneOf"];
const namedFields = ["properties", "patternProperties"];
const allValues = ["items", "additionalProperties"];

/** A schema that accepts only described fields, also in fields and items. An object without any is open. */
function withDescribedFields(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const isOpen = partsOf(schema).every(({ properties }) => properties === undefined);
  return { ...describeWithin(schema), ...(!isOpen && { unevaluatedProperties: false }) };
}

function describeWithin(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).map(([key, value]): [string, Json] => {
    if (allValues.includes(key)) return [key, withDescribedFields(value)];
    if (Array.isArray(value)) {
      const branches: readonly Json[] = value;
      if (key === "prefixItems") return [key, branches.map(withDescribedFields)];
      if (!sameValue.includes(key)) return [key, value];
      return [key, branches.map((branch) => (isObject(branch) ? describeWithin(branch) : branch))];
    }
    if (!namedFields.includes(key) || !isObject(value)) return [key, value];
    return [key, Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withDescribedFields(child)]))];
  });
  return Object.fromEntries(entries);
}
