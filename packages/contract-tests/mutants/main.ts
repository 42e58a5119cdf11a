import { parseArgs } from "node:util";
import { startMock } from "../src/mock.ts";
import { providerChecks } from "../src/provider/index.ts";
import { findingsOf } from "../src/run/finding.ts";
import { clientMutants } from "./client/index.ts";
import { judgeClient } from "./client/judge.ts";
import { isKilled, matrix, type Verdict } from "./mutant.ts";
import { providerMutants } from "./provider/index.ts";
import { judge, judgeMutant } from "./provider/judge.ts";
import { quickClock, variants } from "./provider/variants.ts";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "20" } } });

/** Every kind of mutants, and how one is judged. */
const kinds: readonly { title: string; judge(): AsyncIterable<Verdict> }[] = [
  { title: "provider mutants", judge: () => each(providerMutants, judgeMutant) },
  { title: "client mutants", judge: judgeClients },
];

async function* each<M>(mutants: readonly M[], judge: (mutant: M) => Promise<Verdict>): AsyncGenerator<Verdict> {
  for (const mutant of mutants) yield await judge(mutant);
}

async function* judgeClients(): AsyncGenerator<Verdict> {
  await using mock = await startMock();
  yield* each(clientMutants, (mutant) => judgeClient(mutant, mock.url));
}

for (const { title, judge } of kinds) {
  const verdicts: Verdict[] = [];
  for await (const verdict of judge()) verdicts.push(verdict);
  process.stdout.write(`${matrix(title, verdicts)}\n`);
  if (!verdicts.every(isKilled)) process.exitCode = 1;
}

process.stdout.write(`correct providers, ${values.seeds} seeds each:\n`);
for (const { id, apply } of variants) {
  const found = new Map<string, number>();
  for (let seed = 0; seed < Number(values.seeds); seed++) {
    const clock = quickClock();
    const report = await judge(apply(clock), providerChecks, { seed, timeoutMs: 10_000, clock });
    for (const { check, message, got } of findingsOf(report)) {
      const text = `${check}: ${message} (${got.slice(0, 200)})`;
      found.set(text, (found.get(text) ?? 0) + 1);
    }
    if (report.left.length > 0) found.set("webhooks were left behind", 1);
  }
  process.stdout.write(`  ${found.size === 0 ? "no finding" : `${found.size} FALSE ALARMS`}: ${id}\n`);
  for (const [text, count] of found) process.stdout.write(`    ✗ ${count} times ${text}\n`);
  if (found.size > 0) process.exitCode = 1;
}
