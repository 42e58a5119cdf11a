import type { JsonObject } from "../spec/json.ts";
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
