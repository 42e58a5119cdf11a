import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { forEachConcurrently } from "../src/provider/concurrently.ts";
import { providerChecksOf } from "../src/provider/index.ts";
import { type CheckResult, type Finding, findingsOf } from "../src/run/check.ts";
import { senderChecks } from "../src/sender/checks/index.ts";
import { isStalled } from "../src/sender/judge.ts";
import { checkFakeProvider, checkFakeSender } from "./fake.ts";
import { isKilled, matrix, type Verdict } from "./mutant.ts";
import { quickClock } from "./provider/clock.ts";
import { providerMutants } from "./provider/index.ts";
import { runAgainstReference, runMutant } from "./provider/run.ts";
import { variants, withSpecs } from "./provider/variants.ts";
import { checkHandler, checkMutant as checkReceiverMutant } from "./receiver/check-handler.ts";
import { receiverMutants } from "./receiver/index.ts";
import { receiverVariants } from "./receiver/variants.ts";
import { describeFindings, writeFindings } from "./sender/findings.ts";
import { senderMutants } from "./sender/index.ts";
import type { SenderMutant } from "./sender/mutant.ts";
import { findInSender, runSenderMutant, variantOptions } from "./sender/run.ts";
import { senderVariants } from "./sender/variants.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    "first-seed": { type: "string", default: "0" },
    "update-findings": { type: "boolean", default: false },
    only: { type: "string", multiple: true },
  },
});
const first = Number(values["first-seed"]);
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => first + index);
const ofSeeds = `seeds ${first} to ${first + seeds.length - 1}`;

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

/** Prints the checks whose runs all stalled. */
function printStalled(stalled: readonly string[]): void {
  if (stalled.length === 0) return;
  process.stdout.write(`    ? not run, because the machine is too busy: ${stalled.join(", ")}\n`);
  process.exitCode = 1;
}

async function runProviderVariants(): Promise<void> {
  process.stdout.write(`correct providers, ${ofSeeds}:\n`);
  for (const { id, spec, apply } of variants.flatMap(withSpecs)) {
    const alarms: string[] = [];
    for (const seed of seeds) {
      const clock = quickClock();
      const options = { spec, seed, timeoutMs: 10_000, clock };
      const report = await runAgainstReference(apply(clock), providerChecksOf(spec), options);
      alarms.push(...findingsOf(report).map(textOf), ...report.leftBehind.map(() => "a webhook was left behind"));
    }
    printFalseAlarms(`${id} (${spec})`, alarms);
  }
}

async function runReceiverVariants(): Promise<void> {
  process.stdout.write("correct receivers:\n");
  for (const { id, start } of receiverVariants) printFalseAlarms(id, (await checkHandler(start)).map(textOf));
}

async function runSenderMutants(): Promise<void> {
  const found = new Map<SenderMutant, string[]>();
  const run = async (mutant: SenderMutant) => {
    const verdict = await runSenderMutant(mutant);
    if (verdict.stalled.length === 0) found.set(mutant, describeFindings(mutant, verdict.findings));
    return verdict;
  };
  // They mostly wait.
  await runAll("sender mutants", senderMutants, run, 6);
  if (values["update-findings"]) await writeFindings(senderMutants.flatMap((mutant) => found.get(mutant) ?? []));
}

async function runSenderVariants(): Promise<void> {
  process.stdout.write(`correct senders, ${ofSeeds}:\n`);
  for (const { id, change } of senderVariants) {
    const alarms: string[] = [];
    const notRun: string[] = [];
    const run = async (seed: number) => {
      const { findings, stalled } = await findInSender(change, senderChecks, { ...variantOptions, seed });
      alarms.push(...findings.map(textOf));
      notRun.push(...stalled.map((check) => `seed ${seed}: ${check}`));
    };
    await forEachConcurrently(seeds, run, 4);
    printFalseAlarms(id, alarms);
    printStalled(notRun);
  }
}

/** The findings, and the checks that were not run although the fake allows it. */
function alarmsOf(results: readonly CheckResult[], cannotRun: string): string[] {
  const notRun = results.flatMap((result) =>
    result.status !== "not_run" || result.check === cannotRun || isStalled(result)
      ? []
      : [`${result.check} was not run: ${result.reason}`],
  );
  return [...findingsOf({ results }).map(textOf), ...notRun];
}

async function runFake(): Promise<void> {
  process.stdout.write("the fake, over HTTP:\n");
  const { results, leftBehind } = await checkFakeProvider();
  // Endpoints of the fake are on this machine.
  const alarms = alarmsOf(results, "private_networks");
  printFalseAlarms("as a provider", [...alarms, ...leftBehind.map((id) => `${id} was left behind`)]);
  const asSender = await checkFakeSender();
  printFalseAlarms("as a sender", alarmsOf(asSender, "tls_name"));
  printStalled(asSender.filter(isStalled).map(({ check }) => check));
}

/** What a run consists of, as many parts at a time as there are processors. `--only` selects some. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  "provider-mutants": () => runAll("provider mutants", providerMutants, runMutant),
  "receiver-mutants": () => runAll("receiver mutants", receiverMutants, (mutant) => checkReceiverMutant(mutant)),
  "sender-mutants": runSenderMutants,
  "provider-variants": runProviderVariants,
  "receiver-variants": runReceiverVariants,
  fake: runFake,
  "sender-variants": runSenderVariants,
};

const unknown = values.only?.find((name) => !(name in parts));
if (unknown !== undefined) throw new Error(`--only ${unknown} is not one of ${Object.keys(parts).join(", ")}`);

/** Runs a part in a process of its own, and prints what it printed when it has ended. */
async function runInProcess(part: string): Promise<void> {
  const options = ["--seeds", values.seeds, "--first-seed", values["first-seed"], "--only", part];
  if (values["update-findings"]) options.push("--update-findings");
  const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  process.stdout.write(output);
  if (code !== 0) process.exitCode = 1;
}

const selected = Object.entries(parts).filter(([name]) => values.only?.includes(name) ?? true);
const [[, runPart] = []] = selected;
if (selected.length === 1) await runPart?.();
else await forEachConcurrently(selected, ([name]) => runInProcess(name), availableParallelism());
