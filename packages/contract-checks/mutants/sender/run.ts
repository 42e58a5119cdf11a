import { findingsOf, type Report } from "../../src/run/check.ts";
import { runSenderChecks } from "../../src/sender/check-sender.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { type SenderOptions, SenderTarget, type Timing } from "../../src/sender/target.ts";
import type { Verdict } from "../mutant.ts";
import type { SenderMutant } from "./mutant.ts";
import { ReferenceSender } from "./reference.ts";
import type { Steps } from "./steps.ts";

/** For a sender that retries after fractions of a second. */
const quickTiming: Timing = { timeLimitMs: 400, burstMs: 40, settleMs: 400, freshnessMs: 2_100, isolationMs: 1_000 };

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

/** Runs the check that has to kill the mutant, and all checks if that one alone finds nothing. */
export async function runSenderMutant(mutant: SenderMutant): Promise<Verdict> {
  const run = async (checks: typeof senderChecks) => {
    const findings = findingsOf(await runAgainstSender(mutant.change(), checks));
    return [...new Set(findings.map(({ check }) => check))];
  };
  const failed = await run(senderChecks.filter(({ id }) => id === mutant.kills));
  return { mutant, failed: failed.length > 0 ? failed : await run(senderChecks) };
}

/** For correct senders, whose time limit is 5 s: a busy machine must not make them late. */
export const variantOptions: Partial<SenderOptions> = {
  patience: 30,
  timing: { timeLimitMs: 5_000, isolationMs: 4_000 },
};
