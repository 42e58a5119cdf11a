// Node has these since 22, the oldest supported version; for those who compile these sources with their own settings.
/// <reference lib="es2024.collection" />
/// <reference lib="es2025.collection" />
/** Finds breaking changes between two versions of an OpenAPI 3.1 document. */
export type { Change, Location, Side } from "./change.ts";
export { type DiffOptions, diffSpecs, type SpecDiff } from "./diff-specs.ts";
export { explainRule, type RuleRow } from "./explain-rule.ts";
export { formatDiff } from "./format-diff.ts";
export { parseYaml } from "./spec/parse-yaml.ts";
export { UnreadableSpecError } from "./spec/source.ts";
export type { Versions } from "./version.ts";
