import type { Document } from "../spec/document.ts";
import { canonical, isObject, type Json, type JsonObject } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { targetsOf } from "./discriminator.ts";
import { isAnnotation } from "./keywords.ts";

/** A node and the document that resolves its references. */
export interface DocumentNode {
  readonly document: Document;
  readonly node: Node;
}

/** Their values are maps by name; a name may look like a keyword. */
const mapKeywords = new Set(["properties", "patternProperties", "$defs", "dependentSchemas", "dependentRequired"]);
const dataKeywords = new Set(["const", "default"]);
const unorderedKeywords = new Set(["required", "enum", "type"]);

/**
 * Whether two schemas are the same text, apart from annotations, the order of keys and the names of referenced schemas.
 * Terminates for schemas that contain themselves.
 */
export function isSameSchema(base: DocumentNode, head: DocumentNode): boolean {
  const visited = new Set<string>();
  const isSame = isSameWithin(base, head, visited);
  // Nothing that was assumed on the way turned out wrong.
  if (isSame) for (const pair of visited) resultsOf(base, head).set(pair, true);
  return isSame;
}

/** Results for pairs of referenced schemas, by document. */
const results = new WeakMap<Document, WeakMap<Document, Map<string, boolean>>>();

function resultsOf({ document }: DocumentNode, { document: other }: DocumentNode): Map<string, boolean> {
  const ofBase = results.get(document) ?? new WeakMap<Document, Map<string, boolean>>();
  results.set(document, ofBase);
  const ofBoth = ofBase.get(other) ?? new Map<string, boolean>();
  ofBase.set(other, ofBoth);
  return ofBoth;
}

/** @param visited pairs that are being compared; assumed equal until a difference is found */
function isSameWithin(base: DocumentNode, head: DocumentNode, visited: Set<string>): boolean {
  const [one, other] = [base.node.value, head.node.value];
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((_, index) => isSameChild(base, head, String(index), visited));
  }
  if (!isObject(one) || !isObject(other)) return canonical(one) === canonical(other);
  const keys = meaningfulKeys(one).union(meaningfulKeys(other));
  const isSame = [...keys].every((key) => {
    const [value, second] = [one[key], other[key]];
    if (value === undefined || second === undefined) return false;
    if (key === "$ref") return isSameReference(base, head, visited);
    if (dataKeywords.has(key)) return canonical(value) === canonical(second);
    if (unorderedKeywords.has(key)) return sorted(value) === sorted(second);
    if (mapKeywords.has(key)) return isSameMap(base, head, key, visited);
    return isSameChild(base, head, key, visited);
  });
  return isSame && (one.discriminator === undefined || hasSameTargets(base, head, visited));
}

/** A discriminator leads to other schemas by their names, also to schemas that are not part of this one. */
function hasSameTargets(base: DocumentNode, head: DocumentNode, visited: Set<string>): boolean {
  const [targets, others] = [targetsOf(base.document, base.node), targetsOf(head.document, head.node)];
  if (targets.size !== others.size) return false;
  return [...targets].every(([value, { schema }]) => {
    const other = others.get(value);
    if (other === undefined) return false;
    if (schema === undefined || other.schema === undefined) return schema === other.schema;
    return isSameTarget({ ...base, node: schema }, { ...head, node: other.schema }, visited);
  });
}

function isSameReference(base: DocumentNode, head: DocumentNode, visited: Set<string>): boolean {
  const [from, to] = [target(base), target(head)];
  return from !== undefined && to !== undefined && isSameTarget(from, to, visited);
}

function isSameTarget(from: DocumentNode, to: DocumentNode, visited: Set<string>): boolean {
  const pair = `${addressOf(from.node)} ${addressOf(to.node)}`;
  const known = resultsOf(from, to).get(pair);
  if (known !== undefined || visited.has(pair)) return known ?? true;
  visited.add(pair);
  const isSame = isSameWithin(from, to, visited);
  if (!isSame) resultsOf(from, to).set(pair, false);
  return isSame;
}

function target({ document, node }: DocumentNode): DocumentNode | undefined {
  const reference = isObject(node.value) ? node.value.$ref : undefined;
  return typeof reference === "string" ? { document, node: document.follow(node, reference) } : undefined;
}

function isSameMap(base: DocumentNode, head: DocumentNode, key: string, visited: Set<string>): boolean {
  const maps = [base, head].map(({ document, node }) => document.child(node, key));
  const [from, to] = maps;
  if (from === undefined || to === undefined || !isObject(from.value) || !isObject(to.value)) return false;
  const [one, other] = [
    { ...base, node: from },
    { ...head, node: to },
  ];
  const names = new Set([...Object.keys(from.value), ...Object.keys(to.value)]);
  return [...names].every((name) => isSameChild(one, other, name, visited));
}

function isSameChild(base: DocumentNode, head: DocumentNode, key: string, visited: Set<string>): boolean {
  const from = base.document.child(base.node, key);
  const to = head.document.child(head.node, key);
  if (from === undefined || to === undefined) return false;
  return isSameWithin({ ...base, node: from }, { ...head, node: to }, visited);
}

function meaningfulKeys(value: JsonObject): Set<string> {
  return new Set(Object.keys(value).filter((key) => !isAnnotation(key)));
}

function sorted(value: Json): string {
  const list = Array.isArray(value) ? value : [value];
  return JSON.stringify(list.map((item) => canonical(item)).sort());
}
