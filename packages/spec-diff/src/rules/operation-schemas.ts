import type { Side } from "../change.ts";
import { wholeBody } from "../schema/compare-schemas.ts";
import { isReadByProvider } from "../schema/comparison.ts";
import { Schema } from "../schema/schema.ts";
import type { JsonObject } from "../spec/json.ts";
import type { Node } from "../spec/node.ts";
import type { Content } from "../spec/operation.ts";
import { pairMediaTypes } from "./media-types.ts";
import { pairResponses } from "./responses.ts";
import { type DocumentPair, locationOf, type OperationPair, type Rule } from "./rule.ts";

/** A schema in both documents, and what it describes. */
interface SchemaPair {
  readonly base: Node<JsonObject>;
  readonly head: Node<JsonObject>;
  readonly side: Side;
  readonly subject: string;
  readonly name: string;
  readonly part: string;
}

/** The schemas of parameters, bodies and headers. */
export const compareOperationSchemas: Rule = (pair, documents, report) => {
  for (const schemas of [...pairParameters(pair), ...pairRequestBody(pair), ...pairResponseParts(pair)]) {
    const { part, ...rest } = schemas;
    const [base, head] = [schemaOf(documents.base, schemas.base), schemaOf(documents.head, schemas.head)];
    documents.schemas.report({ ...rest, base, head, location: locationOf(pair, part) }, report);
  }
};

function* pairParameters({ base, head }: OperationPair): Generator<SchemaPair> {
  for (const [key, before] of base.parameters) {
    const after = head.parameters.get(key);
    if (after === undefined) continue;
    const { name } = before;
    const what = { base: before.node, head: after.node, name };
    if (base.isEvent) yield { ...what, side: "event", subject: "response-header", part: `header ${name}` };
    else yield { ...what, side: "request", subject: "request-parameter", part: `parameter ${name}` };
  }
}

function* pairRequestBody({ base, head }: OperationPair): Generator<SchemaPair> {
  const what = base.isEvent
    ? ({ side: "event", subject: "response-body", part: "body" } as const)
    : ({ side: "request", subject: "request-body", part: "request body" } as const);
  yield* pairContent(base.body?.content, head.body?.content, what);
}

function* pairResponseParts(pair: OperationPair): Generator<SchemaPair> {
  const { isEvent } = pair.base;
  for (const { status, base, head } of pairResponses(pair)) {
    if (head === undefined) continue;
    const part = `${isEvent ? "receiver response" : "response"} ${status}`;
    const side = isEvent ? "receiver-response" : "response";
    const direction = isEvent ? "request" : "response";
    for (const [key, header] of base.headers) {
      const other = head.headers.get(key);
      if (other === undefined) continue;
      const { name } = header;
      yield { base: header.node, head: other.node, side, subject: `${direction}-header`, name, part };
    }
    yield* pairContent(base.content, head.content, { side, subject: `${direction}-body`, part });
  }
}

function* pairContent(
  base: Content | undefined,
  head: Content | undefined,
  what: Pick<SchemaPair, "side" | "subject" | "part">,
): Generator<SchemaPair> {
  if (base === undefined || head === undefined) return;
  for (const { base: before, head: after } of pairMediaTypes(base, head, isReadByProvider(what))) {
    if (after !== undefined) yield { base: before, head: after, name: wholeBody, ...what };
  }
}

/** The schema of a parameter, header or media type, also if it is in `content`. Without one, any value is valid. */
export function schemaOf(document: DocumentPair["base"], owner: Node<JsonObject>): Schema {
  const [[, media] = []] = document.objectsIn(document.objectAt(owner, "content"));
  const schema = document.child(media ?? owner, "schema");
  return schema === undefined ? Schema.combine(document, owner, []) : Schema.of(document, schema);
}
