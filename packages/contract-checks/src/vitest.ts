// Every supported Node has it. Named here for projects that compile these sources themselves.
/// <reference lib="es2024.promise" />
/**
 * The checks as vitest suites, with a test for each check. Checks that cannot run are skipped with the reason.
 *
 * @example
 * import { providerSuite, receiverSuite, senderSuite } from "@agent-webhooks/contract-checks/vitest";
 * providerSuite({ url: "http://127.0.0.1:8787", token });
 * receiverSuite({ url: "http://127.0.0.1:3000/hooks", secret });
 * senderSuite({ url: "http://127.0.0.1:8787", token, trigger: "publish" });
 */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  connectProvider,
  type ProviderOptions,
  type ProviderTarget,
  providerChecksOf,
  type SpecName,
} from "./provider/index.ts";
import { receiverChecks } from "./receiver/checks/index.ts";
import { type ReceiverOptions, ReceiverTarget } from "./receiver/target.ts";
import { formatReport } from "./report/terminal.ts";
import type { Check, CheckResult, Report } from "./run/check.ts";
import { runChecks } from "./run/run-checks.ts";
import { runSenderChecks } from "./sender/check-sender.ts";
import { senderChecks } from "./sender/checks/index.ts";
import type { SenderOptions } from "./sender/options.ts";
import { SenderTarget } from "./sender/target.ts";

export type { ProviderOptions } from "./provider/index.ts";
export type { ReceiverOptions } from "./receiver/target.ts";
export type { SenderOptions } from "./sender/options.ts";

/** No time limit: the waits of a check have their own, such as `patience`, which may be hours. */
const timeoutMs = 0;
/** How long the function may take that starts the target. */
const startMs = 300_000;

/** Options, or a function that starts the target and returns them. It is called before the first test. */
type OptionsSource<Options> = Options | (() => Options | Promise<Options>);

async function resolveOptions<Options extends object>(source: OptionsSource<Options>): Promise<Options> {
  if (typeof source !== "function") return source;
  const late = delay(startMs, undefined, { ref: false }).then(() => {
    throw new Error(`the function that starts the target did not return within ${startMs / 1_000} s`);
  });
  return Promise.race([source(), late]);
}

export interface ProviderSuiteOptions {
  /**
   * What to check: the webhooks API, the delivery API, or `"all"`.
   * @default "webhooks"
   */
  readonly spec?: SpecName;
}

/**
 * Checks an API server. Everything that the suite creates is deleted at the end.
 *
 * @example
 * providerSuite(async () => ({ url: await start(), token, otherToken, readToken, writeToken }));
 */
export function providerSuite(
  source: OptionsSource<Omit<ProviderOptions, "spec">>,
  { spec = "webhooks" }: ProviderSuiteOptions = {},
): void {
  describe(spec === "webhooks" ? "provider checks" : `provider checks: ${spec}`, () => {
    let target: ProviderTarget;
    beforeAll(async () => {
      target = await connectProvider({ ...(await resolveOptions(source)), spec });
    }, timeoutMs);
    afterAll(() => target?.close(), timeoutMs);
    testChecks(providerChecksOf(spec), () => target);
  });
}

/**
 * Checks a webhook endpoint.
 *
 * @example
 * receiverSuite(async () => ({ url: await start(), secret }));
 */
export function receiverSuite(source: OptionsSource<ReceiverOptions>): void {
  describe("receiver checks", () => {
    let target: ReceiverTarget;
    beforeAll(async () => {
      target = await ReceiverTarget.connect(await resolveOptions(source));
    }, timeoutMs);
    testChecks(receiverChecks, () => target);
  });
}

/**
 * Checks a service that sends webhooks. The checks run at the same time, and each test waits for its own.
 *
 * @example
 * senderSuite(async () => ({ url: await start(), token, trigger: "publish" }));
 */
export function senderSuite(source: OptionsSource<SenderOptions>): void {
  describe("sender checks", () => {
    const results = new Map(senderChecks.map(({ id }) => [id, Promise.withResolvers<CheckResult>()]));
    let target: SenderTarget;
    let report: Promise<Report>;
    beforeAll(async () => {
      target = await SenderTarget.connect(await resolveOptions(source));
      report = runSenderChecks(target, { onResult: (result) => results.get(result.check)?.resolve(result) });
    }, timeoutMs);
    afterAll(async () => {
      await report;
      await target?.close();
    }, timeoutMs);
    for (const { id, holds } of senderChecks) {
      test(`${id}: ${holds}`, { timeout: timeoutMs }, async ({ skip }) => {
        const result = await results.get(id)?.promise;
        if (result?.status === "not_run") return skip(result.reason);
        if (result?.status === "failed") {
          expect.fail(formatReport({ target: `sender ${target.url}`, ms: result.ms, results: [result] }));
        }
      });
    }
  });
}

function testChecks<Target extends { readonly url: URL | string; readonly seed: number }>(
  checks: readonly Check<Target>[],
  target: () => Target,
): void {
  for (const check of checks) {
    test(`${check.id}: ${check.holds}`, { timeout: timeoutMs }, async ({ skip }) => {
      const { url, seed } = target();
      const report = await runChecks([check], target(), { target: String(url), seed });
      const [result] = report.results;
      if (result?.status === "not_run") return skip(toOptionNames(result.reason));
      if (result?.status === "failed") expect.fail(formatReport(report, { hasFullCommands: true }));
    });
  }
}

/** Names options as a suite takes them: `--other-token` is `otherToken`. */
function toOptionNames(reason: string): string {
  return reason.replaceAll(/--(\w+)-(\w)/g, (_, first: string, letter: string) => first + letter.toUpperCase());
}
