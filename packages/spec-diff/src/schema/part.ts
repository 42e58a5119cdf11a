import type { JsonObject } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { isAnnotation } from "./is-same-schema.ts";

/** An object whose keywords apply. */
export interface Part extends Node<JsonObject> {
  /** What was taken out of the node at its address. */
  readonly without?: string;
  /** What the part is, if it is not at its address but made for a comparison there. */
  readonly made?: string;
}

/** Identifies a node among those of a document. */
export function keyOf(node: Part | Node): string {
  const { without = "", made = "" } = node as Partial<Part>;
  return `${addressOf(node)}${without}${made}`;
}

/** Keywords that do not restrict values by themselves. */
const neutralKeywords: ReadonlySet<string> = new Set([
  "$ref",
  "$dynamicRef",
  "allOf",
  "$id",
  "$anchor",
  "$dynamicAnchor",
  "$defs",
  "$schema",
]);

/** Whether a keyword does not restrict values by itself. */
export function isNeutral(keyword: string): boolean {
  return neutralKeywords.has(keyword) || isAnnotation(keyword);
}
