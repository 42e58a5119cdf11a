import type { Report } from "../run/check.ts";

/** A report as JSON, for other programs. */
export function toJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
