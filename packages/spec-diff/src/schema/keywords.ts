import { isIgnoredExtension } from "./extensions.ts";

/** Keywords that do not affect validation. */
const annotationKeywords: ReadonlySet<string> = new Set([
  "title",
  "description",
  "example",
  "examples",
  "deprecated",
  "$comment",
  "externalDocs",
]);

export function isAnnotation(keyword: string): boolean {
  return annotationKeywords.has(keyword) || isIgnoredExtension(keyword);
}

/** Keywords that do not restrict values by themselves. */
const neutralKeywords: ReadonlySet<string> = new Set([
  "$ref",
  "$dynamicRef",
  "allOf",
  "$id",
  "$anchor",
  "$dynamicAnchor",
  "$defs",
  "$schema",
]);

/** Whether a keyword does not restrict values by itself. */
export function isNeutral(keyword: string): boolean {
  return neutralKeywords.has(keyword) || isAnnotation(keyword);
}
