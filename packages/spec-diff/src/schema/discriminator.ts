import type { Document } from "../spec/document.ts";
import { escapeKey, isObject } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { UnreadableSpecError } from "../spec/source.ts";
import { asWritten, type Part } from "./part.ts";
import { skipReferences } from "./skip-references.ts";

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
  /** The addresses of the schema and of everything that it consists of. */
  readonly parts: ReadonlySet<string>;
}

type Targets = ReadonlyMap<string, Target>;

/** A reference to a schema among the components. */
const componentReference = /\/components\/schemas\/([\w.-]+)$/;

/** The name of a component by its reference or name; another reference as it is. */
export function nameOf(reference: string): string {
  const [, name = reference] = componentReference.exec(reference) ?? [];
  return name;
}

/** Results of a document, by the address of a schema. */
interface Results {
  /** Needed again for every alternative of the schema. */
  readonly targets: Map<string, Targets>;
  /** Needed again for every schema with a discriminator. */
  readonly parts: Map<string, ReadonlySet<string>>;
}

const known = new WeakMap<Document, Results>();

function resultsOf(document: Document): Results {
  const results = known.get(document) ?? { targets: new Map(), parts: new Map() };
  known.set(document, results);
  return results;
}

/**
 * The targets of a schema with a `discriminator`, by value. Without a `mapping`, a schema is selected by its name
 * (OpenAPI 4.8.25).
 */
export function targetsOf(document: Document, owner: Part | Node): Targets {
  const results = resultsOf(document).targets;
  const targets = results.get(addressOf(owner)) ?? findTargets(document, asWritten(owner));
  results.set(addressOf(owner), targets);
  return targets;
}

function findTargets(document: Document, owner: Node): Targets {
  const discriminator = document.child(owner, "discriminator");
  if (discriminator === undefined || !isObject(discriminator.value)) return new Map();
  const mapped = document.children(document.child(discriminator, "mapping")).map(([value, at]): [string, Target] => {
    const reference = String(at.value);
    const schema = find(document, at, reference);
    return [value, { isImplied: false, at, reference, schema, parts: partsOf(document, schema) }];
  });
  const addresses = new Set(mapped.flatMap(([, { schema }]) => (schema === undefined ? [] : [addressOf(schema)])));
  const named = isInherited(document, owner) ? childrenOf(document, owner) : branchesOf(document, owner);
  const implied = named.filter(([, { schema }]) => schema !== undefined && !addresses.has(addressOf(schema)));
  return new Map([...implied, ...mapped]);
}

/** Whether the targets are schemas that extend this one, because it lists no alternatives. */
export function isInherited(document: Document, owner: Part | Node): boolean {
  const whole = asWritten(owner);
  return ["oneOf", "anyOf"].every((keyword) => document.child(whole, keyword) === undefined);
}

/**
 * Selects the targets that values of a schema may belong to, because they extend it: for an animal all animals, for a
 * cat only its kittens.
 *
 * @param owner the part with the discriminator
 * @param schemaParts the nodes that the schema consists of
 */
export function selectChildren(targets: Targets, owner: Node, schemaParts: readonly Node[]): ReadonlySet<Target> {
  const own = new Set(schemaParts.map((part) => addressOf(part)));
  const all = [...targets.values()];
  const addresses = all.flatMap(({ schema }) => (schema === undefined ? [] : [addressOf(schema)]));
  // A mapping may list its own schema, and copies of it that do not extend it.
  const extended = addresses.filter((address) => own.has(address) && address !== addressOf(owner));
  const isChild = ({ schema, parts }: Target) =>
    schema !== undefined && !own.has(addressOf(schema)) && extended.every((address) => parts.has(address));
  return new Set(all.filter(isChild));
}

function branchesOf(document: Document, owner: Node): [value: string, target: Target][] {
  const branches = ["oneOf", "anyOf"].flatMap((keyword) => document.children(document.child(owner, keyword)));
  return branches.flatMap(([, branch]): [string, Target][] => {
    const at = document.child(branch, "$ref");
    const reference = String(at?.value);
    const [, name] = componentReference.exec(reference) ?? [];
    if (at === undefined || name === undefined) return [];
    const schema = find(document, at, reference);
    return [[name, { isImplied: true, at, reference, schema, parts: partsOf(document, schema) }]];
  });
}

/** The components that extend a component, themselves or through others: in `allOf`, or beside a `$ref`. */
function childrenOf(document: Document, owner: Node): [value: string, target: Target][] {
  if (!/^\/components\/schemas\/[^/]+$/.test(owner.pointer)) return [];
  const components = document.children(document.follow(owner, "#/components/schemas"));
  return components.flatMap(([name, schema]): [string, Target][] => {
    const parts = partsOf(document, schema);
    if (addressOf(schema) === addressOf(owner) || !parts.has(addressOf(owner))) return [];
    // A reference with nothing beside it is only another name.
    const mayBeAlias = document.child(schema, "allOf") === undefined;
    if (mayBeAlias && addressOf(skipReferences(document, schema)) !== addressOf(schema)) return [];
    return [[name, { isImplied: true, at: schema, reference: name, schema, parts }]];
  });
}

/** The addresses of a schema and of everything that it consists of by `$ref` and `allOf`. */
function partsOf(document: Document, schema: Node | undefined): ReadonlySet<string> {
  if (schema === undefined) return new Set();
  const results = resultsOf(document).parts;
  const parts = results.get(addressOf(schema)) ?? collectParts(document, schema, new Set());
  results.set(addressOf(schema), parts);
  return parts;
}

function collectParts(document: Document, schema: Node, found: Set<string>): ReadonlySet<string> {
  if (found.has(addressOf(schema))) return found;
  found.add(addressOf(schema));
  const reference = isObject(schema.value) ? schema.value.$ref : undefined;
  const target = typeof reference === "string" ? follow(document, schema, reference) : undefined;
  if (target !== undefined) collectParts(document, target, found);
  for (const [, branch] of document.children(document.child(schema, "allOf"))) collectParts(document, branch, found);
  return found;
}

/** The schema that a name among the components, or a reference, leads to. */
function find(document: Document, from: Node, reference: string): Node | undefined {
  const isName = /^[\w.-]+$/.test(reference);
  const named = isName ? follow(document, from, `#/components/schemas/${escapeKey(reference)}`) : undefined;
  return named ?? follow(document, from, reference);
}

/** Follows a reference; `undefined` if it leads nowhere. */
function follow(document: Document, from: Node, reference: string): Node | undefined {
  try {
    return document.follow(from, reference);
  } catch (error) {
    if (!(error instanceof UnreadableSpecError)) throw error;
    return undefined;
  }
}
