import type { Change } from "../src/change.ts";
import { diffDocuments } from "../src/diff-specs.ts";
import { Document } from "../src/spec/document.ts";
import type { Json, JsonObject } from "../src/spec/json.ts";

/** A document of one file. */
function document(value: JsonObject): Document {
  return new Document({ contents: new Map([["spec.yaml", value]]), beside: (_, path) => path });
}

export async function diff(base: JsonObject, head: JsonObject): Promise<readonly Change[]> {
  return diffDocuments(document(base), document(head));
}

/** Where a schema is met. */
export type Use = "request" | "response" | "event";

const body = (schema: Json) => ({ content: { "application/json": { schema } } });

const uses: Readonly<Record<Use, (schema: Json) => JsonObject>> = {
  request: (schema) => ({ paths: { "/a": { post: { operationId: "a", requestBody: body(schema), responses: {} } } } }),
  response: (schema) => ({ paths: { "/a": { get: { operationId: "a", responses: { 200: body(schema) } } } } }),
  event: (schema) => ({ webhooks: { a: { post: { requestBody: body(schema), responses: {} } } } }),
};

/** A document with one schema, and others to refer to. */
export function withSchema(use: Use, schema: Json, schemas: JsonObject = {}): JsonObject {
  return { openapi: "3.1.0", info: { title: "t", version: "1.0.0" }, components: { schemas }, ...uses[use](schema) };
}

/** Ids of what is found when a schema is changed, those of warnings in parentheses. */
export async function rules(use: Use, base: Json, head: Json, schemas: JsonObject = {}): Promise<string[]> {
  const changes = await diff(withSchema(use, base, schemas), withSchema(use, head, schemas));
  return changes.map(({ id, level }) => (level === "breaking" ? id : `(${id})`));
}
