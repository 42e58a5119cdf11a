import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { diffDocuments } from "../src/diff-specs.ts";
import { Document } from "../src/spec/document.ts";
import type { Json, JsonObject } from "../src/spec/json.ts";
import type { SchemaPair } from "./pairs.ts";
import { Random } from "./random.ts";
import { randomValue } from "./values.ts";

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

/** A value that shows that a change is breaking: the old schema accepts it and the new one does not, or the other way. */
export function findCounterexample({ base, head, seed }: SchemaPair, use: Use): Json | undefined {
  const [from, to] = use === "request" ? [base, head] : [head, base];
  const [accepts, acceptsNow] = [compile(from), compile(to)];
  const random = new Random(seed + 1);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    // Now and then the fields of the other version, if this one describes them too.
    const value = randomValue(from, random);
    if (accepts(value) && !acceptsNow(value)) return value;
  }
  return undefined;
}

function compile(schema: Json): ValidateFunction {
  return ajv.compile(schema as boolean | object);
}
