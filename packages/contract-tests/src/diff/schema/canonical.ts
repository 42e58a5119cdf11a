import { addressOf, type Document, type Node } from "../document.ts";
import { canonical, isObject, type Json } from "../json.ts";

/** For people: nothing of these changes what is valid. */
const prose = new Set([
  "title",
  "description",
  "summary",
  "example",
  "examples",
  "deprecated",
  "$comment",
  "externalDocs",
]);

/** The same text for the same schema, whatever it is called, however its keys are ordered and whatever is told about it. */
export function canonicalSchema(document: Document, node: Node): string {
  return canonical(expand(document, node, []));
}

function expand(document: Document, node: Node, within: readonly string[]): Json {
  const { value } = node;
  if (Array.isArray(value)) return document.children(node).map(([, child]) => expand(document, child, within));
  if (!isObject(value)) return value;
  if (typeof value.$ref === "string") {
    const target = document.follow(node, value.$ref);
    const address = addressOf(target);
    // One that contains itself: how far up it stands says which one it is.
    const depth = within.indexOf(address);
    if (depth >= 0) return { $ref: within.length - depth };
    if (Object.keys(value).every((key) => key === "$ref" || prose.has(key))) {
      return expand(document, target, [...within, address]);
    }
  }
  const kept = document.children(node).filter(([key]) => !prose.has(key));
  return Object.fromEntries(kept.map(([key, child]) => [key, expand(document, child, within)]));
}
