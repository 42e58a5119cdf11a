import { gt, inc, major, minor, parse, valid } from "semver";
import type { Document } from "./spec/document.ts";

/** The `info.version` of both documents. */
export interface Versions {
  readonly base: string | undefined;
  readonly head: string | undefined;
  /** Whether the new version announces a breaking change: another major version or, before 1.0.0, another minor one. */
  readonly announcesBreaking: boolean;
  /** Whether it announces an addition: a higher minor version or, before 1.0.0, any higher version. */
  readonly announcesAddition: boolean;
}

export function versionsOf(base: Document, head: Document): Versions {
  const [before, after] = [versionOf(base), versionOf(head)];
  return {
    base: before,
    head: after,
    announcesBreaking: announcesBreaking(before, after),
    announcesAddition: announcesAddition(before, after),
  };
}

/** What to set, if there is no next version. YAML reads 1.0 without quotes as the number 1. */
export const semanticVersion = 'a semantic version in quotes, such as "1.0.0"';

/** The lowest version that announces a breaking change; `undefined` if the given one is not a semantic version. */
export function nextBreakingVersion(version: string | undefined): string | undefined {
  if (version === undefined || valid(version) === null) return undefined;
  return inc(version, major(version) === 0 ? "minor" : "major") ?? undefined;
}

/** The lowest version that announces an addition; `undefined` if the given one is not a semantic version. */
export function nextAdditionVersion(version: string | undefined): string | undefined {
  if (version === undefined || valid(version) === null) return undefined;
  return inc(version, major(version) === 0 ? "patch" : "minor") ?? undefined;
}

function announcesBreaking(before: string | undefined, after: string | undefined): boolean {
  const [base, head] = [parse(before), parse(after)];
  if (base === null || head === null || !gt(head, base)) return false;
  return major(head) > major(base) || (major(base) === 0 && minor(head) > minor(base));
}

function announcesAddition(before: string | undefined, after: string | undefined): boolean {
  const [base, head] = [parse(before), parse(after)];
  // Versions that are not semantic, such as dates, have no order that is known here.
  if (base === null || head === null) return before !== after;
  return gt(head, base) && (major(base) === 0 || major(head) > major(base) || minor(head) > minor(base));
}

function versionOf(document: Document): string | undefined {
  const version = document.objectAt(document.root, "info")?.value.version;
  return typeof version === "string" || typeof version === "number" ? String(version) : undefined;
}
