import { type Finding, findingsOf, type Report } from "../run/check.ts";

/** A report as GitHub's workflow commands, which its pages show as annotations. Empty when nothing was found. */
export function toGitHubAnnotations(report: Report): string {
  return findingsOf(report).map(annotation).join("");
}

function annotation({ check, level = "error", operation, message, expected, got, pointer }: Finding): string {
  const [file] = pointer?.split("#") ?? [];
  const title = operation === undefined ? check : `${check}: ${operation}`;
  const properties = [...(file ? [`file=${property(file)}`] : []), `title=${property(title)}`].join(",");
  const text = [message, `expected: ${expected}`, `got: ${got}`, ...(pointer === undefined ? [] : [pointer])];
  return `::${level} ${properties}::${data(text.join("\n"))}\n`;
}

/** What may not stand in the text of a command. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** What may not stand in a property of a command. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
