import { gt, major, minor, parse } from "semver";
import type { Document } from "./document.ts";

/** The versions that two documents give themselves. */
export interface Versions {
  readonly base: string | undefined;
  readonly head: string | undefined;
  /** Whether the head's says that it breaks what was: another major version; before 1.0.0, another minor one. */
  readonly announcesBreaking: boolean;
}

export function versionsOf(base: Document, head: Document): Versions {
  const before = versionOf(base);
  const after = versionOf(head);
  return { base: before, head: after, announcesBreaking: announcesBreaking(before, after) };
}

function announcesBreaking(before: string | undefined, after: string | undefined): boolean {
  const base = parse(before);
  const head = parse(after);
  if (base === null || head === null || !gt(head, base)) return false;
  return major(head) > major(base) || (major(base) === 0 && minor(head) > minor(base));
}

function versionOf(document: Document): string | undefined {
  const version = document.objectAt(document.root, "info")?.value.version;
  return typeof version === "string" ? version : undefined;
}
