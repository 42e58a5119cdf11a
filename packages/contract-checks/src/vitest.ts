/**
 * The checks as suites of a sibling's own vitest: a test for each check. What cannot be run is skipped, with the reason.
 *
 * @example
 * import { providerSuite, receiverSuite } from "@agent-webhooks/contract-checks/vitest";
 * providerSuite({ url: "http://127.0.0.1:8787", token });
 * receiverSuite({ url: "http://127.0.0.1:3000/hooks", secret });
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ProviderOptions, ProviderTarget, providerChecks } from "./provider/index.ts";
import { checkStart } from "./provider/preflight.ts";
import { receiverChecks } from "./receiver/checks/index.ts";
import { type ReceiverOptions, ReceiverTarget } from "./receiver/target.ts";
import { toText } from "./report/terminal.ts";
import type { Check } from "./run/check.ts";
import { runChecks } from "./run/run-checks.ts";

export type { ProviderOptions } from "./provider/index.ts";
export type { ReceiverOptions } from "./receiver/target.ts";

/** What is judged may be slow, and hang now and then. */
const timeoutMs = 300_000;

/** What is judged; or a function that starts it, called before the first test. */
type Given<Options> = Options | (() => Options | Promise<Options>);

const optionsOf = async <Options extends object>(given: Given<Options>): Promise<Options> =>
  typeof given === "function" ? given() : given;

/**
 * Is a service a provider of the contract? What the suite makes there is deleted in the end.
 *
 * @example
 * providerSuite(async () => ({ url: await start(), token, otherToken, readToken }));
 */
export function providerSuite(given: Given<ProviderOptions>): void {
  describe("a provider of the webhook contract", () => {
    let target: ProviderTarget;
    beforeAll(async () => {
      const options = await optionsOf(given);
      await checkStart(options);
      target = new ProviderTarget(options);
    }, timeoutMs);
    afterAll(() => target?.close(), timeoutMs);
    testEach(providerChecks, () => target);
  });
}

/**
 * Is a handler a good receiver of events?
 *
 * @example
 * receiverSuite(async () => ({ url: await start(), secret }));
 */
export function receiverSuite(given: Given<ReceiverOptions>): void {
  describe("a good receiver", () => {
    let target: ReceiverTarget;
    beforeAll(async () => {
      target = await ReceiverTarget.connect(await optionsOf(given));
    }, timeoutMs);
    testEach(receiverChecks, () => target);
  });
}

function testEach<Target extends { readonly url: URL | string; readonly seed: number }>(
  checks: readonly Check<Target>[],
  target: () => Target,
): void {
  for (const check of checks) {
    test(`${check.id}: ${check.holds}`, { timeout: timeoutMs }, async ({ skip }) => {
      const { url, seed } = target();
      const report = await runChecks([check], target(), { target: String(url), seed });
      const [result] = report.results;
      if (result?.status === "not_run") return skip(result.reason);
      if (result?.status === "failed") expect.fail(toText(report));
    });
  }
}
