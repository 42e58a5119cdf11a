import type { Change } from "../src/change.ts";

/** All that is said of a change: its rule, in words, what to do, where it stands, and where it is felt. */
export function inFull({ id, level, side, message, locations, base, head, advice }: Change): string {
  const felt = locations.map(({ operation, part, field }) => [operation, part, field].filter(Boolean).join(" · "));
  const lines = [`  ${message}`, `  ${advice}`, `  ${base} → ${head}`, ...felt.map((place) => `  at ${place}`)];
  return [`${level === "breaking" ? "✗" : "!"} ${side}: ${id}`, ...lines].join("\n");
}
