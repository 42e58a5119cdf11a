import { parseArgs } from "node:util";
import { providerChecks } from "../src/provider/index.ts";
import { type Finding, findingsOf } from "../src/run/check.ts";
import { isKilled, matrix, type Verdict } from "./mutant.ts";
import { providerMutants } from "./provider/index.ts";
import { runAgainstReference, runMutant } from "./provider/judge.ts";
import { quickClock, variants } from "./provider/variants.ts";
import { checkHandler, checkMutant as checkReceiverMutant } from "./receiver/check-handler.ts";
import { receiverMutants } from "./receiver/index.ts";
import { receiverVariants } from "./receiver/variants.ts";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "20" } } });

/** Every kind of mutants, and how one is judged. */
const kinds: readonly { title: string; judge(): AsyncIterable<Verdict> }[] = [
  { title: "provider mutants", judge: () => each(providerMutants, runMutant) },
  { title: "receiver mutants", judge: () => each(receiverMutants, (mutant) => checkReceiverMutant(mutant)) },
];

async function* each<M>(mutants: readonly M[], judge: (mutant: M) => Promise<Verdict>): AsyncGenerator<Verdict> {
  for (const mutant of mutants) yield await judge(mutant);
}

for (const { title, judge } of kinds) {
  const verdicts: Verdict[] = [];
  for await (const verdict of judge()) verdicts.push(verdict);
  process.stdout.write(`${matrix(title, verdicts)}\n`);
  if (!verdicts.every(isKilled)) process.exitCode = 1;
}

/** What nobody may blame: how often each false alarm came. */
function tell(id: string, alarms: ReadonlyMap<string, number>): void {
  process.stdout.write(`  ${alarms.size === 0 ? "no finding" : `${alarms.size} FALSE ALARMS`}: ${id}\n`);
  for (const [text, count] of alarms) process.stdout.write(`    ✗ ${count} times ${text}\n`);
  if (alarms.size > 0) process.exitCode = 1;
}

function count(alarms: Map<string, number>, text: string): void {
  alarms.set(text, (alarms.get(text) ?? 0) + 1);
}

const textOf = ({ check, message, got }: Finding) => `${check}: ${message} (${got.slice(0, 200)})`;

process.stdout.write(`correct providers, ${values.seeds} seeds each:\n`);
for (const { id, apply } of variants) {
  const alarms = new Map<string, number>();
  for (let seed = 0; seed < Number(values.seeds); seed++) {
    const clock = quickClock();
    const report = await runAgainstReference(apply(clock), providerChecks, { seed, timeoutMs: 10_000, clock });
    for (const finding of findingsOf(report)) count(alarms, textOf(finding));
    if (report.leftBehind.length > 0) count(alarms, "webhooks were left behind");
  }
  tell(id, alarms);
}

process.stdout.write("\ncorrect receivers:\n");
for (const { id, start } of receiverVariants) {
  const alarms = new Map<string, number>();
  for (const finding of await checkHandler(start)) count(alarms, textOf(finding));
  tell(id, alarms);
}
