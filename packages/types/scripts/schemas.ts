import { isObject, type Json } from "../src/json-schema.ts";
import { object, places, type Spec, schemaName } from "./spec.ts";

const PROSE = new Set(["description", "example", "examples", "title", "externalDocs"]);
/** Keywords whose value maps names to schemas: a property may be called `description`. */
const MAPS = new Set(["properties", "patternProperties", "$defs"]);

/** A schema without what is only for readers. */
export function bareSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(bareSchema);
  if (!isObject(schema)) return schema;
  const bare: Record<string, Json> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (PROSE.has(keyword)) continue;
    bare[keyword] = MAPS.has(keyword)
      ? Object.fromEntries(Object.entries(object(value)).map(([name, child]) => [name, bareSchema(child)]))
      : bareSchema(value);
  }
  return bare;
}

/** Component schemas by name, each complete in itself. */
export function componentSchemas(spec: Spec): Record<string, Json> {
  const schemas = object(object(spec.resolved.components ?? {}).schemas ?? {});
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { $schema: spec.resolved.jsonSchemaDialect ?? null, ...object(bareSchema(schema)) },
    ]),
  );
}

/** Event type → name of the schema of its payload. */
export function eventSchemaNames(spec: Spec): Record<string, string> {
  return Object.fromEntries(
    [...places(spec, "webhooks")].map(({ path, written }) => [
      path,
      schemaName(spec, object(written.requestBody ?? {}).content, `webhooks.${path}`),
    ]),
  );
}
