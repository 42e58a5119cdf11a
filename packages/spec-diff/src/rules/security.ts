import type { Document, Node } from "../spec/document.ts";
import { canonical, isObject, type JsonObject } from "../spec/json.ts";
import type { Operation } from "../spec/operation.ts";
import { addressesOf, locationOf, type Rule } from "./rule.ts";

/** A security requirement: the scopes needed of each scheme. All schemes are required. */
type Requirement = ReadonlyMap<string, { readonly name: string; readonly scopes: readonly string[] }>;

/** Every requirement that was sufficient must still be. Oasdiff reports differences, not whether they reject callers. */
export const compareSecurity: Rule = (pair, documents, report) => {
  const before = requirementsOf(documents.base, pair.base);
  const after = requirementsOf(documents.head, pair.head);
  const location = locationOf(pair);
  const common = { side: "request", location, ...addressesOf(pair.base.node, pair.head.node, "security") } as const;
  for (const requirement of before.filter((requirement) => !after.some((other) => satisfies(requirement, other)))) {
    const scope = findMissingScope(requirement, after);
    report({
      id: scope === undefined ? "api-security-added" : "api-security-scope-added",
      level: "breaking",
      message:
        scope === undefined ? describeAdded(requirement, after) : `a token now also needs the scope \`${scope}\``,
      ...common,
    });
  }
  if (before.every((requirement) => requirement.size > 0) && after.some((requirement) => requirement.size === 0)) {
    report({
      id: "api-security-removed",
      level: "warning",
      message: "authentication is no longer required",
      advice: "No update is required; check that this is intended.",
      ...common,
    });
  }
};

/** The alternative requirements of an operation. Schemes are identified by what they are; their names are not sent. */
function requirementsOf(document: Document, operation: Operation): Requirement[] {
  const written = document.child(operation.node, "security") ?? document.child(document.root, "security");
  const requirements = document.children(written).map(([, requirement]): Requirement => {
    const schemes = document.children(requirement).map(([name, scopes]) => ({
      key: canonical(schemeOf(document, name) ?? name),
      name,
      scopes: document.children(scopes).map(([, scope]) => String(scope.value)),
    }));
    return new Map(schemes.map(({ key, ...scheme }) => [key, scheme]));
  });
  return requirements.length === 0 ? [new Map()] : requirements;
}

/** The parts of a scheme that affect requests. */
function schemeOf(document: Document, name: string): JsonObject | undefined {
  const components = document.objectAt(document.root, "components");
  const schemes: Node | undefined = components && document.objectAt(components, "securitySchemes");
  const scheme = schemes && document.objectAt(schemes, name)?.value;
  if (scheme === undefined) return undefined;
  const { description, bearerFormat, flows, scheme: authentication, ...rest } = scheme;
  const normalized = typeof authentication === "string" ? { scheme: authentication.toLowerCase() } : {};
  return { ...rest, ...normalized, ...(isObject(flows) && { flows }) };
}

/** Whether a caller that meets one requirement also meets the other. */
function satisfies(requirement: Requirement, other: Requirement): boolean {
  return [...other].every(
    ([scheme, { scopes }]) =>
      scopes.every((scope) => requirement.get(scheme)?.scopes.includes(scope)) && requirement.has(scheme),
  );
}

function findMissingScope(requirement: Requirement, after: readonly Requirement[]): string | undefined {
  for (const other of after) {
    if ([...other.keys()].some((scheme) => !requirement.has(scheme))) continue;
    for (const [scheme, { scopes }] of other) {
      const missing = scopes.find((scope) => !requirement.get(scheme)?.scopes.includes(scope));
      if (missing !== undefined) return missing;
    }
  }
  return undefined;
}

function describeAdded(requirement: Requirement, after: readonly Requirement[]): string {
  const [was, is] = [formatRequirement(requirement), after.map(formatRequirement).join(", or ")];
  return was === is ? `${was} is now a different security scheme` : `${was} is no longer sufficient; required: ${is}`;
}

function formatRequirement(requirement: Requirement): string {
  if (requirement.size === 0) return "nothing";
  return [...requirement.values()].map(({ name, scopes }) => [`\`${name}\``, ...scopes].join(" ")).join(" and ");
}
