import { type Change, distinct } from "./change.ts";
import { addressesOf } from "./rules/rule.ts";
import type { Document } from "./spec/document.ts";
import { nextAdditionVersion, semanticVersion, type Versions } from "./version.ts";

/**
 * Reports additions that `info.version` does not announce.
 *
 * @param removals changes from the new document back to the old one: what breaks there is what the new one adds
 */
export function findUnannouncedAdditions(
  { base, head }: { readonly base: Document; readonly head: Document },
  removals: readonly Change[],
  versions: Versions,
): Change[] {
  // A document that names its dialect adds nothing, though one that no longer does breaks.
  const additions = removals.filter(({ level, id }) => level === "breaking" && id !== "json-schema-dialect-changed");
  if (additions.length === 0 || versions.announcesAddition) return [];
  const [before, after] = [base, head].map((document) => document.objectAt(document.root, "info") ?? document.root);
  const next = nextAdditionVersion(versions.base) ?? semanticVersion;
  return [
    {
      id: "info-version-not-increased",
      level: "warning",
      side: "document",
      message: `\`info.version\` does not announce an addition: ${versions.base ?? "none"} → ${versions.head ?? "none"}`,
      locations: distinct(additions.flatMap(({ locations }) => locations)),
      ...addressesOf(before ?? base.root, after ?? head.root, "version"),
      advice: `Set it to ${next}.`,
    },
  ];
}
