import { parseArgs } from "node:util";
import { forEachConcurrently } from "../src/provider/concurrently.ts";
import { providerChecksOf } from "../src/provider/index.ts";
import { type Finding, findingsOf } from "../src/run/check.ts";
import { senderChecks } from "../src/sender/checks/index.ts";
import { isKilled, matrix, type Verdict } from "./mutant.ts";
import { quickClock } from "./provider/clock.ts";
import { providerMutants } from "./provider/index.ts";
import { runAgainstReference, runMutant } from "./provider/run.ts";
import { variants, withSpecs } from "./provider/variants.ts";
import { checkHandler, checkMutant as checkReceiverMutant } from "./receiver/check-handler.ts";
import { receiverMutants } from "./receiver/index.ts";
import { receiverVariants } from "./receiver/variants.ts";
import { senderMutants } from "./sender/index.ts";
import { runAgainstSender, runSenderMutant, variantOptions } from "./sender/run.ts";
import { senderVariants } from "./sender/variants.ts";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "20" } } });

/** @param concurrency how many run at the same time */
async function runAll<M>(
  title: string,
  mutants: readonly M[],
  run: (mutant: M) => Promise<Verdict>,
  concurrency = 1,
): Promise<void> {
  const verdicts: Verdict[] = [];
  const work = async ([index, mutant]: [number, M]) => {
    verdicts[index] = await run(mutant);
  };
  await forEachConcurrently(mutants.entries(), work, concurrency);
  process.stdout.write(`${matrix(title, verdicts)}\n`);
  if (!verdicts.every(isKilled)) process.exitCode = 1;
}

/** Prints the findings in a correct implementation, each with how often it was made. */
function printFalseAlarms(id: string, alarms: readonly string[]): void {
  const counts = Map.groupBy(alarms, (text) => text);
  process.stdout.write(`  ${counts.size === 0 ? "no finding" : `${counts.size} FALSE ALARMS`}: ${id}\n`);
  for (const [text, { length }] of counts) process.stdout.write(`    ✗ ${length} times ${text}\n`);
  if (counts.size > 0) process.exitCode = 1;
}

const textOf = ({ check, message, got }: Finding) => `${check}: ${message} (${got.slice(0, 200)})`;

await runAll("provider mutants", providerMutants, runMutant);
await runAll("receiver mutants", receiverMutants, (mutant) => checkReceiverMutant(mutant));
// They mostly wait.
await runAll("sender mutants", senderMutants, runSenderMutant, 8);

process.stdout.write(`correct providers, ${values.seeds} seeds each:\n`);
for (const { id, spec, apply } of variants.flatMap(withSpecs)) {
  const alarms: string[] = [];
  for (let seed = 0; seed < Number(values.seeds); seed++) {
    const clock = quickClock();
    const options = { spec, seed, timeoutMs: 10_000, clock };
    const report = await runAgainstReference(apply(clock), providerChecksOf(spec), options);
    alarms.push(...findingsOf(report).map(textOf), ...report.leftBehind.map(() => "a webhook was left behind"));
  }
  printFalseAlarms(`${id} (${spec})`, alarms);
}

process.stdout.write("\ncorrect receivers:\n");
for (const { id, start } of receiverVariants) printFalseAlarms(id, (await checkHandler(start)).map(textOf));

process.stdout.write(`\ncorrect senders, ${values.seeds} seeds each:\n`);
for (const { id, change } of senderVariants) {
  const alarms: string[] = [];
  const run = async (seed: number) => {
    const report = await runAgainstSender(change(), senderChecks, { ...variantOptions, seed });
    alarms.push(...findingsOf(report).map(textOf));
  };
  await forEachConcurrently(Array(Number(values.seeds)).keys(), run, 6);
  printFalseAlarms(id, alarms);
}
