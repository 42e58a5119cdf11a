import { operations } from "@agent-webhooks/types";
import { expect, onTestFinished, test, vi } from "vitest";
import { ReferenceSender } from "../../mutants/sender/reference.ts";
import { runAgainstSender } from "../../mutants/sender/run.ts";
import type { Transport } from "../../src/provider/http.ts";
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

/** A provider whose organizations may have so many webhooks at a time. */
function allowing(max: number): Transport {
  const sender = new ReferenceSender();
  onTestFinished(() => sender.close());
  const { path } = operations.createWebhook;
  let count = 0;
  return async (request, signal) => {
    const isCreate = request.method === "POST" && request.path === path;
    if (isCreate && count >= max) return { status: 403, headers: new Headers(), body: "" };
    if (isCreate) count++;
    if (request.method === "DELETE" && request.path.startsWith(path)) count--;
    return sender.transport(request, signal);
  };
}

const timing = { burstMs: 40, settleMs: 100, maxStallMs: 10_000 };

test("checks for which there are no more webhooks run when others have deleted theirs", async () => {
  const ids = ["event_types", "inbox_filter", "pod_filter", "inbox_or_pod"];
  const checks = senderChecks.filter(({ id }) => ids.includes(id));
  // One of them is for the first events of the run.
  const { results } = await runAgainstSender({}, checks, { transport: allowing(2), timing });
  expect(results.map(({ check, status }) => [check, status])).toEqual(ids.map((id) => [id, "passed"]));
});

test("a check that needs more webhooks than there may be is not run", async () => {
  const checks = senderChecks.filter(({ id }) => ["slow_endpoint", "inbox_filter"].includes(id));
  const { results } = await runAgainstSender({}, checks, { transport: allowing(2), timing });
  const reason = "the check needs more webhooks than the organization may have (createWebhook: 403)";
  expect(results).toEqual([
    expect.objectContaining({ check: "inbox_filter", status: "passed" }),
    expect.objectContaining({ check: "slow_endpoint", status: "not_run", reason }),
  ]);
});
