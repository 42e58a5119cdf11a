import { addressOf, type Document, type Node } from "../document.ts";
import { canonical, isObject, type Json, type JsonObject } from "../json.ts";

/** A node, and the document that its references lead through. */
export interface Placed {
  readonly document: Document;
  readonly node: Node;
}

/** For people: nothing of these changes what is valid. */
export const prose: ReadonlySet<string> = new Set([
  "title",
  "description",
  "example",
  "examples",
  "deprecated",
  "$comment",
  "externalDocs",
]);
/** The keys beneath are names that the spec gives; `description` may be one. */
const namesBeneath = new Set(["properties", "patternProperties", "$defs", "dependentSchemas", "dependentRequired"]);
const data = new Set(["const", "default"]);
const unordered = new Set(["required", "enum", "type"]);

/**
 * Whether two schemas are written alike: what is told about them, the order of keys and the names of what they refer to
 * aside. Both are walked side by side, so schemas that contain themselves come to an end.
 */
export function isSame(base: Placed, head: Placed): boolean {
  return isSameWithin(base, head, new Set());
}

/** @param met pairs that are being compared; they are alike unless something else is found */
function isSameWithin(base: Placed, head: Placed, met: Set<string>): boolean {
  const [one, other] = [base.node.value, head.node.value];
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((_, index) => isSameChild(base, head, String(index), met));
  }
  if (!isObject(one) || !isObject(other)) return canonical(one) === canonical(other);
  const keys = meaningfulKeys(one).union(meaningfulKeys(other));
  return [...keys].every((key) => {
    const [value, second] = [one[key], other[key]];
    if (value === undefined || second === undefined) return false;
    if (key === "$ref") return isSameReference(base, head, met);
    if (data.has(key)) return canonical(value) === canonical(second);
    if (unordered.has(key)) return sorted(value) === sorted(second);
    if (namesBeneath.has(key)) return isSameMap(base, head, key, met);
    return isSameChild(base, head, key, met);
  });
}

function isSameReference(base: Placed, head: Placed, met: Set<string>): boolean {
  const [from, to] = [target(base), target(head)];
  if (from === undefined || to === undefined) return false;
  const pair = `${addressOf(from.node)} ${addressOf(to.node)}`;
  if (met.has(pair)) return true;
  met.add(pair);
  return isSameWithin(from, to, met);
}

function target({ document, node }: Placed): Placed | undefined {
  const reference = isObject(node.value) ? node.value.$ref : undefined;
  return typeof reference === "string" ? { document, node: document.follow(node, reference) } : undefined;
}

function isSameMap(base: Placed, head: Placed, key: string, met: Set<string>): boolean {
  const maps = [base, head].map(({ document, node }) => document.child(node, key));
  const [from, to] = maps;
  if (from === undefined || to === undefined || !isObject(from.value) || !isObject(to.value)) return false;
  const [one, other] = [
    { ...base, node: from },
    { ...head, node: to },
  ];
  const names = new Set([...Object.keys(from.value), ...Object.keys(to.value)]);
  return [...names].every((name) => isSameChild(one, other, name, met));
}

function isSameChild(base: Placed, head: Placed, key: string, met: Set<string>): boolean {
  const from = base.document.child(base.node, key);
  const to = head.document.child(head.node, key);
  if (from === undefined || to === undefined) return false;
  return isSameWithin({ ...base, node: from }, { ...head, node: to }, met);
}

function meaningfulKeys(value: JsonObject): Set<string> {
  return new Set(Object.keys(value).filter((key) => !prose.has(key)));
}

function sorted(value: Json): string {
  const list = Array.isArray(value) ? value : [value];
  return JSON.stringify(list.map((item) => canonical(item)).sort());
}
