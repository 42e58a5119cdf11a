import type { CheckResult, Finding, Report } from "../run/check.ts";
import { toPrintable } from "./printable.ts";

/** A report as JUnit XML, which most CI systems read. Each check is a test case. */
export function toJUnit({ target, ms, results }: Report): string {
  const count = (status: CheckResult["status"]) => results.filter((result) => result.status === status).length;
  const counts = `tests="${results.length}" failures="${count("failed")}" skipped="${count("not_run")}"`;
  const time = `time="${ms / 1000}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="webhooks-contract" ${counts} ${time}>`,
    `  <testsuite name="${escapeXml(target)}" ${counts} ${time}>`,
    ...results.map((result) => testCase(target, result)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(target: string, result: CheckResult): string {
  const head = `    <testcase classname="${escapeXml(target)}" name="${escapeXml(result.check)}"`;
  if (result.status === "not_run") {
    return `${head} time="0">\n      <skipped message="${escapeXml(result.reason)}"/>\n    </testcase>`;
  }
  const time = `time="${result.ms / 1000}"`;
  if (result.findings.length === 0) return `${head} ${time}/>`;
  return [`${head} ${time}>`, ...result.findings.map(toElement), "    </testcase>"].join("\n");
}

function toElement(finding: Finding): string {
  const { level = "error", message, operation } = finding;
  const text = escapeXml(JSON.stringify(finding, null, 2));
  if (level === "warning") return `      <system-out>${text}</system-out>`;
  const title = operation === undefined ? message : `${operation}: ${message}`;
  return `      <failure message="${escapeXml(title)}">${text}</failure>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\t": "&#9;",
};

/** Escapes text for an element or attribute. Two characters that XML does not allow become �. */
function escapeXml(text: string): string {
  return toPrintable(text)
    .replace(/[&<>"\n\t]/g, (character) => entities[character] ?? character)
    .replace(/[\ufffe\uffff]/g, "\ufffd");
}
