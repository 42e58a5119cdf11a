import { expect, test } from "vitest";
import { withSteadyClock } from "../../mutants/provider/clock.ts";
import { providerMutants } from "../../mutants/provider/index.ts";
import { runAgainstReference } from "../../mutants/provider/run.ts";
import { providerChecks } from "../../src/provider/index.ts";
import type { Finding } from "../../src/run/check.ts";
import { withoutRandom } from "./support.ts";

/** The finding as text, on lines of at most 120 characters. */
function textOf({ message, expected, got, pointer = "" }: Finding): string {
  const lines = [message, `expected: ${expected}`, `got: ${got}`, ...(pointer === "" ? [] : [`spec: ${pointer}`])];
  const cut = (line: string) => (line.length > 118 ? `${line.slice(0, 117)}…` : line);
  return lines.map((line) => `  ${cut(withoutRandom(line))}\n`).join("");
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
    // The messages of a baseline have to match those of the next run.
    for (const { message } of alone) expect(withoutRandom(message)).toBe(message);
    const [first] = (alone.length > 0 ? alone : await findingsIn(providerChecks)).map(textOf).sort();
    text += `${check.id}: ${check.holds}\n${first}`;
  }
  await expect(text).toMatchFileSnapshot("findings.txt");
});
