import type { Location, ReportFinding, Side } from "../change.ts";
import type { Document } from "../spec/document.ts";
import { isObject, type Json, type JsonObject } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { type Operations, operationsOf, withBasePath } from "../spec/operation.ts";
import { type DocumentPair, locationOf, type OperationPair, type Rule } from "./rule.ts";

/** One of the URLs of a server: variables have values. */
interface Server {
  readonly url: string;
  /** The URL without its path. */
  readonly origin: string;
  /** The path of the URL, which precedes every path of the document. */
  readonly path: string;
  /** Absent for the server that a document without servers has. */
  readonly node?: Node;
}

/** A document without servers has one with the URL `/` (OpenAPI 3.1, 4.8.1). */
const defaultServers: readonly Server[] = [{ url: "/", ...splitUrl("/") }];

/** The servers in a list; without one, or in an empty one, the default server. */
function serversIn(document: Document, list: Node | undefined): readonly Server[] {
  const servers = document.children(list).flatMap(([, node]): Server[] => {
    const { url, variables } = document.object(node).value;
    if (typeof url !== "string") return [];
    return urlsOf(url, isObject(variables) ? variables : {}).map((url) => ({ url, ...splitUrl(url), node }));
  });
  return servers.length > 0 ? servers : defaultServers;
}

/**
 * The URLs of a server: with the default of each variable, and with each other value of one variable. Values of several
 * variables are not combined, because their number multiplies.
 */
function urlsOf(template: string, variables: JsonObject): string[] {
  const withValues = (values: JsonObject) =>
    template.replaceAll(/\{([^{}]*)\}/g, (_, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : name,
    );
  const entries = Object.entries(variables).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
  const defaults = Object.fromEntries(entries.map(([name, variable]) => [name, variable.default ?? name]));
  const others = entries.flatMap(([name, { enum: values }]) =>
    (Array.isArray(values) ? values : []).map((value: Json) => withValues({ ...defaults, [name]: value })),
  );
  return [...new Set([withValues(defaults), ...others])];
}

/** The origin of a URL, and its path without a slash at its end. */
function splitUrl(url: string): Pick<Server, "origin" | "path"> {
  const base = "https://document.invalid/";
  // Node 22.0 has no `URL.parse`.
  const parsed = URL.canParse(url, base) ? new URL(url, base) : undefined;
  return { origin: parsed?.origin ?? "", path: withoutSlash(parsed?.pathname ?? url) };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

/** The operations of two documents. One that is in both has the same key in both. */
interface MatchedOperations extends Pick<DocumentPair, "isBasePathMoved"> {
  readonly before: Operations;
  readonly after: Operations;
}

/**
 * Matches operations by their paths. If a base path moved between `servers` and `paths`, these changed, but the URLs of
 * requests did not: then operations are matched by the paths of their URLs.
 */
export function matchOperations(base: Document, head: Document): MatchedOperations {
  const [before, after] = [operationsOf(base), operationsOf(head)];
  const [from, to] = [basePathOf(base, before), basePathOf(head, after)];
  if (from !== undefined && to !== undefined && from !== to) {
    const byUrl = { before: withBasePath(before, from), after: withBasePath(after, to) };
    // Without a URL that is still there, the base path did not move but changed.
    const isBasePathMoved = [...byUrl.before].some(([key, { isEvent }]) => !isEvent && byUrl.after.has(key));
    if (isBasePathMoved) return { ...byUrl, isBasePathMoved };
  }
  return { before, after, isBasePathMoved: false };
}

/** The path of all servers of all operations; undefined if there are several. */
function basePathOf(document: Document, operations: Operations): string | undefined {
  const { list } = listOf(document);
  const called = [...operations.values()].filter(({ isEvent }) => !isEvent);
  const lists = new Set(called.map(({ servers }) => servers ?? list));
  const paths = new Set([...lists].flatMap((one) => serversIn(document, one).map(({ path }) => path)));
  return paths.size === 1 ? [...paths][0] : undefined;
}

/** A list of servers, and what it belongs to. */
interface ServerList {
  readonly document: Document;
  readonly owner: Node;
  readonly list: Node | undefined;
}

/** A server that is removed is a warning, because another may serve its callers; another path moves the operations. */
function compareLists(
  base: ServerList,
  head: ServerList,
  isBasePathMoved: boolean,
  where: { readonly side: Side; readonly location: Location },
  report: ReportFinding,
): void {
  const after = serversIn(head.document, head.list);
  // If a base path moved, operations were matched by their URLs, so the paths of their servers are compared already.
  const identify = ({ url, origin }: Server) => (isBasePathMoved ? origin : withoutSlash(url));
  for (const server of serversIn(base.document, base.list)) {
    const { url, path, node } = server;
    if (after.some((other) => identify(other) === identify(server))) continue;
    const isMoved = !isBasePathMoved && after.every((other) => other.path !== path);
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
      ...where,
      base: addressOf(node ?? base.owner),
      head: addressOf(head.list ?? head.owner),
    });
  }
}

function listOf(document: Document): ServerList {
  return { document, owner: document.root, list: document.child(document.root, "servers") };
}

/** Compares the servers of the documents, unless no operation uses them. */
export function compareServers(
  { base, head, isBasePathMoved }: DocumentPair,
  operations: readonly OperationPair[],
  report: ReportFinding,
): void {
  const called = operations.filter(({ base }) => !base.isEvent);
  const isUsed = ({ base, head }: OperationPair) => base.servers === undefined && head.servers === undefined;
  if (operations.length > 0 && !called.some(isUsed)) return;
  compareLists(listOf(base), listOf(head), isBasePathMoved, { side: "document", location: {} }, report);
}

/** Compares the servers of an operation that has others than the document. Events go to their receiver instead. */
export const compareOperationServers: Rule = (pair, documents, report) => {
  const lists = [pair.base.servers, pair.head.servers];
  if (pair.base.isEvent || lists.every((list) => list === undefined)) return;
  const [before, after] = (["base", "head"] as const).map((version) => {
    const { node, servers: list } = pair[version];
    return list === undefined ? listOf(documents[version]) : { document: documents[version], owner: node, list };
  }) as [ServerList, ServerList];
  const where = { side: "request", location: locationOf(pair) } as const;
  compareLists(before, after, documents.isBasePathMoved, where, report);
};
