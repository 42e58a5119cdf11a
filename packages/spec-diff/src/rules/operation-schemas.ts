import type { Side } from "../change.ts";
import { compareSchemas } from "../schema/compare-schemas.ts";
import { wholeBody } from "../schema/comparison.ts";
import { Schema } from "../schema/schema.ts";
import type { Node } from "../spec/document.ts";
import type { JsonObject } from "../spec/json.ts";
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
  for (const schemas of [...pairParameters(pair), ...pairRequestBody(pair), ...pairResponses(pair)]) {
    const { part, ...rest } = schemas;
    compareSchemas({
      ...rest,
      base: schemaOf(documents.base, schemas.base),
      head: schemaOf(documents.head, schemas.head),
      location: locationOf(pair, part),
      report,
    });
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

function* pairResponses({ base, head }: OperationPair): Generator<SchemaPair> {
  for (const [status, before] of base.responses) {
    const after = head.responses.get(status);
    if (after === undefined) continue;
    const part = `${base.isEvent ? "receiver response" : "response"} ${status}`;
    const side = base.isEvent ? "receiver-response" : "response";
    const direction = base.isEvent ? "request" : "response";
    for (const [key, header] of before.headers) {
      const other = after.headers.get(key);
      if (other === undefined) continue;
      const { name } = header;
      yield { base: header.node, head: other.node, side, subject: `${direction}-header`, name, part };
    }
    yield* pairContent(before.content, after.content, { side, subject: `${direction}-body`, part });
  }
}

type Content = ReadonlyMap<string, Node<JsonObject>> | undefined;

function* pairContent(
  base: Content,
  head: Content,
  what: Pick<SchemaPair, "side" | "subject" | "part">,
): Generator<SchemaPair> {
  for (const [mediaType, before] of base ?? []) {
    const after = head?.get(mediaType);
    if (after !== undefined) yield { base: before, head: after, name: wholeBody, ...what };
  }
}

/** The schema of a parameter, header or media type, also if it is in `content`. Without one, any value is valid. */
function schemaOf(document: DocumentPair["base"], owner: Node<JsonObject>): Schema {
  const [[, media] = []] = document.objectsIn(document.objectAt(owner, "content"));
  const schema = document.child(media ?? owner, "schema");
  return schema === undefined ? new Schema(document, owner, []) : new Schema(document, schema);
}
