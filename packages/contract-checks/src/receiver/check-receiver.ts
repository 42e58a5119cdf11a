import type { Report } from "../run/check.ts";
import { type RunOptions, runChecks } from "../run/run-checks.ts";
import { receiverChecks } from "./checks/index.ts";
import { type ReceiverOptions, ReceiverTarget } from "./target.ts";

/**
 * Judges a receiver: sends it good deliveries and attacks, and looks at the statuses that it answers.
 *
 * Good deliveries are events that it handles, a few hundred of them: give it a receiver that may.
 *
 * @throws SetupError when the URL or the secret cannot be one, or nothing listens
 * @example
 * const report = await checkReceiver({ url: "http://127.0.0.1:3000/hooks", secret });
 * if (!isPassed(report)) console.error(findingsOf(report));
 */
export async function checkReceiver(
  options: ReceiverOptions,
  watch: Pick<RunOptions, "onStart" | "onResult"> = {},
): Promise<Report> {
  const target = await ReceiverTarget.connect(options);
  const { url, seed, inFlight: concurrency } = target;
  return runChecks(receiverChecks, target, { target: `receiver ${url.href}`, seed, concurrency, ...watch });
}
