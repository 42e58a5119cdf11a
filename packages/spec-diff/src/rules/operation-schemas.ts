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
  /** Whether callers have always sent it. */
  readonly isAlwaysSent: boolean;
  readonly name: string;
  readonly part: string;
}

/** A parameter or a header in both documents. */
export interface ParameterPair extends SchemaPair {
  /** `query`, `path`, `header` or `cookie`. */
  readonly in: string;
}

/** The schemas of parameters, bodies and headers. */
export const compareOperationSchemas: Rule = (pair, documents, report) => {
  const parts: readonly SchemaPair[] = [...pairParameters(pair), ...pairHeaders(pair), ...pairBodies(pair)];
  for (const schemas of parts) {
    const { part, ...rest } = schemas;
    const [base, head] = [schemaOf(documents.base, schemas.base), schemaOf(documents.head, schemas.head)];
    documents.schemas.report({ ...rest, base, head, location: locationOf(pair, part) }, report);
  }
};

/** The parameters of an operation, or the headers of an event. */
export function* pairParameters({ base, head }: OperationPair): Generator<ParameterPair> {
  for (const [key, { name, in: where, required, node }] of base.parameters) {
    const after = head.parameters.get(key);
    if (after === undefined) continue;
    const what = { name, in: where, isAlwaysSent: required, base: node, head: after.node };
    if (base.isEvent) yield { ...what, side: "event", subject: "response-header", part: `header ${name}` };
    else yield { ...what, side: "request", subject: "request-parameter", part: `parameter ${name}` };
  }
}

/** The headers of responses. */
export function* pairHeaders(pair: OperationPair): Generator<ParameterPair> {
  for (const { base, head, direction, ...what } of pairResponseParts(pair)) {
    for (const [key, { name, required, node }] of base.headers) {
      const after = head.headers.get(key);
      if (after === undefined) continue;
      const header = { name, in: "header", isAlwaysSent: required, base: node, head: after.node };
      yield { ...header, subject: `${direction}-header`, ...what };
    }
  }
}

function* pairBodies(pair: OperationPair): Generator<SchemaPair> {
  const { base, head } = pair;
  const what = base.isEvent
    ? ({ side: "event", subject: "response-body", part: "body" } as const)
    : ({ side: "request", subject: "request-body", part: "request body" } as const);
  const isAlwaysSent = base.body?.required === true;
  yield* pairContent(base.body?.content, head.body?.content, { ...what, isAlwaysSent });
  for (const { base, head, direction, ...what } of pairResponseParts(pair)) {
    yield* pairContent(base.content, head.content, { subject: `${direction}-body`, isAlwaysSent: false, ...what });
  }
}

function* pairResponseParts(pair: OperationPair) {
  const what = pair.base.isEvent
    ? ({ side: "receiver-response", direction: "request" } as const)
    : ({ side: "response", direction: "response" } as const);
  for (const { status, base, head } of pairResponses(pair)) {
    const part = `${pair.base.isEvent ? "receiver response" : "response"} ${status}`;
    if (head !== undefined) yield { base, head, part, ...what };
  }
}

function* pairContent(
  base: Content | undefined,
  head: Content | undefined,
  what: Pick<SchemaPair, "side" | "subject" | "isAlwaysSent" | "part">,
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
