import { expect, onTestFinished, test, vi } from "vitest";
import { ReferenceSender } from "../../mutants/sender/reference.ts";
import { runAgainstSender } from "../../mutants/sender/run.ts";
import type { NewFinding } from "../../src/run/check.ts";
import { senderCheck } from "../../src/sender/check.ts";
import { runSenderChecks } from "../../src/sender/check-sender.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { SenderTarget } from "../../src/sender/target.ts";

const finding: NewFinding = { message: "an event was sent again", expected: "no request", got: "a request" };

async function connect(): Promise<SenderTarget> {
  const sender = new ReferenceSender();
  onTestFinished(() => sender.close());
  const { transport } = sender;
  return SenderTarget.connect({ url: "http://reference", token: "a-token", trigger: "publish", transport });
}

test.for([
  ["passes", []],
  ["finds something", [finding]],
] as const)("a check that %s while this process stalls is not run", async ([, found]) => {
  await using target = await connect();
  vi.spyOn(target.stalls, "longestSince").mockReturnValue(target.timing.maxStallMs + 1);
  const check = senderCheck({
    id: "a_check",
    holds: "it holds",
    run: async ({ report }) => found.forEach(report),
  });
  const { results } = await runSenderChecks(target, {}, [check]);
  expect(results).toEqual([
    expect.objectContaining({ status: "not_run", reason: expect.stringContaining("the machine is too busy") }),
  ]);
});

test("an event whose response the sender did not wait for may be sent again", async () => {
  const checks = senderChecks.filter(({ id }) => id === "stops_after_success");
  const timing = { burstMs: 120, settleMs: 300, maxStallMs: 10_000 };
  const { results } = await runAgainstSender({ timeLimitMs: 50 }, checks, { timing });
  expect(results).toEqual([
    expect.objectContaining({ status: "not_run", reason: expect.stringContaining("the sender closed its connection") }),
  ]);
});
