import { styleText } from "node:util";
import { inc, major, valid } from "semver";
import type { Change, Place } from "./change.ts";
import type { SpecDiff } from "./diff-specs.ts";
import type { Versions } from "./version.ts";

/** A diff for people: each change with where it is felt and what to do, then one line of counts. */
export function toText({ base, head, versions, changes }: SpecDiff): string {
  const breaking = changes.filter(({ level }) => level === "breaking").length;
  const warnings = changes.length - breaking;
  const counts = `${breaking} breaking, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  const isBad = breaking > 0 && !versions.announcesBreaking;
  const colour = isBad ? "red" : changes.length > 0 ? "yellow" : "green";
  const summary = changes.length === 0 ? "No breaking changes" : counts;
  return [
    ...changes.map(changeText),
    `${styleText(["bold", colour], summary)}: ${dim(`${base} → ${head}`)}\n`,
    ...(breaking > 0 ? [versionText(versions)] : []),
  ].join("");
}

function changeText({ id, level, message, places, base, head, advice }: Change): string {
  const mark = level === "breaking" ? styleText(["bold", "red"], "✗") : styleText(["bold", "yellow"], "!");
  const lines: [label: string, text: string | undefined][] = [
    ["at", placesText(places)],
    ["base", base],
    ["head", head],
    ["do", advice],
  ];
  const details = lines.flatMap(([label, text]) => (text ? [`    ${dim(label.padEnd(5))} ${text}\n`] : []));
  return [`${mark} ${styleText("bold", id)}\n`, `    ${message}\n`, ...details, "\n"].join("");
}

/** How many operations are named with a change; how many more there are is said. */
const namedPlaces = 8;

/** `request body of createWebhook (inbox_ids), updateWebhook (add_inbox_ids, remove_inbox_ids); response 200 of …`. */
function placesText(places: readonly Place[]): string {
  const byOperation = Map.groupBy(
    places.filter(({ operation }) => operation !== undefined),
    ({ operation, part }) => JSON.stringify([operation, part]),
  );
  const named = [...byOperation.values()].map((group) => {
    const fields = group.flatMap(({ field, part }) => (field && !part?.endsWith(` ${field}`) ? [field] : []));
    const [{ operation, part } = {}] = group;
    return { part, text: fields.length > 0 ? `${operation} (${fields.join(", ")})` : `${operation}` };
  });
  const texts = [...Map.groupBy(named.slice(0, namedPlaces), ({ part }) => part)].map(([part, of]) => {
    const list = of.map(({ text }) => text).join(", ");
    return part === undefined ? list : `${part} of ${list}`;
  });
  const more = named.length - namedPlaces;
  return [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

function versionText({ base, head, announcesBreaking }: Versions): string {
  if (announcesBreaking) return `\`info.version\` announces a breaking change: ${base} → ${head}.\n`;
  const next = valid(base) && base !== undefined ? inc(base, major(base) === 0 ? "minor" : "major") : null;
  const how = next === null ? "a semantic version" : next;
  return `\`info.version\` does not announce a breaking change: ${base ?? "none"} → ${head ?? "none"}. If the change is intended, set it to ${how}.\n`;
}

function dim(text: string): string {
  return styleText("dim", text);
}
