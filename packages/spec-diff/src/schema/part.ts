import type { Document } from "../spec/document.ts";
import { isObject, type JsonObject } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";

/** An object whose keywords apply. */
export interface Part extends Node<JsonObject> {
  /** Names the keywords that were taken out of the node at its address, to tell the part from the whole node. */
  readonly without?: string;
  /** The node before something was taken out. */
  readonly written?: JsonObject;
  /** Names a part that was made for a comparison, to tell it from the node at its address. */
  readonly made?: string;
}

/** Identifies a node among those of a document. */
export function keyOf(node: Part | Node): string {
  const { without = "", made = "" } = node as Partial<Part>;
  return `${addressOf(node)}${without}${made}`;
}

/** A node as it is at its address. */
export function asWritten(node: Part | Node): Node {
  const { value, file, pointer } = node;
  return { value: (node as Partial<Part>).written ?? value, file, pointer };
}

/** Takes out `unevaluatedItems` where `items` leaves nothing to it. */
function withoutUnapplied(node: Part | Node, value: JsonObject): Pick<Part, "value" | "written"> {
  const { unevaluatedItems, ...others } = value;
  if (unevaluatedItems === undefined || value.items === undefined) return { value };
  return { value: others, written: (node as Partial<Part>).written ?? value };
}

/** The objects that apply with schemas: they, and what their `$ref` and `allOf` lead to. One of them may be `false`. */
export function expandParts(
  document: Document,
  nodes: readonly Node[],
): { readonly parts: readonly Part[]; readonly hasFalse: boolean } {
  const parts: Part[] = [];
  let hasFalse = false;
  const seen = new Set<string>();
  const expand = (node: Part | Node) => {
    if (node.value === false) hasFalse = true;
    // The key leaves out `without`: a schema that is an alternative of itself adds nothing to what is left of it.
    const { made = "" } = node as Partial<Part>;
    const key = `${addressOf(node)}${made}`;
    if (!isObject(node.value) || seen.has(key)) return;
    const { value } = node;
    seen.add(key);
    parts.push({ ...node, ...withoutUnapplied(node, value) });
    for (const reference of [value.$ref, value.$dynamicRef]) {
      if (typeof reference === "string") expand(document.follow(node, reference));
    }
    for (const [, branch] of document.children(document.child(node, "allOf"))) expand(branch);
  };
  for (const node of nodes) expand(node);
  return { parts, hasFalse };
}
