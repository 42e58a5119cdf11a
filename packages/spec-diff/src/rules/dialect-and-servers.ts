import type { ReportFinding } from "../change.ts";
import { addressOf } from "../spec/node.ts";
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
  const servers = (document: typeof base) =>
    document.children(document.child(document.root, "servers")).flatMap(([, node]) => {
      const url = document.object(node).value.url;
      return typeof url === "string" ? [{ url, node }] : [];
    });
  const urls = new Set(servers(head).map(({ url }) => url));
  for (const { url, node } of servers(base)) {
    if (urls.has(url)) continue;
    report({
      id: "api-server-removed",
      level: "warning",
      side: "document",
      message: `the server ${url} is no longer listed`,
      location: {},
      base: addressOf(node),
      head: addressOf(head.root),
    });
  }
}
