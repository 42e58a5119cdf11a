import { isDeepStrictEqual } from "node:util";
import type { Change } from "../src/change.ts";
import { diffDocuments } from "../src/diff-specs.ts";
import { Document } from "../src/spec/document.ts";
import type { Json, JsonObject } from "../src/spec/json.ts";

/** A document in a single file. */
export function toDocument(value: JsonObject, file = "spec.yaml"): Document {
  return new Document({ contents: new Map([[file, value]]), beside: (_, path) => path });
}

export async function diff(base: JsonObject, head: JsonObject): Promise<readonly Change[]> {
  return diffDocuments(toDocument(base), toDocument(head));
}

export const text = { type: "string" };

export function object(properties: Record<string, Json>, more: Record<string, Json> = {}): Json {
  return { type: "object", properties, ...more };
}

/** Where a schema is used. */
export type Use = "request" | "response" | "event";

const body = (schema: Json) => ({ content: { "application/json": { schema } } });

const uses: Readonly<Record<Use, (schema: Json) => JsonObject>> = {
  request: (schema) => ({ paths: { "/a": { post: { operationId: "a", requestBody: body(schema), responses: {} } } } }),
  response: (schema) => ({ paths: { "/a": { get: { operationId: "a", responses: { 200: body(schema) } } } } }),
  event: (schema) => ({ webhooks: { a: { post: { requestBody: body(schema), responses: {} } } } }),
};

/** A document that uses a schema, with other schemas to refer to. */
export function withSchema(use: Use, schema: Json, schemas: JsonObject = {}): JsonObject {
  return { openapi: "3.1.0", info: { title: "t", version: "1.0.0" }, components: { schemas }, ...uses[use](schema) };
}

/** The ids found when a schema changes, those of warnings in parentheses. */
export async function rules(use: Use, base: Json, head: Json, schemas: JsonObject = {}): Promise<string[]> {
  const changes = await diff(withSchema(use, base, schemas), withSchema(use, head, schemas));
  return changes.map(({ id, level }) => (level === "breaking" ? id : `(${id})`));
}

/** A change on one line, for the `.txt` files beside the tests. Advice is left out if it is the default of the side. */
export function describeChange({ id, level, side, message, locations, base, head, advice }: Change): string {
  const isDefault = /^(Update (callers|receivers) to|Announce|No update is required; check that nothing)/.test(advice);
  const addresses = `${base ?? "none"} → ${head ?? "none"}`.replaceAll("spec.yaml", "");
  const where = locations.map(({ operation, part, field }) => [operation, part, field].filter(Boolean).join(" · "));
  const mark = level === "breaking" ? "✗" : "!";
  return `${mark} ${side} ${id}: ${message} [${where.join("; ")}] ${addresses}${isDefault ? "" : ` ${advice}`}`;
}

/** The changes of named pairs in both directions, as the text of a `.txt` file. */
export async function describePairs<Value>(
  pairs: Readonly<Record<string, readonly [Value, Value]>>,
  describe: (base: Value, head: Value) => Promise<readonly string[]>,
): Promise<string> {
  const sections = Object.entries(pairs).map(async ([name, [one, other]]) => {
    const [forward, backward] = await Promise.all([describe(one, other), describe(other, one)]);
    const lines = [...forward.map((line) => `  → ${line}`), ...backward.map((line) => `  ← ${line}`)];
    return [name, ...(lines.length > 0 ? lines : ["  no changes"]), ""].join("\n");
  });
  return (await Promise.all(sections)).join("");
}

/** The changes for each use of the schema. Events are listed only if they differ from responses. */
export async function describeUses(base: Json, head: Json): Promise<string[]> {
  const describeUse = async (use: Use) => {
    const changes = await diff(withSchema(use, base), withSchema(use, head));
    return changes.map((change) => shorten(describeChange(change)));
  };
  const [request, response, event] = await Promise.all([
    describeUse("request"),
    describeUse("response"),
    describeUse("event"),
  ]);
  const asResponse = event.map((line) => line.replace(/^(.) event/, "$1 response"));
  return [...request, ...response, ...(isDeepStrictEqual(asResponse, response) ? [] : event)];
}

/** Drops what is the same in every line: the operation, its part, and the address of the schema. */
function shorten(line: string): string {
  return line
    .replaceAll(/#\S*application~1json\/schema/g, "#")
    .replace(/ \[a · (request body|response 200|body)( · )?/, " [")
    .replace(" []", "");
}
