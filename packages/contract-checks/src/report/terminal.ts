import { styleText } from "node:util";
import { type CheckResult, type Finding, findingsOf, type Report } from "../run/check.ts";
import { withPrintableStrings } from "./printable.ts";

/** Findings printed for each check. The others are only counted. */
const shownPerCheck = 3;

/** A report as text: findings, then checks that did not run, then a line of counts. */
export function formatReport(report: Report): string {
  const { target, seed, ms, results } = withPrintableStrings(report);
  const parts = results.flatMap(formatFindings);
  const skipped = new Map<string, string[]>();
  for (const result of results) {
    if (result.status !== "not_run") continue;
    skipped.set(result.reason, [...(skipped.get(result.reason) ?? []), result.check]);
  }
  for (const [reason, checks] of skipped) parts.push(`${dim("not run:")} ${checks.join(", ")} ${dim(`(${reason})`)}\n`);
  const count = (status: CheckResult["status"]) => results.filter((result) => result.status === status).length;
  const warnings = findingsOf(report).filter(({ level }) => level === "warning").length;
  const counts = [
    `${count("passed")} passed`,
    `${count("failed")} failed`,
    ...(count("not_run") > 0 ? [`${count("not_run")} not run`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`] : []),
  ].join(", ");
  const color = count("failed") > 0 ? "red" : "green";
  const about = [`${(ms / 1000).toFixed(1)} s`, ...(seed === undefined ? [] : [`seed ${seed}`])].join(", ");
  parts.push(`${styleText(["bold", color], counts)} ${dim(`${target} (${about})`)}\n`);
  return parts.join("\n");
}

function formatFindings(result: CheckResult): string[] {
  if (result.status === "not_run") return [];
  const shown = result.findings.slice(0, shownPerCheck).map(formatFinding);
  const more = result.findings.length - shown.length;
  return more > 0 ? [...shown, dim(`… and ${more} more of ${result.check}\n`)] : shown;
}

function formatFinding({ check, level = "error", operation, message, expected, pointer, got, curl }: Finding): string {
  const mark = level === "error" ? styleText(["bold", "red"], "✗") : styleText(["bold", "yellow"], "!");
  const title = [styleText("bold", check), ...(operation === undefined ? [] : [operation])].join(" · ");
  const lines: [label: string, text: string | undefined][] = [
    ["expected", expected],
    ["got", got],
    ["spec", pointer],
    ["reproduce", curl],
  ];
  const details = lines.flatMap(([label, text]) =>
    text === undefined ? [] : [`    ${dim(label.padEnd(9))} ${text.replaceAll("\n", `\n${" ".repeat(14)}`)}`],
  );
  return [`${mark} ${title}`, `    ${message}`, ...details, ""].join("\n");
}

/** The line that is shown during a run. */
export function formatProgress(done: number, total: number, check: string): string {
  return dim(`${done}/${total} ${check}`);
}

function dim(text: string): string {
  return styleText("dim", text);
}
