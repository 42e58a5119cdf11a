import type { Report } from "../run/check.ts";
import { type RunOptions, runChecks } from "../run/run-checks.ts";
import { receiverChecks } from "./checks/index.ts";
import { type ReceiverOptions, ReceiverTarget } from "./target.ts";

/**
 * Checks a webhook endpoint: sends valid and invalid deliveries and compares the response statuses with the contract.
 *
 * The endpoint handles the valid deliveries, some two hundred events, so do not use one that acts on real data.
 *
 * @throws SetupError when the URL or the secret is invalid, or nothing listens there
 * @example
 * const report = await checkReceiver({ url: "http://127.0.0.1:3000/hooks", secret });
 * if (!isPassed(report)) console.error(findingsOf(report));
 */
export async function checkReceiver(
  options: ReceiverOptions,
  progress: Pick<RunOptions, "onStart" | "onResult"> = {},
): Promise<Report> {
  const target = await ReceiverTarget.connect(options);
  const { url, seed, concurrency } = target;
  return runChecks(receiverChecks, target, { target: `receiver ${url.href}`, seed, concurrency, ...progress });
}
