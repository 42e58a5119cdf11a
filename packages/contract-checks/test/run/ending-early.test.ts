/** A baseline keeps the entries of a check that ended early: it may have missed their findings. */
import { describe, expect, test } from "vitest";
import { quickTiming, runAgainstSender } from "../../mutants/sender/run.ts";
import { retryDelayMs, type Steps } from "../../mutants/sender/steps.ts";
import { pageTokenChecks } from "../../src/provider/checks/page-tokens.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import type { Report } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { listOf } from "../provider/fake-list.ts";
import { fakeTarget, respond, timedOut } from "../receiver/fake-target.ts";

const byId = <Check extends { readonly id: string }>(checks: readonly Check[], id: string) =>
  checks.filter((check) => check.id === id);

const runReceiverCheck = (id: string, target = fakeTarget().target) =>
  runChecks(byId(receiverChecks, id), target, { target: "a receiver" });

// What they never send is not late on a busy machine. Three times the delay of a retry, which is measured, has to fit into the
// patience, and no attempt may time out, because that is retried.
const timing = { ...quickTiming, settleMs: 100, maxStallMs: Number.POSITIVE_INFINITY };
const runSenderCheck = (id: string, changes: Partial<Steps>) =>
  runAgainstSender({ timeLimitMs: 10_000, ...changes }, byId(senderChecks, id), { patience: 5, timing });

const endings: readonly (readonly [what: string, run: () => Promise<Report>, endedEarly: string])[] = [
  [
    "a provider, at a finding of a case",
    async () => {
      const { target } = listOf([], { transform: ({ next_page_token: _, ...page }) => page });
      return await runChecks(byId(pageTokenChecks, "page_tokens"), target, { target: "a provider" });
    },
    "the page token is missing",
  ],
  [
    "a sender, when an event does not arrive",
    () => runSenderCheck("large_event", { accepts: ({ text }) => text.length < 100_000 }),
    "an event of 1048576 bytes did not arrive",
  ],
  [
    "a sender, when an event is not retried",
    () =>
      runSenderCheck("retry_after_error_status", {
        delayMs: (_, { status }) => (status === 502 ? undefined : retryDelayMs),
      }),
    "a response with status 502 was not retried",
  ],
  [
    "a receiver, after a delivery without a response",
    () => runReceiverCheck("wrong_signature", fakeTarget(() => timedOut).target),
    "no more deliveries were sent after one without a response",
  ],
  [
    "a receiver, at a finding about a repeated id",
    () => runReceiverCheck("repeated_delivery", fakeTarget((_, index) => respond(index % 2 === 0 ? 200 : 409)).target),
    "no more deliveries with an id were sent after the one of a finding",
  ],
];

describe("a check ends early", () => {
  test.each(endings)("of %s", async (_, run, endedEarly) => {
    const { results } = await run();
    expect(results).toEqual([expect.objectContaining({ status: "failed", endedEarly })]);
  });

  test("not of a receiver that violates the contract in one of several deliveries", async () => {
    const accepting = fakeTarget(() => respond(200)).target;
    const { results } = await runReceiverCheck("wrong_signature", accepting);
    expect(results).toEqual([expect.not.objectContaining({ endedEarly: expect.anything() })]);
  });
});
