import { styleText } from "node:util";
import { type CheckResult, findingsOf, type Report } from "../run/check.ts";
import { describePlace } from "../spec/place.ts";
import { type Cause, groupByCause, listFirst } from "./causes.ts";
import { truncate, withPrintableStrings } from "./printable.ts";

/** Causes printed for each check. The others are only counted. */
const shownPerCheck = 3;
/** A longer command line is cut. */
const maxCurlLength = 240;

export interface FormatOptions {
  /** Whether long command lines are printed in full, where there is no report that has them. @default false */
  readonly hasFullCommands?: boolean;
}

/** A report as text: findings, then checks that did not run, then a line of counts. */
export function formatReport(report: Report, { hasFullCommands = false }: FormatOptions = {}): string {
  const { target, seed, ms, results } = withPrintableStrings(report);
  const shorten = hasFullCommands ? (curl: string) => curl : shortenCommand;
  const parts = [...Map.groupBy(groupByCause(results), ({ first }) => first.check)].flatMap(([check, causes]) => {
    const more = causes.length - shownPerCheck;
    const shown = causes.slice(0, shownPerCheck).map((cause) => formatCause(cause, shorten));
    return more > 0 ? [...shown, dim(`… and ${more} more of ${check}\n`)] : shown;
  });
  const [finding] = findingsOf(report);
  if (finding !== undefined)
    parts.push(`${dim("why, and how to fix it:")} webhooks-contract explain ${finding.check}\n`);
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

function formatCause({ first, rule, findings, checks }: Cause, shorten: (curl: string) => string): string {
  const { check, level = "error", operation, message, expected, pointer, got, curl } = first;
  const mark = level === "error" ? styleText(["bold", "red"], "✗") : styleText(["bold", "yellow"], "!");
  const times = findings.length > 1 ? [dim(`${findings.length} times`)] : [];
  const title = [styleText("bold", check), ...(operation === undefined ? [] : [operation]), ...times].join(" · ");
  const others = [...new Set(findings.map((finding) => finding.message))].slice(1);
  const lines: [label: string, text: string | undefined][] = [
    ["rule", rule],
    ["expected", expected],
    ["got", got],
    ["also", others.length === 0 ? undefined : listFirst(others, 3, "\n")],
    ["found by", checks.length === 1 ? undefined : listFirst(checks, 5, ", ")],
    ["spec", pointer && describePlace(pointer)],
    ["reproduce", curl && shorten(curl)],
  ];
  const details = lines.flatMap(([label, text]) =>
    text === undefined ? [] : [`    ${dim(label.padEnd(9))} ${text.replaceAll("\n", `\n${" ".repeat(14)}`)}`],
  );
  return [`${mark} ${title}`, `    ${message}`, ...details, ""].join("\n");
}

/** Cuts a long command line: a body of a few kilobytes hides the findings. */
function shortenCommand(curl: string): string {
  if (curl.length <= maxCurlLength) return curl;
  return `${truncate(curl, maxCurlLength)}…\n(${curl.length} characters; the reports of --json and --junit have all)`;
}

/** The line that is shown during a run. */
export function formatProgress(done: number, total: number, check: string): string {
  return dim(`${done}/${total} ${check}`);
}

function dim(text: string): string {
  return styleText("dim", text);
}
