import { readFile } from "node:fs/promises";
import type { Change } from "./change.ts";

/** A row of the table of rules in the README. */
export interface RuleRow {
  /** The ids, with choices in braces, and `…` for each subject: `…-x-well-formed-{added,removed}`. */
  readonly names: readonly string[];
  readonly level: Change["level"];
  /** What changed, with code in backticks. */
  readonly change: string;
}

const subjects = "(?:request-(?:parameter|header|body|property)|response-(?:header|body|property))";

/** Reads the table of rules in the README, which has them all. */
export async function readRules(): Promise<RuleRow[]> {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const rows = readme.matchAll(/^\| (`.*`) +\| (breaking|warning) +\| (.*?) +\|$/gm);
  return [...rows].map(([, names = "", level, change = ""]): RuleRow => {
    const each = [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
    return { names: each, level: level === "breaking" ? level : "warning", change };
  });
}

/** Matches the ids that a name in the table stands for. */
export function patternOf(name: string): RegExp {
  const pattern = name
    .replace("…", subjects)
    .replaceAll(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(",", "|")})`);
  return new RegExp(`^${pattern}$`);
}

/**
 * Explains the rule of a change by its id, such as `request-property-max-items-decreased`.
 *
 * @returns its row in the README; `undefined` if no rule has this id
 */
export async function explainRule(id: string): Promise<RuleRow | undefined> {
  return (await readRules()).find(({ names }) => names.some((name) => patternOf(name).test(id)));
}
