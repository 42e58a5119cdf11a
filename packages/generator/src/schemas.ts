import { isObject, type Json, type JsonObject } from "@agent-webhooks/types/json-schema";
import { asObject, followReferences, objectAt, type Spec, schemaName, specOperations } from "./spec.ts";

const PROSE_KEYWORDS = new Set(["description", "example", "examples", "title", "externalDocs"]);
/** Keywords whose value has names as keys, such as `description`. `mapping` is part of a discriminator. */
const NAME_MAPS = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "dependentSchemas",
  "dependentRequired",
  "mapping",
]);
/** Keywords whose value is data. */
const DATA_KEYWORDS = new Set(["const", "default", "enum"]);
/** What the default dialect of OpenAPI 3.1 adds to it does not validate. */
const DEFAULT_DIALECT = "https://json-schema.org/draft/2020-12/schema";

/**
 * Returns a schema without descriptions and examples, and with patterns that say everything that the spec says in words.
 *
 * @param where whose schema it is, for errors
 */
export function bareSchema(schema: Json, where: string): Json {
  if (Array.isArray(schema)) return schema.map((item) => bareSchema(item, where));
  if (!isObject(schema)) return schema;
  const bare: Record<string, Json> = {};
  for (const [keyword, value] of Object.entries(withWellFormedPattern(schema, where))) {
    if (PROSE_KEYWORDS.has(keyword)) continue;
    if (DATA_KEYWORDS.has(keyword)) {
      bare[keyword] = value;
    } else if (NAME_MAPS.has(keyword)) {
      const children = Object.entries(asObject(value));
      bare[keyword] = Object.fromEntries(children.map(([name, child]) => [name, bareSchema(child, where)]));
    } else {
      bare[keyword] = bareSchema(value, where);
    }
  }
  return bare;
}

/**
 * `x-well-formed` forbids what does not survive every decoder: unpaired surrogates, and the byte order mark, which many
 * drop (the embedded database's does, which makes two ids one). The pattern in the spec is for validators of every
 * language and cannot say so; the one for JavaScript does.
 */
function withWellFormedPattern({ "x-well-formed": isWellFormed, ...schema }: JsonObject, where: string): JsonObject {
  if (isWellFormed !== true) return schema;
  const [, excluded] = /^\^\[\^([^\]]*)\]\*\$$/.exec(String(schema.pattern)) ?? [];
  if (excluded === undefined) {
    throw new Error(`${where}: x-well-formed needs a pattern such as ^[^…]*$, not ${schema.pattern}`);
  }
  // As in the rest of the pattern, `\\uHHHH`.
  const escaped = excluded.replace(/\\x([0-9a-f]{2})/gi, (_, code: string) => `\\u00${code.toLowerCase()}`);
  return { ...schema, pattern: `^[^${escaped}\\ud800-\\udfff\\ufeff]*$` };
}

/** Returns the component schemas by name, each complete in itself. */
export function componentSchemas(spec: Spec): Record<string, Json> {
  const $schema = spec.resolved.jsonSchemaDialect ?? DEFAULT_DIALECT;
  return Object.fromEntries(
    Object.entries(objectAt(spec.resolved, "components", "schemas")).map(([name, schema]) => [
      name,
      { $schema, ...asObject(bareSchema(schema, `schema ${name}`)) },
    ]),
  );
}

/** Returns the name of the payload's schema for each event type. */
export function eventSchemaNames(spec: Spec): Record<string, string> {
  return Object.fromEntries(
    [...specOperations(spec, "webhooks")].map(({ path, written }) => [
      path,
      schemaName(spec, followReferences(spec, objectAt(written, "requestBody")), `webhooks.${path}`),
    ]),
  );
}
