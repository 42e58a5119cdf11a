import type { Place, Report } from "../change.ts";
import { addressOf, type Document, type Node } from "../document.ts";
import type { Operation } from "../operation.ts";

/** An operation that both documents have. */
export interface OperationPair {
  readonly base: Operation;
  readonly head: Operation;
}

/** The two documents that are compared. */
export interface Documents {
  readonly base: Document;
  readonly head: Document;
}

/** Compares one thing of an operation that both documents have. */
export type Rule = (pair: OperationPair, documents: Documents, report: Report) => void;

/** Where a change of an operation is felt: under its old name, which is the one that its users know. */
export function placeOf({ base }: OperationPair, part?: string): Place {
  return { operation: base.name, ...(part !== undefined && { part }) };
}

/** Both addresses of a change, each with the key that makes it up when it stands there. */
export function addresses(base: Node, head: Node, key?: string): { base: string; head: string } {
  return { base: withKey(base, key), head: withKey(head, key) };
}

function withKey(node: Node, key: string | undefined): string {
  const isThere =
    key !== undefined && typeof node.value === "object" && node.value !== null && Object.hasOwn(node.value, key);
  return isThere ? `${addressOf(node)}/${key}` : addressOf(node);
}
