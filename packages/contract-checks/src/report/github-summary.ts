import { readFileSync } from "node:fs";
import type { CheckResult, Report } from "../run/check.ts";
import { describePlace } from "../spec/place.ts";
import { groupByCause } from "./causes.ts";
import { withPrintableStrings } from "./printable.ts";

const { homepage } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly homepage: string;
};

/** Causes in a summary. GitHub cuts one of more than 1 MiB. */
const maxCauses = 100;

/** A report as Markdown, for the summary of a GitHub Actions job. */
export function toGitHubSummary(report: Report): string {
  const { target, ms, seed, results } = withPrintableStrings(report);
  const count = (status: CheckResult["status"]) => results.filter((result) => result.status === status).length;
  const mark = count("failed") > 0 ? "❌" : "✅";
  const about = [`${(ms / 1000).toFixed(1)} s`, ...(seed === undefined ? [] : [`seed ${seed}`])].join(", ");
  const lines = [
    `### ${mark} \`webhooks-contract\`: ${escapeMarkdown(target)}`,
    "",
    `${count("passed")} passed, ${count("failed")} failed, ${count("not_run")} not run (${about})`,
  ];
  const causes = groupByCause(results);
  if (causes.length > 0) {
    lines.push("", "| check | finding | expected | got | spec |", "| --- | --- | --- | --- | --- |");
    for (const { first, rule, findings } of causes.slice(0, maxCauses)) {
      const { check, level = "error", operation, message, expected, got, pointer } = first;
      const times = findings.length > 1 ? ` (${findings.length} times)` : "";
      const link = `[${check}](${explanationUrl(check)})`;
      const name = `${level === "error" ? "❌" : "⚠️"} ${link}${operation === undefined ? "" : `<br>${operation}`}`;
      const cells = [`${rule}: ${message}${times}`, expected, got, pointer === undefined ? "" : describePlace(pointer)];
      lines.push(`| ${[name, ...cells.map(escapeMarkdown)].join(" | ")} |`);
    }
    if (causes.length > maxCauses) lines.push("", `… and ${causes.length - maxCauses} more`);
  }
  const skipped = results.flatMap((result) => (result.status === "not_run" ? [result] : []));
  if (skipped.length > 0) {
    const items = skipped.map(({ check, reason }) => `- \`${check}\`: ${escapeMarkdown(reason)}`);
    lines.push("", "<details><summary>Not run</summary>", "", ...items, "", "</details>");
  }
  return `${lines.join("\n")}\n\n`;
}

function explanationUrl(check: string): string {
  return `${homepage.replace(/#.*$/, "")}/CHECKS.md#${check}`;
}

/** Shows a text of a stranger as it is: in one line, without markup, links or mentions. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>()#+!|~&@:.-]/g, (character) => `&#${character.codePointAt(0)};`)
    .replace(/\s+/g, " ");
}
