import type { Report } from "../../src/run/finding.ts";

/** What is another one in each run. */
const random: readonly [RegExp, string][] = [
  [/agent-webhooks-contract-[0-9a-f-]{36}/g, "<mark>"],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uuid>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, "<time>"],
  [/whsec_[A-Za-z0-9+/=]+/g, "<secret>"],
  [/wh_[0-9a-f]{24}/g, "<id>"],
  [/(page_token(=|":"))[^&'"… ]+/g, "$1<token>"],
];

/** What a report says of what a check found: the first finding by its words, cut short, and whether there are more. */
export function inFull({ results }: Report, id: string): string {
  const result = results.find(({ check }) => check === id);
  if (result === undefined || result.status === "not_run") return "not run";
  const [first = "nothing", ...more] = result.findings
    .map(({ check: _, seed: __, message, curl: ___, ...rest }) =>
      Object.entries({ message, ...rest })
        .map(([name, value]) => `${name}: ${withoutRandom(value)}`)
        .join("\n"),
    )
    .sort();
  return more.length === 0 ? first : `${first}\nand more`;
}

function withoutRandom(text: string): string {
  const same = random.reduce((all, [pattern, word]) => all.replaceAll(pattern, word), text);
  return same.length > 120 ? `${same.slice(0, 120)}…` : same;
}
