import type { ReportFinding } from "../change.ts";
import { addressesOf, type DocumentPair } from "./rule.ts";

/** The dialect of a document that names none (OpenAPI 3.1, "Specifying Schema Dialects"). */
const defaultDialect = "https://spec.openapis.org/oas/3.1/dialect/base";
/** Validates as the default does. A document that no longer names it is validated as an older draft by some tools. */
const jsonSchemaDialect = "https://json-schema.org/draft/2020-12/schema";

/** Compares `jsonSchemaDialect`. */
export function compareDialect({ base, head }: DocumentPair, report: ReportFinding): void {
  const [before, after] = [base, head].map(({ root }) => root.value.jsonSchemaDialect);
  const [from, to] = [before ?? defaultDialect, after ?? defaultDialect];
  if (from === to || (from === defaultDialect && to === jsonSchemaDialect)) return;
  report({
    id: "json-schema-dialect-changed",
    level: "breaking",
    side: "document",
    message: `\`jsonSchemaDialect\`, which decides how schemas are validated, changed from ${before ?? "none"} to ${after ?? "none"}`,
    location: {},
    ...addressesOf(base.root, head.root, "jsonSchemaDialect"),
  });
}
