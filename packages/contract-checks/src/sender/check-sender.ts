import type { Report } from "../run/check.ts";
import { type RunOptions, runChecks } from "../run/run-checks.ts";
import { checksWithEvents, senderChecks } from "./checks/index.ts";
import type { SenderOptions } from "./options.ts";
import { SenderTarget } from "./target.ts";

/**
 * Checks a sender of webhooks: registers endpoints at its provider, triggers events, and compares what arrives with the
 * contract. Everything that it creates is deleted at the end.
 *
 * @throws SetupError when an option is invalid, the provider does not register a webhook, or no event can be triggered
 * @example
 * const report = await checkSender({ url: "http://127.0.0.1:8787", token, trigger: "publish" });
 * if (!isPassed(report)) console.error(findingsOf(report));
 */
export async function checkSender(
  options: SenderOptions,
  progress: Pick<RunOptions, "onStart" | "onResult"> = {},
): Promise<Report> {
  await using target = await SenderTarget.connect(options);
  return await runSenderChecks(target, progress);
}

/** Runs checks at the same time, because they mostly wait. Those that judge all requests come when there are no more. */
export async function runSenderChecks(
  target: SenderTarget,
  progress: Pick<RunOptions, "onStart" | "onResult" | "signal"> = {},
  checks: typeof senderChecks = senderChecks,
): Promise<Report> {
  const { url, seed } = target;
  const run = (part: typeof senderChecks) =>
    runChecks(part, target, { target: `sender ${url}`, seed, concurrency: part.length, ...progress });
  const withEvents = checks.filter(({ id }) => checksWithEvents.some((check) => check.id === id));
  const first = await run(withEvents);
  const last = await run(checks.filter((check) => !withEvents.includes(check)));
  const results = new Map([...first.results, ...last.results].map((result) => [result.check, result]));
  return { ...first, ms: first.ms + last.ms, results: checks.flatMap(({ id }) => results.get(id) ?? []) };
}
