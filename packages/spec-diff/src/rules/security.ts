import type { ReportFinding } from "../change.ts";
import type { Document } from "../spec/document.ts";
import { canonical, isObject, type Json, type JsonObject } from "../spec/json.ts";
import type { Node } from "../spec/node.ts";
import type { Operation } from "../spec/operation.ts";
import { addressesOf, locationOf, type OperationPair, type Rule } from "./rule.ts";

/** A security scheme and the scopes needed of it. */
interface NeededScheme {
  /** Its name in the document, which is not sent. */
  readonly name: string;
  /** Whether both documents define the name. */
  readonly isInBoth: boolean;
  readonly scheme: Json;
  readonly scopes: readonly string[];
}

/** A security requirement: all of its schemes are needed. */
type Requirement = readonly NeededScheme[];

/** How callers authenticate requests, and how the provider authenticates events. */
export const compareSecurity: Rule = (pair, documents, report) => {
  const before = requirementsOf(documents.base, documents.head, pair.base);
  const after = requirementsOf(documents.head, documents.base, pair.head);
  if (pair.base.isEvent) compareEventSecurity(pair, before, after, report);
  else compareRequestSecurity(pair, before, after, report);
};

type Requirements = readonly Requirement[];

/** An event must still have what receivers check. */
function compareEventSecurity(
  pair: OperationPair,
  before: Requirements,
  after: Requirements,
  report: ReportFinding,
): void {
  if (after.every((requirement) => before.some((other) => satisfies(requirement, other)))) return;
  const format = (requirements: Requirements) => requirements.map(formatRequirement).join(", or ");
  report({
    id: "webhook-security-removed",
    level: "breaking",
    side: "event",
    message: `the event is no longer authenticated as before: ${format(before)} → ${format(after)}`,
    location: locationOf(pair),
    ...addressesOf(pair.base.node, pair.head.node, "security"),
  });
}

/** Every requirement that was sufficient must still be. */
function compareRequestSecurity(
  pair: OperationPair,
  before: Requirements,
  after: Requirements,
  report: ReportFinding,
): void {
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
  if (before.every((requirement) => requirement.length > 0) && after.some((requirement) => requirement.length === 0)) {
    report({
      id: "api-security-removed",
      level: "warning",
      message: "authentication is no longer required",
      advice: "No update is required; check that this is intended.",
      ...common,
    });
  }
}

/**
 * The alternative requirements of an operation. Those of the document are for its API, not for events, unless neither
 * document has an API.
 */
function requirementsOf(document: Document, other: Document, { node, isEvent }: Operation): Requirement[] {
  const hasOwnOnly = isEvent && [document, other].some(hasPaths);
  const written =
    document.child(node, "security") ?? (hasOwnOnly ? undefined : document.child(document.root, "security"));
  const requirements = document.children(written).map(
    ([, requirement]): Requirement =>
      document.children(requirement).map(([name, scopes]) => ({
        name,
        isInBoth: [document, other].every((one) => schemeOf(one, name) !== undefined),
        scheme: schemeOf(document, name) ?? name,
        scopes: document.children(scopes).map(([, scope]) => String(scope.value)),
      })),
  );
  return requirements.length === 0 ? [[]] : requirements;
}

function hasPaths(document: Document): boolean {
  return document.children(document.objectAt(document.root, "paths")).some(([path]) => !path.startsWith("x-"));
}

/**
 * What a caller has to know of a scheme: what a request carries, and where its token comes from. Descriptions, extensions
 * and the list of scopes that exist do not change a request.
 */
function schemeOf(document: Document, name: string): JsonObject | undefined {
  const components = document.objectAt(document.root, "components");
  const schemes = components && document.objectAt(components, "securitySchemes");
  const node = schemes && document.objectAt(schemes, name);
  if (node === undefined) return undefined;
  const { type = null, in: where = null, name: key = null, scheme = null, openIdConnectUrl = null } = node.value;
  switch (type) {
    case "apiKey":
      return { type, in: where, name: where === "header" ? lowerCase(key) : key };
    case "http":
      return { type, scheme: lowerCase(scheme) };
    case "openIdConnect":
      return { type, openIdConnectUrl };
    case "oauth2":
      return { type, flows: flowsOf(document, node) };
    default:
      return { type };
  }
}

/** The addresses of each flow. */
function flowsOf(document: Document, scheme: Node): JsonObject {
  const flows = document.objectsIn(document.child(scheme, "flows"), { extensions: true });
  return Object.fromEntries(
    flows.map(([name, { value }]) => {
      const { authorizationUrl = null, tokenUrl = null } = value;
      return [name, { authorizationUrl, tokenUrl }];
    }),
  );
}

/** Schemes of HTTP (RFC 9110 11.1) and names of headers are case-insensitive. */
function lowerCase(value: Json): string {
  return String(value).toLowerCase();
}

/**
 * Whether credentials for one scheme are credentials for the other. Names are not sent, so they only make a difference
 * if both documents define both. Every OAuth flow must still exist, because any of them may be in use.
 */
function isSameScheme(own: NeededScheme, needed: NeededScheme): boolean {
  if (own.name !== needed.name && own.isInBoth && needed.isInBoth) return false;
  const [one, other] = [own.scheme, needed.scheme];
  const [flows, others] = [flowsIn(one), flowsIn(other)];
  if (flows === undefined || others === undefined) return canonical(one) === canonical(other);
  return Object.entries(flows).every(([name, flow]) => canonical(flow) === canonical(others[name] ?? null));
}

/** The flows of OAuth. */
function flowsIn(scheme: Json): JsonObject | undefined {
  return isObject(scheme) && isObject(scheme.flows) ? scheme.flows : undefined;
}

/** Whether a caller that meets one requirement also meets the other one. */
function satisfies(requirement: Requirement, other: Requirement): boolean {
  return hasSchemes(requirement, other) && missingScopes(requirement, other).length === 0;
}

function hasSchemes(requirement: Requirement, other: Requirement): boolean {
  return other.every((needed) => requirement.some((own) => isSameScheme(own, needed)));
}

/** The scopes that one requirement does not have of the schemes of the other. */
function missingScopes(requirement: Requirement, other: Requirement): string[] {
  return other.flatMap((needed) => {
    const own = requirement.find((one) => isSameScheme(one, needed));
    return needed.scopes.filter((scope) => !own?.scopes.includes(scope));
  });
}

function findMissingScope(requirement: Requirement, after: readonly Requirement[]): string | undefined {
  return after
    .filter((other) => hasSchemes(requirement, other))
    .flatMap((other) => missingScopes(requirement, other))[0];
}

function describeAdded(requirement: Requirement, after: readonly Requirement[]): string {
  const [was, is] = [formatRequirement(requirement), after.map(formatRequirement).join(", or ")];
  return was === is ? `${was} is now a different security scheme` : `${was} is no longer sufficient; required: ${is}`;
}

function formatRequirement(requirement: Requirement): string {
  if (requirement.length === 0) return "nothing";
  return requirement.map(({ name, scopes }) => [`\`${name}\``, ...scopes].join(" ")).join(" and ");
}
