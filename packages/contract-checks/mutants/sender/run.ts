import { type CheckResult, type Finding, findingsOf, type Report } from "../../src/run/check.ts";
import { runSenderChecks } from "../../src/sender/check-sender.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { isStalled } from "../../src/sender/judge.ts";
import type { SenderOptions, Timing } from "../../src/sender/options.ts";
import { SenderTarget } from "../../src/sender/target.ts";
import type { Verdict } from "../mutant.ts";
import type { SenderMutant } from "./mutant.ts";
import { ReferenceSender } from "./reference.ts";
import type { Steps } from "./steps.ts";

/** For a sender that retries after fractions of a second. */
export const quickTiming: Timing = {
  timeLimitMs: 400,
  burstMs: 40,
  settleMs: 400,
  freshnessMs: 2_100,
  isolationMs: 1_000,
  maxStallMs: 200,
};

/** Runs checks against the reference sender, or one that deviates from it. */
export async function runAgainstSender(
  changes: Partial<Steps>,
  checks: typeof senderChecks = senderChecks,
  options: Partial<SenderOptions> = {},
): Promise<Report> {
  const sender = new ReferenceSender(changes);
  try {
    await using target = await SenderTarget.connect({
      url: "http://reference",
      token: "a-token",
      trigger: "publish",
      transport: sender.transport,
      patience: 5,
      timing: quickTiming,
      tls: true,
      seed: 1,
      ...options,
    });
    return await runSenderChecks(target, {}, checks);
  } finally {
    sender.close();
  }
}

/** How often a check that stalls is run. */
const maxRuns = 3;

/** Runs checks, and those that stalled again. Returns the last result of each. */
export async function runUntilCertain(
  checks: typeof senderChecks,
  run: (checks: typeof senderChecks) => Promise<Report>,
): Promise<CheckResult[]> {
  const last = new Map<string, CheckResult>();
  let left = checks;
  for (let count = 1; count <= maxRuns && left.length > 0; count++) {
    const { results } = await run(left);
    for (const result of results) last.set(result.check, result);
    const stalled = results.filter(isStalled).map(({ check }) => check);
    left = left.filter(({ id }) => stalled.includes(id));
  }
  return [...last.values()];
}

/** What the checks found, and ids of the checks that stalled each time. */
interface Outcome {
  readonly findings: readonly Finding[];
  readonly stalled: readonly string[];
}

/** Runs checks against a sender, and those that stalled again. @param change is called for each run */
export async function findInSender(
  change: () => Partial<Steps>,
  checks: typeof senderChecks = senderChecks,
  options: Partial<SenderOptions> = {},
): Promise<Outcome> {
  const results = await runUntilCertain(checks, (left) => runAgainstSender(change(), left, options));
  return { findings: findingsOf({ results }), stalled: results.filter(isStalled).map(({ check }) => check) };
}

/** Runs the check that has to kill the mutant, and all checks if that one alone finds nothing. */
export async function runSenderMutant(mutant: SenderMutant): Promise<Verdict & Outcome> {
  const run = async (checks: typeof senderChecks) => {
    const { findings, stalled } = await findInSender(mutant.change, checks);
    return { mutant, failed: [...new Set(findings.map(({ check }) => check))], findings, stalled };
  };
  const verdict = await run(senderChecks.filter(({ id }) => id === mutant.kills));
  return verdict.failed.length > 0 || verdict.stalled.length > 0 ? verdict : run(senderChecks);
}

/** For correct senders, whose time limit is 5 s: a busy machine must not make them late. */
export const variantOptions: Partial<SenderOptions> = {
  patience: 30,
  timing: { timeLimitMs: 5_000, isolationMs: 4_000 },
};
