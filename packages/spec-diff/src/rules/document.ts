import type { Report } from "../change.ts";
import { addressOf } from "../document.ts";
import { addresses, type Documents } from "./rule.ts";

/** What a document says of all of it: its dialect, and where it is served. */
export function compareWhole({ base, head }: Documents, report: Report): void {
  const dialect = (document: typeof base) => document.root.value.jsonSchemaDialect;
  if (dialect(base) !== undefined && dialect(base) !== dialect(head)) {
    report({
      id: "json-schema-dialect-changed",
      level: "breaking",
      side: "document",
      message: `\`jsonSchemaDialect\`, which decides how schemas are validated, changed from ${dialect(base)} to ${dialect(head) ?? "none"}`,
      place: {},
      ...addresses(base.root, head.root, "jsonSchemaDialect"),
    });
  }
  const urls = (document: typeof base) =>
    document.children(document.child(document.root, "servers")).flatMap(([, node]) => {
      const url = document.object(node).value.url;
      return typeof url === "string" ? [{ url, node }] : [];
    });
  const served = new Set(urls(head).map(({ url }) => url));
  for (const { url, node } of urls(base)) {
    if (served.has(url)) continue;
    report({
      id: "api-server-removed",
      level: "warning",
      side: "document",
      message: `the server ${url} is no longer listed`,
      place: {},
      base: addressOf(node),
      head: addressOf(head.root),
    });
  }
}
