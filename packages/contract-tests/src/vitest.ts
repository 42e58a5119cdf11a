/**
 * The checks as suites of a sibling's own vitest.
 *
 * @example
 * import { receiverSuite } from "@agent-webhooks/contract-tests/vitest";
 * receiverSuite({ url: "http://127.0.0.1:3000/hooks", secret });
 */
import { beforeAll, describe, expect, test } from "vitest";
import { receiverChecks } from "./receiver/checks/index.ts";
import { type ReceiverOptions, ReceiverTarget } from "./receiver/target.ts";
import { toText } from "./report/terminal.ts";
import { runChecks } from "./run/run-checks.ts";

export type { ReceiverOptions } from "./receiver/target.ts";

/** A receiver may be slow, and hang now and then. */
const timeoutMs = 300_000;

/**
 * A test for each thing that a good receiver keeps. What cannot be run is skipped, with the reason.
 *
 * @param options where it listens; or a function that starts it, called before the first test
 * @example
 * receiverSuite(async () => ({ url: await start(), secret }));
 */
export function receiverSuite(options: ReceiverOptions | (() => ReceiverOptions | Promise<ReceiverOptions>)): void {
  describe("a good receiver", () => {
    let target: ReceiverTarget;
    beforeAll(async () => {
      target = await ReceiverTarget.connect(typeof options === "function" ? await options() : options);
    }, timeoutMs);

    for (const check of receiverChecks) {
      test(`${check.id}: ${check.holds}`, { timeout: timeoutMs }, async (context) => {
        const { url, seed } = target;
        const report = await runChecks([check], target, { target: `receiver ${url.href}`, seed });
        const [result] = report.results;
        if (result?.status === "not_run") return context.skip(result.reason);
        if (result?.status === "failed") expect.fail(toText(report));
      });
    }
  });
}
