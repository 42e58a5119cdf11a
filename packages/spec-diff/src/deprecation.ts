import type { Change } from "./change.ts";
import type { JsonObject } from "./spec/json.ts";

/** How the removal of something counts. */
export interface Removal {
  /** As oasdiff names it: `without-deprecation`, `with-deprecation`, `before-sunset`, `sunset-parse`. */
  readonly kind: "without-deprecation" | "with-deprecation" | "before-sunset" | "sunset-parse";
  readonly level: Change["level"];
  /** Ends a sentence that says what was removed. */
  readonly reason: string;
}

/**
 * What is marked as `deprecated` may be removed, at or after the date of its `x-sunset` if it has one.
 *
 * @param today as `YYYY-MM-DD`
 */
export function classifyRemoval(value: JsonObject, today: string): Removal {
  if (value.deprecated !== true)
    return { kind: "without-deprecation", level: "breaking", reason: "without deprecation" };
  const sunset = value["x-sunset"];
  if (sunset === undefined) return { kind: "with-deprecation", level: "warning", reason: "after it was deprecated" };
  const date = parseDate(sunset);
  if (date === undefined) {
    const reason = `with an invalid \`x-sunset\`, ${JSON.stringify(sunset)}: it must be a date such as 2026-12-31`;
    return { kind: "sunset-parse", level: "breaking", reason };
  }
  if (date > today) return { kind: "before-sunset", level: "breaking", reason: `before its sunset on ${date}` };
  return { kind: "with-deprecation", level: "warning", reason: `after its sunset on ${date}` };
}

/** A sunset date that was announced and is no longer kept; `undefined` if it is kept or there was none. */
export function findSunsetViolation(
  base: JsonObject,
  head: JsonObject,
): { readonly kind: "sunset-deleted" | "sunset-date-changed-too-small"; readonly change: string } | undefined {
  const before = base.deprecated === true ? parseDate(base["x-sunset"]) : undefined;
  // What is no longer deprecated stays.
  if (before === undefined || head.deprecated !== true) return undefined;
  const after = parseDate(head["x-sunset"]);
  if (after === undefined) return { kind: "sunset-deleted", change: `the sunset date ${before} was removed` };
  if (after >= before) return undefined;
  return {
    kind: "sunset-date-changed-too-small",
    change: `the sunset date is now earlier, changed from ${before} to ${after}`,
  };
}

/** A date or a date and time of RFC 3339 as `YYYY-MM-DD` in UTC. */
function parseDate(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}([Tt ].*)?$/.test(value)) return undefined;
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) return undefined;
  const date = time.toISOString().slice(0, 10);
  // JavaScript reads February 30 as March 2.
  return value.length === 10 && value !== date ? undefined : date;
}
