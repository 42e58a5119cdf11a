import { expect, test } from "vitest";
import { providerMutants } from "../../mutants/provider/index.ts";
import { runAgainstReference } from "../../mutants/provider/run.ts";
import { withSteadyClock } from "../../mutants/provider/variants.ts";
import { providerChecks } from "../../src/provider/index.ts";
import type { Finding } from "../../src/run/check.ts";

/** What differs from run to run. */
const random: readonly [RegExp, string][] = [
  [/agent-webhooks-contract-[0-9a-f-]{36}/g, "<marker>"],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "<uuid>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, "<time>"],
  [/whsec_[A-Za-z0-9+/=]+/g, "<secret>"],
  [/wh_[0-9a-f]{24}/g, "<id>"],
];

/** The finding as text, on lines of at most 120 characters. */
function textOf({ message, expected, got, pointer = "" }: Finding): string {
  const lines = [message, `expected: ${expected}`, `got: ${got}`, ...(pointer === "" ? [] : [`spec: ${pointer}`])];
  const cut = (line: string) => (line.length > 118 ? `${line.slice(0, 117)}…` : line);
  return lines
    .map((line) => `  ${cut(random.reduce((text, [pattern, to]) => text.replaceAll(pattern, to), line))}\n`)
    .join("");
}

test("the first finding of each check in its first mutant reads as in findings.txt", async () => {
  let text = "";
  for (const check of providerChecks) {
    const mutant = providerMutants.find(({ kills }) => kills === check.id);
    const findingsIn = async (checks: typeof providerChecks) => {
      const { results } = await runAgainstReference(withSteadyClock(mutant?.apply() ?? {}), checks);
      return results.flatMap((result) => (result.check === check.id && "findings" in result ? result.findings : []));
    };
    const alone = await findingsIn([check]);
    const [first] = (alone.length > 0 ? alone : await findingsIn(providerChecks)).map(textOf).sort();
    text += `${check.id}: ${check.holds}\n${first}`;
  }
  await expect(text).toMatchFileSnapshot("findings.txt");
});
