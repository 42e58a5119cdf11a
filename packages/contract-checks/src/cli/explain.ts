import { readFile } from "node:fs/promises";
import { explainRule } from "@agent-webhooks/spec-diff";
import { providerChecksOf } from "../provider/index.ts";
import { receiverChecks } from "../receiver/checks/index.ts";
import type { Check } from "../run/check.ts";
import { SetupError } from "../run/errors.ts";
import { senderChecks } from "../sender/checks/index.ts";
import type { Command } from "./command.ts";

/** What can be checked, as headings of `CHECKS.md`. */
const groups: Readonly<Record<string, readonly Omit<Check<never>, "run" | "skipReason">[]>> = {
  Provider: providerChecksOf("all"),
  Receiver: receiverChecks,
  Sender: senderChecks,
};

export const explain: Command = (yargs) =>
  yargs.command(
    "explain [id]",
    "Explain a check, or a rule of diff",
    (yargs) =>
      yargs
        .positional("id", { type: "string", describe: "Id of a check or a rule; without it, all checks are listed" })
        .example("$0 explain pages_whole", "Explain a finding of this check")
        .epilogue("Exit codes: 0 success; 2 there is no such check or rule."),
    async ({ id }) => {
      process.stdout.write(id === undefined ? listChecks() : await explainId(id));
    },
  );

function listChecks(): string {
  const lines = Object.entries(groups).flatMap(([group, checks]) => [
    `${group} checks`,
    ...checks.map(({ id, holds }) => `  ${id.padEnd(28)} ${holds}`),
    "",
  ]);
  return lines.join("\n");
}

/** @throws SetupError when there is no such check or rule */
async function explainId(id: string): Promise<string> {
  const texts: string[] = [];
  for (const [group, checks] of Object.entries(groups)) {
    const check = checks.find((check) => check.id === id);
    if (check === undefined) continue;
    const text = explanations(await readFile(new URL("../../CHECKS.md", import.meta.url), "utf8"), group).get(id) ?? "";
    texts.push(`${group} check ${id}\n  Rule   ${check.holds}\n${formatPoints(text)}`);
  }
  const rule = await explainRule(id);
  if (rule !== undefined) {
    texts.push(`Rule ${id} of diff\n  Level  ${rule.level}\n  Change ${rule.change.replaceAll("`", "")}\n`);
  }
  if (texts.length > 0) return texts.join("\n");
  throw new SetupError(`there is no check or rule ${id}; webhooks-contract explain lists all checks`);
}

/** The text of each check of a group in `CHECKS.md`, by the id in its heading. */
export function explanations(markdown: string, group: string): ReadonlyMap<string, string> {
  const section = markdown.split(/^## /m).find((part) => part.startsWith(`${group}\n`)) ?? "";
  const [, ...entries] = section.split(/^### /m);
  return new Map(
    entries.map((entry) => {
      const [id = "", ...lines] = entry.split("\n");
      return [id, lines.join("\n").trim()];
    }),
  );
}

/** Points of a list, `- **Why** text`, as labelled lines. */
function formatPoints(text: string): string {
  const points = text.split(/^- /m).filter((point) => point !== "");
  return points
    .map((point) => {
      const [, label = "", rest = ""] = /^\*\*(\w+)\*\* (.*)$/s.exec(point) ?? [];
      return `  ${label.padEnd(6)} ${rest
        .trim()
        .replace(/\s*\n\s*/g, "\n         ")
        .replaceAll("`", "")}\n`;
    })
    .join("");
}
