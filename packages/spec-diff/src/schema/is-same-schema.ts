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

export interface SameSchemaOptions {
  /**
   * Whether the schemas that discriminators lead to must be the same too. They do not decide whether a value is valid.
   *
   * @default true
   */
  readonly targets?: boolean;
}

/** One call of {@link isSameSchema}. */
interface Run {
  readonly targets: boolean;
  /** Pairs that are being compared; assumed equal until a difference is found. */
  readonly visited: Set<string>;
}

/**
 * Whether two schemas are the same text, apart from annotations, the order of keys and the names of referenced schemas.
 * Terminates for schemas that contain themselves.
 */
export function isSameSchema(
  base: DocumentNode,
  head: DocumentNode,
  { targets = true }: SameSchemaOptions = {},
): boolean {
  const run: Run = { targets, visited: new Set() };
  const isSame = isSameWithin(base, head, run);
  // Every assumption was right.
  if (isSame) for (const pair of run.visited) resultsOf(base, head).set(pair, true);
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

function isSameWithin(base: DocumentNode, head: DocumentNode, run: Run): boolean {
  const [one, other] = [base.node.value, head.node.value];
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((_, index) => isSameChild(base, head, String(index), run));
  }
  if (!isObject(one) || !isObject(other)) return canonical(one) === canonical(other);
  const keys = meaningfulKeys(one).union(meaningfulKeys(other));
  const isSame = [...keys].every((key) => {
    // Part of a discriminator, which is compared by the schemas that it leads to.
    if (key === "mapping") return true;
    const [value, second] = [one[key], other[key]];
    if (value === undefined || second === undefined) return false;
    if (key === "$ref" || key === "$dynamicRef") return isSameReference(base, head, key, run);
    if (dataKeywords.has(key)) return canonical(value) === canonical(second);
    if (unorderedKeywords.has(key)) return sorted(value) === sorted(second);
    if (mapKeywords.has(key)) return isSameMap(base, head, key, run);
    return isSameChild(base, head, key, run);
  });
  return isSame && (!run.targets || one.discriminator === undefined || hasSameTargets(base, head, run));
}

/** A discriminator leads to other schemas by their names, also to schemas that are not part of this one. */
function hasSameTargets(base: DocumentNode, head: DocumentNode, run: Run): boolean {
  const [targets, others] = [targetsOf(base.document, base.node), targetsOf(head.document, head.node)];
  if (targets.size !== others.size) return false;
  return [...targets].every(([value, { schema, reference }]) => {
    const other = others.get(value);
    if (other === undefined) return false;
    if (schema === undefined || other.schema === undefined) {
      return schema === other.schema && reference === other.reference;
    }
    return isSameTarget({ ...base, node: schema }, { ...head, node: other.schema }, run);
  });
}

function isSameReference(base: DocumentNode, head: DocumentNode, key: string, run: Run): boolean {
  const [from, to] = [target(base, key), target(head, key)];
  return from !== undefined && to !== undefined && isSameTarget(from, to, run);
}

function isSameTarget(from: DocumentNode, to: DocumentNode, run: Run): boolean {
  const pair = `${addressOf(from.node)} ${addressOf(to.node)} ${run.targets}`;
  const known = resultsOf(from, to).get(pair);
  if (known !== undefined || run.visited.has(pair)) return known ?? true;
  run.visited.add(pair);
  const isSame = isSameWithin(from, to, run);
  if (!isSame) resultsOf(from, to).set(pair, false);
  return isSame;
}

function target({ document, node }: DocumentNode, key: string): DocumentNode | undefined {
  const reference = isObject(node.value) ? node.value[key] : undefined;
  return typeof reference === "string" ? { document, node: document.follow(node, reference) } : undefined;
}

function isSameMap(base: DocumentNode, head: DocumentNode, key: string, run: Run): boolean {
  const [from, to] = [base, head].map(({ document, node }) => document.child(node, key));
  if (from === undefined || to === undefined || !isObject(from.value) || !isObject(to.value)) return false;
  const [one, other] = [
    { ...base, node: from },
    { ...head, node: to },
  ];
  const names = new Set([...Object.keys(from.value), ...Object.keys(to.value)]);
  return [...names].every((name) => isSameChild(one, other, name, run));
}

function isSameChild(base: DocumentNode, head: DocumentNode, key: string, run: Run): boolean {
  const from = base.document.child(base.node, key);
  const to = head.document.child(head.node, key);
  if (from === undefined || to === undefined) return false;
  return isSameWithin({ ...base, node: from }, { ...head, node: to }, run);
}

function meaningfulKeys(value: JsonObject): Set<string> {
  return new Set(Object.keys(value).filter((key) => !isAnnotation(key)));
}

function sorted(value: Json): string {
  const list = Array.isArray(value) ? value : [value];
  return JSON.stringify(list.map((item) => canonical(item)).sort());
}
