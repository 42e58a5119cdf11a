import { eventTypes, operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { expect, onTestFinished, test, vi } from "vitest";
import { ReferenceSender } from "../../mutants/sender/reference.ts";
import { runAgainstSender } from "../../mutants/sender/run.ts";
import { reference, type Steps } from "../../mutants/sender/steps.ts";
import type { Transport } from "../../src/provider/http.ts";
import type { NewFinding } from "../../src/run/check.ts";
import { NotRunError } from "../../src/run/errors.ts";
import { type SenderCheckContext, senderCheck } from "../../src/sender/check.ts";
import { checkSender, runSenderChecks } from "../../src/sender/check-sender.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { isStalled } from "../../src/sender/judge.ts";
import type { SenderOptions } from "../../src/sender/options.ts";
import { SenderTarget } from "../../src/sender/target.ts";
import { limitWebhooks } from "./serve-sender.ts";

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

test("a check that passes by what arrived passes while this process stalls", async () => {
  await using target = await connect();
  vi.spyOn(target.stalls, "longestSince").mockReturnValue(target.timing.maxStallMs + 1);
  const check = senderCheck({ id: "a_check", holds: "it holds", isTimed: false, run: async () => {} });
  const { results } = await runSenderChecks(target, {}, [check]);
  expect(results).toEqual([expect.objectContaining({ status: "passed" })]);
});

test("a check that has findings and could not look at everything ended early", async () => {
  await using target = await connect();
  const run = async ({ report }: SenderCheckContext) => {
    report(finding);
    throw new NotRunError("too short");
  };
  const { results } = await runSenderChecks(target, {}, [senderCheck({ id: "a_check", holds: "it holds", run })]);
  expect(results).toEqual([expect.objectContaining({ status: "failed", endedEarly: "too short" })]);
});

test("an event whose response the sender did not wait for may be sent again", async () => {
  const checks = senderChecks.filter(({ id }) => id === "stops_after_success");
  const timing = { burstMs: 500, settleMs: 300, maxStallMs: 10_000 };
  const { results } = await runAgainstSender({ timeLimitMs: 50 }, checks, { timing });
  expect(results).toEqual([
    expect.objectContaining({ status: "not_run", reason: expect.stringContaining("the sender closed its connection") }),
  ]);
});

/** A provider whose organizations may have so many webhooks at a time. */
function allowing(max: number): Transport {
  const sender = new ReferenceSender();
  onTestFinished(() => sender.close());
  return limitWebhooks(sender.transport, max);
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
  const reason = "what it needs was not created: createWebhook returned 403";
  expect(results).toEqual([
    expect.objectContaining({ check: "inbox_filter", status: "passed" }),
    expect.objectContaining({ check: "slow_endpoint", status: "not_run", reason }),
  ]);
});

test("a check whose webhooks the provider does not create is not run, and the others are", async () => {
  const sender = new ReferenceSender();
  onTestFinished(() => sender.close());
  const body = '{"name":"ForbiddenError","message":"The plan has no pods."}';
  const transport: Transport = async (request, signal) => {
    const isCreate = request.method === "POST" && request.path === operations.createWebhook.path;
    const isForPods = isCreate && /"pod_ids"/.test(String(request.body)) && !/"inbox_ids"/.test(String(request.body));
    return isForPods ? { status: 403, headers: new Headers(), body } : sender.transport(request, signal);
  };
  const checks = senderChecks.filter(({ id }) => ["inbox_filter", "pod_filter"].includes(id));
  const { results } = await runAgainstSender({}, checks, { transport, timing });
  const reason = `what it needs was not created: createWebhook returned 403 ${body}`;
  expect(results).toEqual([
    expect.objectContaining({ check: "inbox_filter", status: "passed" }),
    expect.objectContaining({ check: "pod_filter", status: "not_run", reason }),
  ]);
});

/** Runs a check against a sender that is correct, and has its own pace. */
async function statusOf(id: string, changes: Partial<Steps>, options: Partial<SenderOptions>) {
  const checks = senderChecks.filter((check) => check.id === id);
  const [result] = (await runAgainstSender(changes, checks, options)).results;
  return result?.status;
}

test("a sender that waits longer for a response than it has to is not taken for one that does not retry", async () => {
  const changes = { timeLimitMs: 5_000 };
  const options = { patience: 1.5, timing: { ...timing, timeLimitMs: 800 } };
  expect(await statusOf("retry_after_timeout", changes, options)).toBe("not_run");
});

test("a sender that makes the attempts to an endpoint one after the other loses no event", async () => {
  let count = 0;
  // 7 events of the probe and 20 of the check. A second run of the check begins again.
  const changes = { firstDelayMs: () => 250 * (count++ % 27) };
  const options = { patience: 3, timing: { ...timing, settleMs: 400 } };
  expect(await statusOf("every_event_is_retried", changes, options)).toBe("not_run");
});

test("events that are retried later than others of the run are not taken for lost", async () => {
  const changes: Partial<Steps> = {
    delayMs: (attempt, result) => (attempt === 1 ? 900 : reference.delayMs(attempt, result)),
    // One type waits for longer than the patience of the run.
    isWanted: (webhook, state, attempt) =>
      (attempt.attempt === 1 || attempt.event.type !== "message.rejected") &&
      reference.isWanted(webhook, state, attempt),
  };
  expect(await statusOf("every_event_is_retried", changes, { patience: 2, timing })).toBe("not_run");
});

test("a sender that takes its time for each event is not held up by an endpoint that does not respond", async () => {
  const changes = { firstDelayMs: () => 1_200 };
  const options = { timing: { ...timing, isolationMs: 1_000 } };
  expect(await statusOf("slow_endpoint", changes, options)).toBe("passed");
});

test("an event that waits for the rate limit of the API is not taken for one that is held up", async () => {
  const sender = new ReferenceSender();
  onTestFinished(() => sender.close());
  // After those of the probe, and of the endpoint that does not respond.
  const first = eventTypes.length + 50 + 1;
  let published = 0;
  const transport: Transport = async (request, signal) => {
    const isPublish = request.path === deliveryOperations.publishEvent.path;
    // The event for the endpoint that responds, in the first run and in a second one, which would confirm a finding.
    if (isPublish && [first, first + 52].includes(++published)) {
      return { status: 429, headers: new Headers({ "retry-after": "3" }), body: "" };
    }
    return sender.transport(request, signal);
  };
  const options = { transport, timing: { ...timing, isolationMs: 2_500 } };
  expect(await statusOf("slow_endpoint", {}, options)).toBe("passed");
});

test("a sender is checked to the end, and its webhooks are deleted", async ({ skip }) => {
  const sender = new ReferenceSender();
  onTestFinished(() => sender.close());
  const { transport } = sender;
  const options = { url: "http://reference", token: "a-token", trigger: "publish", patience: 0.5, transport } as const;
  const report = await checkSender(options);
  const headers = { authorization: "Bearer a-token" };
  const request = { method: "GET", path: operations.listWebhooks.path, headers };
  const { body } = await transport(request, AbortSignal.timeout(10_000));
  expect(JSON.parse(body)).toMatchObject({ webhooks: [] });
  // Which other checks pass or run depends on the speed of the machine.
  skip(report.results.some(isStalled), "the machine is too busy");
  expect(report.results).toContainEqual(expect.objectContaining({ check: "signature", status: "passed" }));
});
