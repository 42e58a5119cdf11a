import type { ReportFinding } from "../change.ts";
import { addressesOf, type DocumentPair } from "./rule.ts";

/** Compares `jsonSchemaDialect`. */
export function compareDialect({ base, head }: DocumentPair, report: ReportFinding): void {
  const [before, after] = [base, head].map(({ root }) => root.value.jsonSchemaDialect);
  if (before === undefined || before === after) return;
  report({
    id: "json-schema-dialect-changed",
    level: "breaking",
    side: "document",
    message: `\`jsonSchemaDialect\`, which decides how schemas are validated, changed from ${before} to ${after ?? "none"}`,
    location: {},
    ...addressesOf(base.root, head.root, "jsonSchemaDialect"),
  });
}
