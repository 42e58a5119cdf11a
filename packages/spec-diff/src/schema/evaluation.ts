import type { Document } from "../spec/document.ts";
import { isObject } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { asWritten, type Part } from "./part.ts";
import { isMatch } from "./pattern-subset.ts";

/** The schemas by which a part describes a property. */
export function describedIn(document: Document, part: Node, name: string): Node[] {
  const properties = document.child(part, "properties");
  const property = properties && document.child(properties, name);
  const matching = describedByPattern(document, part, (pattern) => isMatch(pattern, name) === true);
  return [...(property ? [property] : []), ...matching];
}

/** The schemas by which a part describes the properties of some patterns. */
export function describedByPattern(document: Document, part: Node, isIncluded: (pattern: string) => boolean): Node[] {
  const all = document.children(document.child(part, "patternProperties"));
  return all.filter(([pattern]) => isIncluded(pattern)).map(([, node]) => node);
}

/** Applies to what no other keyword evaluates. */
export type RestKeyword = "unevaluatedProperties" | "unevaluatedItems";

/**
 * The schemas that apply to a property or an item.
 *
 * @param rest applies in each part whose own schema evaluates nothing of it, whatever its siblings do (JSON Schema Core
 * 11.2 and 11.3); `undefined` if it must not apply
 * @param evaluate finds the schemas of a part by its other keywords
 */
export function evaluateParts(
  document: Document,
  parts: readonly Part[],
  rest: RestKeyword | undefined,
  evaluate: (part: Part) => readonly Node[],
): Node[] {
  return parts.flatMap((part) => {
    const node = rest && document.child(part, rest);
    if (rest === undefined || node === undefined) return evaluate(part);
    const seen = addressesWithin(document, part);
    const hasRest = (other: Part) => other !== part && other.value[rest] !== undefined;
    const isEvaluated = parts.some(
      (other) => seen.has(addressOf(other)) && (evaluate(other).length > 0 || hasRest(other)),
    );
    return isEvaluated ? evaluate(part) : [node];
  });
}

/** Results by the address of a part, which is asked for each of its properties. */
const known = new WeakMap<Document, Map<string, ReadonlySet<string>>>();

/** The addresses of a part and of what it leads to by `$ref`, `allOf`, `anyOf` and `oneOf`, as it is written. */
function addressesWithin(document: Document, part: Part): ReadonlySet<string> {
  const results = known.get(document) ?? new Map<string, ReadonlySet<string>>();
  known.set(document, results);
  const found = results.get(addressOf(part)) ?? collectAddresses(document, asWritten(part), new Set());
  results.set(addressOf(part), found);
  return found;
}

function collectAddresses(document: Document, node: Node, found: Set<string>): ReadonlySet<string> {
  if (!isObject(node.value) || found.has(addressOf(node))) return found;
  found.add(addressOf(node));
  for (const reference of [node.value.$ref, node.value.$dynamicRef]) {
    if (typeof reference === "string") collectAddresses(document, document.follow(node, reference), found);
  }
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    for (const [, branch] of document.children(document.child(node, keyword))) {
      collectAddresses(document, branch, found);
    }
  }
  return found;
}
