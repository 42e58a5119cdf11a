import { type Finding, findingsOf, type Report } from "../run/check.ts";
import { withPrintableStrings } from "./printable.ts";

/** The findings as GitHub Actions workflow commands, which are shown as annotations. */
export function toGitHubAnnotations(report: Report): string {
  return findingsOf(withPrintableStrings(report)).map(toAnnotation).join("");
}

function toAnnotation({ check, level = "error", operation, message, expected, got, pointer }: Finding): string {
  const [file] = pointer?.split("#") ?? [];
  const title = operation === undefined ? check : `${check}: ${operation}`;
  const properties = [...(file ? [`file=${escapeProperty(file)}`] : []), `title=${escapeProperty(title)}`].join(",");
  const text = [message, `expected: ${expected}`, `got: ${got}`, ...(pointer === undefined ? [] : [pointer])];
  return `::${level} ${properties}::${escapeText(text.join("\n"))}\n`;
}

function escapeText(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
