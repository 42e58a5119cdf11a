import type { Document, Node } from "../document.ts";
import { canonical, isObject, type JsonObject } from "../json.ts";
import type { Operation } from "../operation.ts";
import { addresses, placeOf, type Rule } from "./rule.ts";

/** One way to be let in: the scopes that are needed of each scheme, all of them together. */
type Way = ReadonlyMap<string, { readonly name: string; readonly scopes: readonly string[] }>;

/** Who is let in. Oasdiff tells what differs, not whether it lets fewer in. */
export const security: Rule = (pair, documents, report) => {
  const before = waysIn(documents.base, pair.base);
  const after = waysIn(documents.head, pair.head);
  const place = placeOf(pair);
  const common = { side: "request", place, ...addresses(pair.base.node, pair.head.node, "security") } as const;
  for (const way of before.filter((way) => !after.some((other) => isEnough(way, other)))) {
    const scope = missingScope(way, after);
    report({
      id: scope === undefined ? "api-security-added" : "api-security-scope-added",
      level: "breaking",
      message: scope === undefined ? notEnough(way, after) : `a token now also needs the scope \`${scope}\``,
      ...common,
    });
  }
  if (before.every((way) => way.size > 0) && after.some((way) => way.size === 0)) {
    report({
      id: "api-security-removed",
      level: "warning",
      message: "authentication is no longer required",
      advice: "No update is required; check that this is intended.",
      ...common,
    });
  }
};

/** Each a way by itself. Schemes are told apart by what they are, since nobody on the wire sees their names. */
function waysIn(document: Document, operation: Operation): Way[] {
  const requirements =
    document.child(operation.node, "security") ?? document.child(document.root, "security") ?? undefined;
  const ways = document
    .children(requirements)
    .map(
      ([, requirement]): Way =>
        new Map(
          document
            .children(requirement)
            .map(([name, scopes]) => [
              canonical(schemeOf(document, name) ?? name),
              { name, scopes: document.children(scopes).map(([, scope]) => String(scope.value)) },
            ]),
        ),
    );
  return ways.length === 0 ? [new Map()] : ways;
}

/** What of a scheme has to do with how a request is made. */
function schemeOf(document: Document, name: string): JsonObject | undefined {
  const components = document.objectAt(document.root, "components");
  const schemes: Node | undefined = components && document.objectAt(components, "securitySchemes");
  const scheme = schemes && document.objectAt(schemes, name)?.value;
  if (scheme === undefined) return undefined;
  const { description, bearerFormat, flows, scheme: authentication, ...rest } = scheme;
  const said = typeof authentication === "string" ? { scheme: authentication.toLowerCase() } : {};
  return { ...rest, ...said, ...(isObject(flows) && { flows }) };
}

/** Whether who comes in by one way may come in by the other. */
function isEnough(way: Way, other: Way): boolean {
  return [...other].every(
    ([scheme, { scopes }]) => scopes.every((scope) => way.get(scheme)?.scopes.includes(scope)) && way.has(scheme),
  );
}

function missingScope(way: Way, after: readonly Way[]): string | undefined {
  for (const other of after) {
    if ([...other.keys()].some((scheme) => !way.has(scheme))) continue;
    for (const [scheme, { scopes }] of other) {
      const missing = scopes.find((scope) => !way.get(scheme)?.scopes.includes(scope));
      if (missing !== undefined) return missing;
    }
  }
  return undefined;
}

function notEnough(way: Way, after: readonly Way[]): string {
  const [was, is] = [inWords(way), after.map(inWords).join(", or ")];
  return was === is ? `${was} is now a different security scheme` : `${was} is no longer sufficient; required: ${is}`;
}

function inWords(way: Way): string {
  if (way.size === 0) return "nothing";
  return [...way.values()].map(({ name, scopes }) => [`\`${name}\``, ...scopes].join(" ")).join(" and ");
}
