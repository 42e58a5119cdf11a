import type { ReportFinding } from "../change.ts";
import type { Document } from "../spec/document.ts";
import { isObject, type Json } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { addressesOf, type DocumentPair } from "./rule.ts";

/** Compares `jsonSchemaDialect` and `servers`. */
export function compareDialectAndServers({ base, head }: DocumentPair, report: ReportFinding): void {
  const [before, after] = [base, head].map(({ root }) => root.value.jsonSchemaDialect);
  if (before !== undefined && before !== after) {
    report({
      id: "json-schema-dialect-changed",
      level: "breaking",
      side: "document",
      message: `\`jsonSchemaDialect\`, which decides how schemas are validated, changed from ${before} to ${after ?? "none"}`,
      location: {},
      ...addressesOf(base.root, head.root, "jsonSchemaDialect"),
    });
  }
  compareServers({ base, head }, report);
}

interface Server {
  readonly url: string;
  /** The path of the URL, which precedes every path of the document. */
  readonly path: string;
  /** Absent for the server that a document without servers has. */
  readonly node?: Node;
}

/** A document without servers has one with the URL `/` (OpenAPI 3.1, 4.8.1). */
const defaultServers: readonly Server[] = [{ url: "/", path: "" }];

function serversOf(document: Document): readonly Server[] {
  const servers = document.children(document.child(document.root, "servers")).flatMap(([, node]): Server[] => {
    const { url, variables } = document.object(node).value;
    return typeof url === "string" ? [{ url, path: pathOf(url, variables), node }] : [];
  });
  return servers.length > 0 ? servers : defaultServers;
}

/** The path of a server's URL, without a slash at its end. Variables have their default value. */
function pathOf(url: string, variables: Json | undefined): string {
  const withDefaults = url.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    const variable = isObject(variables) ? variables[name] : undefined;
    return isObject(variable) ? String(variable.default) : name;
  });
  return (URL.parse(withDefaults, "https://document.invalid/")?.pathname ?? withDefaults).replace(/\/+$/, "");
}

/** A server that is removed is a warning, because another may serve its callers; another path moves every operation. */
function compareServers({ base, head }: Pick<DocumentPair, "base" | "head">, report: ReportFinding): void {
  const after = serversOf(head);
  for (const { url, path, node } of serversOf(base)) {
    if (after.some((server) => server.url === url)) continue;
    const isMoved = after.every((server) => server.path !== path);
    if (!isMoved && node === undefined) continue;
    const urls = after.map((server) => server.url).join(", ");
    report({
      ...(isMoved
        ? {
            id: "api-server-path-changed",
            level: "breaking",
            message: `no server has the path of ${url} any more: ${urls}`,
          }
        : { id: "api-server-removed", level: "warning", message: `the server ${url} is no longer listed` }),
      side: "document",
      location: {},
      base: addressOf(node ?? base.root),
      head: addressOf(head.child(head.root, "servers") ?? head.root),
    });
  }
}
