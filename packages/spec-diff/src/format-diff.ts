import { styleText } from "node:util";
import type { Change, Location } from "./change.ts";
import type { SpecDiff } from "./diff-specs.ts";
import { nextBreakingVersion, semanticVersion, type Versions } from "./version.ts";

/** Formats a diff for a terminal: each change with its locations and advice, then a summary line. */
export function formatDiff({ base, head, versions, changes }: SpecDiff): string {
  const breaking = changes.filter(({ level }) => level === "breaking").length;
  const warnings = changes.length - breaking;
  const counts = `${breaking} breaking, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  const isError = breaking > 0 && !versions.announcesBreaking;
  const colour = isError ? "red" : changes.length > 0 ? "yellow" : "green";
  const summary = changes.length === 0 ? "No breaking changes" : counts;
  return [
    ...changes.map(formatChange),
    `${styleText(["bold", colour], summary)}: ${dim(`${base} → ${head}`)}\n`,
    ...(breaking > 0 ? [formatVersions(versions)] : []),
  ].join("");
}

function formatChange({ id, level, message, locations, base, head, advice }: Change): string {
  const mark = level === "breaking" ? styleText(["bold", "red"], "✗") : styleText(["bold", "yellow"], "!");
  const lines: [label: string, text: string | undefined][] = [
    ["at", formatLocations(locations)],
    ["base", base],
    ["head", head],
    ["do", advice],
  ];
  const details = lines.flatMap(([label, text]) => (text ? [`    ${dim(label.padEnd(5))} ${text}\n`] : []));
  return [`${mark} ${styleText("bold", id)}\n`, `    ${message}\n`, ...details, "\n"].join("");
}

/** Operations named with each change; the rest is only counted. */
const maxNamedOperations = 8;

/** `request body of createWebhook (inbox_ids), updateWebhook (add_inbox_ids, remove_inbox_ids); response 200 of …`. */
function formatLocations(locations: readonly Location[]): string {
  const byOperation = Map.groupBy(
    locations.filter(({ operation }) => operation !== undefined),
    ({ operation, part }) => JSON.stringify([operation, part]),
  );
  const named = [...byOperation.values()].map((group) => {
    const fields = group.flatMap(({ field, part }) => (field && !part?.endsWith(` ${field}`) ? [field] : []));
    const [{ operation, part } = {}] = group;
    return { part, text: fields.length > 0 ? `${operation} (${fields.join(", ")})` : `${operation}` };
  });
  const texts = [...Map.groupBy(named.slice(0, maxNamedOperations), ({ part }) => part)].map(([part, group]) => {
    const operations = group.map(({ text }) => text).join(", ");
    return part === undefined ? operations : `${part} of ${operations}`;
  });
  const more = named.length - maxNamedOperations;
  return [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

function formatVersions({ base, head, announcesBreaking }: Versions): string {
  if (announcesBreaking) return `\`info.version\` announces a breaking change: ${base} → ${head}.\n`;
  const change = `${base ?? "none"} → ${head ?? "none"}`;
  const next = nextBreakingVersion(base) ?? semanticVersion;
  return `\`info.version\` does not announce a breaking change: ${change}. If the change is intended, set it to ${next}.\n`;
}

function dim(text: string): string {
  return styleText("dim", text);
}
