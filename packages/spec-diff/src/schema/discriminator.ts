import type { Document } from "../spec/document.ts";
import { escapeKey, isObject } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { UnreadableSpecError } from "../spec/source.ts";
import { asWritten, type Part } from "./part.ts";

/** Where a discriminator leads by a value of its property. */
export interface Target {
  /** Whether the value is the name of the schema, not an entry of `mapping`. */
  readonly isImplied: boolean;
  /** Where the value is mapped; if it is implied, what has the name. */
  readonly at: Node;
  /** The name or reference of the schema. */
  readonly reference: string;
  /** The schema; absent if it does not exist. */
  readonly schema: Node | undefined;
}

/** Results by address; every alternative of a schema has its discriminator. */
const known = new WeakMap<Document, Map<string, ReadonlyMap<string, Target>>>();

/**
 * The targets of a schema with a `discriminator`, by value. Without a `mapping`, a schema is selected by its name
 * (OpenAPI 4.8.25).
 */
export function targetsOf(document: Document, owner: Part | Node): ReadonlyMap<string, Target> {
  const ofDocument = known.get(document) ?? new Map<string, ReadonlyMap<string, Target>>();
  known.set(document, ofDocument);
  const targets = ofDocument.get(addressOf(owner)) ?? findTargets(document, asWritten(owner));
  ofDocument.set(addressOf(owner), targets);
  return targets;
}

function findTargets(document: Document, owner: Node): ReadonlyMap<string, Target> {
  const discriminator = document.child(owner, "discriminator");
  if (discriminator === undefined || !isObject(discriminator.value)) return new Map();
  const mapped = document.children(document.child(discriminator, "mapping")).map(([value, at]): [string, Target] => {
    const reference = String(at.value);
    return [value, { isImplied: false, at, reference, schema: find(document, at, reference) }];
  });
  const addresses = new Set(mapped.flatMap(([, { schema }]) => (schema === undefined ? [] : [addressOf(schema)])));
  const named = isInherited(document, owner) ? heirsOf(document, owner) : branchesOf(document, owner);
  const implied = named.filter(([, { schema }]) => schema !== undefined && !addresses.has(addressOf(schema)));
  return new Map([...implied, ...mapped]);
}

/** Whether the targets are schemas that refer to this one in `allOf`, because it lists no alternatives. */
export function isInherited(document: Document, owner: Part | Node): boolean {
  const whole = asWritten(owner);
  return ["oneOf", "anyOf"].every((keyword) => document.child(whole, keyword) === undefined);
}

function branchesOf(document: Document, owner: Node): [value: string, target: Target][] {
  const branches = ["oneOf", "anyOf"].flatMap((keyword) => document.children(document.child(owner, keyword)));
  return branches.flatMap(([, branch]): [string, Target][] => {
    const at = document.child(branch, "$ref");
    const reference = String(at?.value);
    const [, name] = /\/components\/schemas\/([\w.-]+)$/.exec(reference) ?? [];
    if (at === undefined || name === undefined) return [];
    return [[name, { isImplied: true, at, reference, schema: find(document, at, reference) }]];
  });
}

/** The components that refer to a component in `allOf`. */
function heirsOf(document: Document, owner: Node): [value: string, target: Target][] {
  if (!/^\/components\/schemas\/[^/]+$/.test(owner.pointer)) return [];
  const isOwner = ([, { value }]: [string, Node]) => isObject(value) && value.$ref === `#${owner.pointer}`;
  return document
    .children(document.follow(owner, "#/components/schemas"))
    .filter(([, schema]) => document.children(document.child(schema, "allOf")).some(isOwner))
    .map(([name, schema]) => [name, { isImplied: true, at: schema, reference: name, schema }]);
}

/** The schema that a name among the components, or a reference, leads to. */
function find(document: Document, from: Node, reference: string): Node | undefined {
  const isName = /^[\w.-]+$/.test(reference);
  for (const target of [...(isName ? [`#/components/schemas/${escapeKey(reference)}`] : []), reference]) {
    try {
      return document.follow(from, target);
    } catch (error) {
      if (!(error instanceof UnreadableSpecError)) throw error;
    }
  }
  return undefined;
}
