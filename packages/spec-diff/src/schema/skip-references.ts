import type { Document } from "../spec/document.ts";
import { isObject } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { isAnnotation } from "./keywords.ts";

/** Follows references that have nothing beside them that matters, so that all uses of a schema are the same schema. */
export function skipReferences(document: Document, node: Node): Node {
  const seen = new Set<string>();
  let current = node;
  while (!seen.has(addressOf(current))) {
    seen.add(addressOf(current));
    const next = onlyReference(document, current);
    if (next === undefined) break;
    current = next;
  }
  return current;
}

/** What a schema consists of, if that is one `$ref` or an `allOf` of one schema. */
function onlyReference(document: Document, node: Node): Node | undefined {
  if (!isObject(node.value)) return undefined;
  const { $ref, allOf, ...rest } = node.value;
  if (!Object.keys(rest).every(isAnnotation)) return undefined;
  if (typeof $ref === "string" && allOf === undefined) return document.follow(node, $ref);
  const branches = document.children(document.child(node, "allOf"));
  return $ref === undefined && branches.length === 1 ? branches[0]?.[1] : undefined;
}
