import type { Location, ReportFinding } from "../change.ts";
import type { SchemaComparer } from "../schema/compare-schemas.ts";
import type { Document } from "../spec/document.ts";
import { addressOf, type Node } from "../spec/node.ts";
import type { Operation } from "../spec/operation.ts";

/** An operation that exists in both documents. */
export interface OperationPair {
  readonly base: Operation;
  readonly head: Operation;
}

/** The compared documents. */
export interface DocumentPair {
  readonly base: Document;
  readonly head: Document;
  /** Compares their schemas. */
  readonly schemas: SchemaComparer;
  /** As `YYYY-MM-DD`, for sunset dates. */
  readonly today: string;
  /** Whether a base path moved between `servers` and `paths`. Pairs of operations have the same URLs, but other paths. */
  readonly isBasePathMoved: boolean;
}

/** Compares one aspect of an operation that exists in both documents. */
export type Rule = (pair: OperationPair, documents: DocumentPair, report: ReportFinding) => void;

/** The location of a change in an operation, under its old name, which its users know. */
export function locationOf({ base }: OperationPair, part?: string): Location {
  return { operation: base.name, ...(part !== undefined && { part }) };
}

/** The addresses of a change, each with `key` if the node has it. */
export function addressesOf(base: Node, head: Node, key?: string): { base: string; head: string } {
  return { base: addressWithKey(base, key), head: addressWithKey(head, key) };
}

function addressWithKey(node: Node, key: string | undefined): string {
  const hasKey =
    key !== undefined && typeof node.value === "object" && node.value !== null && Object.hasOwn(node.value, key);
  return hasKey ? `${addressOf(node)}/${key}` : addressOf(node);
}
