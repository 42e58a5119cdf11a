// Node has had these since 22, the oldest that is supported; also for those who compile these sources with their own settings.
/// <reference lib="es2024.collection" />
/// <reference lib="es2025.collection" />
/** What a change of an OpenAPI 3.1 document breaks, for callers and for receivers. */
export type { Change, Place } from "./change.ts";
export { diffSpecs, type SpecDiff } from "./diff-specs.ts";
export { toText as diffText } from "./text.ts";
export { UnreadableSpecError } from "./unreadable-spec-error.ts";
export type { Versions } from "./version.ts";
