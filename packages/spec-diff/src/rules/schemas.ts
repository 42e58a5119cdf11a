import type { Report, Side } from "../change.ts";
import type { Node } from "../document.ts";
import type { JsonObject } from "../json.ts";
import { compareSchemas } from "../schema/compare.ts";
import { wholeBody } from "../schema/place.ts";
import { Schema } from "../schema/schema.ts";
import { type Documents, type OperationPair, placeOf, type Rule } from "./rule.ts";

/** A schema of both documents, and what it is the schema of. */
interface Described {
  readonly base: Node<JsonObject>;
  readonly head: Node<JsonObject>;
  readonly side: Side;
  readonly subject: string;
  readonly name: string;
  readonly part: string;
}

/** The schemas of parameters, bodies and headers. */
export const schemas: Rule = (pair, documents, report) => {
  for (const described of [...parameters(pair), ...requestBody(pair), ...responses(pair)]) {
    compareDescribed(described, pair, documents, report);
  }
};

function* parameters({ base, head }: OperationPair): Generator<Described> {
  for (const [key, before] of base.parameters) {
    const after = head.parameters.get(key);
    if (after === undefined) continue;
    const { name } = before;
    const what = { base: before.node, head: after.node, name };
    if (base.isEvent) yield { ...what, side: "event", subject: "response-header", part: `header ${name}` };
    else yield { ...what, side: "request", subject: "request-parameter", part: `parameter ${name}` };
  }
}

function* requestBody({ base, head }: OperationPair): Generator<Described> {
  const what = base.isEvent
    ? ({ side: "event", subject: "response-body", part: "body" } as const)
    : ({ side: "request", subject: "request-body", part: "request body" } as const);
  yield* content(base.body?.content, head.body?.content, what);
}

function* responses({ base, head }: OperationPair): Generator<Described> {
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
    yield* content(before.content, after.content, { side, subject: `${direction}-body`, part });
  }
}

type Content = ReadonlyMap<string, Node<JsonObject>> | undefined;

function* content(
  base: Content,
  head: Content,
  what: Pick<Described, "side" | "subject" | "part">,
): Generator<Described> {
  for (const [mediaType, before] of base ?? []) {
    const after = head?.get(mediaType);
    if (after !== undefined) yield { base: before, head: after, name: wholeBody, ...what };
  }
}

function compareDescribed(described: Described, pair: OperationPair, documents: Documents, report: Report): void {
  const { part, ...rest } = described;
  compareSchemas({
    ...rest,
    base: schemaOf(documents.base, described.base),
    head: schemaOf(documents.head, described.head),
    place: placeOf(pair, part),
    report,
    within: new Set(),
  });
}

/** Of a parameter with `content`, the schema of that. Without any, everything is valid. */
function schemaOf(document: Documents["base"], owner: Node<JsonObject>): Schema {
  const [[, media] = []] = document.objectsIn(document.objectAt(owner, "content"));
  const schema = document.child(media ?? owner, "schema");
  return schema === undefined ? new Schema(document, owner, []) : new Schema(document, schema);
}
