/**
 * The checks as tests of a suite of vitest: one test a check.
 *
 * @example
 * ```ts
 * import { providerSuite } from "@agent-webhooks/contract-tests/vitest";
 *
 * providerSuite({ url: "http://127.0.0.1:8787", token: process.env.TOKEN });
 * ```
 */
import { afterAll, beforeAll, describe, test } from "vitest";
import { type ProviderOptions, ProviderTarget, providerChecks } from "./provider/index.ts";
import { checkStart } from "./provider/start.ts";
import { toText } from "./report/terminal.ts";
import { isPassed } from "./run/finding.ts";
import { runChecks } from "./run/run-checks.ts";

/** Longest that one check may take, with a target that is slow. */
const longestMs = 120_000;

/**
 * Registers a test for each check of a provider. What it makes is deleted in the end.
 *
 * @param options or what answers them once the suite begins, for a provider that is started in `beforeAll`
 */
export function providerSuite(options: ProviderOptions | (() => ProviderOptions | Promise<ProviderOptions>)): void {
  describe("provider of the webhook contract", () => {
    let target: ProviderTarget | undefined;

    beforeAll(async () => {
      const given = typeof options === "function" ? await options() : options;
      await checkStart(given);
      target = new ProviderTarget(given);
    });
    afterAll(async () => {
      await target?.close();
    }, longestMs);

    for (const check of providerChecks) {
      test(`${check.id}: ${check.holds}`, { timeout: longestMs }, async ({ skip }) => {
        if (target === undefined) throw new Error("the suite did not start");
        const reason = check.lacks?.(target);
        if (reason !== undefined) skip(reason);
        const report = await runChecks([check], target, { target: `provider ${target.url}`, seed: target.seed });
        if (!isPassed(report)) throw new Error(`\n${toText(report)}`);
      });
    }
  });
}
