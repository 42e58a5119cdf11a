import type { Answer } from "../../src/provider/response.ts";
import type { Report } from "../../src/run/check.ts";

/** What is another one in each run. */
const random: readonly [RegExp, string][] = [
  [/agent-webhooks-contract-[0-9a-f-]{36}/g, "<mark>"],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "<uuid>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, "<time>"],
  [/whsec_[A-Za-z0-9+/=]+/g, "<secret>"],
  [/wh_[0-9a-f]{24}/g, "<id>"],
  [/(page_token(=|":"))[^&'"… ]+/g, "$1<token>"],
];

/** What a report says of what a check found: the first finding by its words, cut short, and the words of the others. */
export function inFull({ results }: Report, id: string): string {
  const result = results.find(({ check }) => check === id);
  if (result === undefined || result.status === "not_run") return "not run";
  const [first = "nothing"] = result.findings
    .map(({ check: _, seed: __, message, curl: ___, ...rest }) =>
      Object.entries({ message, ...rest })
        .map(([name, value]) => `${name}: ${withoutRandom(value)}`)
        .join("\n"),
    )
    .sort();
  const words = result.findings.map(({ operation, message }) => withoutRandom(`${operation}: ${message}`));
  return [first, ...new Set(words.sort())].join("\n");
}

/** What was sent, how often, and how it was answered, the order aside. */
export function sent(answers: readonly Answer[]): string {
  const lines = answers.map(({ request: { method, path, headers, body }, status }) => {
    const { authorization, ...more } = headers;
    const said = [`${method} ${path}`, authorization, JSON.stringify(more), body === undefined ? "" : String(body)];
    return `${said.map((part) => withoutRandom(part ?? "no token")).join(" ")} → ${status}`;
  });
  const counts = Map.groupBy(lines, (line) => line);
  return [...counts]
    .map(([line, { length }]) => `${length} × ${line}`)
    .sort()
    .join("\n");
}

function withoutRandom(text: string): string {
  const same = random.reduce((all, [pattern, word]) => all.replaceAll(pattern, word), text);
  return same.length > 120 ? `${same.slice(0, 120)}…` : same;
}
