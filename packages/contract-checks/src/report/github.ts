import { existsSync } from "node:fs";
import type { Report } from "../run/check.ts";
import { describePlace } from "../spec/place.ts";
import { type Cause, groupByCause, listFirst } from "./causes.ts";
import { withPrintableStrings } from "./printable.ts";

/** What was found as GitHub Actions workflow commands, which are shown as annotations: one for each cause. */
export function toGitHubAnnotations(report: Report): string {
  return groupByCause(withPrintableStrings(report).results).map(toAnnotation).join("");
}

function toAnnotation({ first, rule, findings, checks }: Cause): string {
  const { check, level = "error", operation, message, expected, got, pointer } = first;
  const title = operation === undefined ? check : `${check}: ${operation}`;
  const properties = [...fileOf(pointer), `title=${escapeProperty(title)}`].join(",");
  const text = [
    message,
    `rule: ${rule}`,
    `expected: ${expected}`,
    `got: ${got}`,
    ...(findings.length === 1 ? [] : [`found ${findings.length} times, by ${listFirst(checks, 5, ", ")}`]),
    ...(pointer === undefined ? [] : [describePlace(pointer)]),
  ];
  return `::${level} ${properties}::${escapeText(text.join("\n"))}\n`;
}

/** The file of the spec, if the repository that runs the checks has it: GitHub shows nothing at a file that it lacks. */
function fileOf(pointer: string | undefined): string[] {
  const [file] = pointer?.split("#") ?? [];
  return file && existsSync(file) ? [`file=${escapeProperty(file)}`] : [];
}

function escapeText(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
