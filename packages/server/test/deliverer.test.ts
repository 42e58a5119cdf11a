import { describe, expect, test, vi } from "vitest";
import { Deliverer, type DelivererOptions } from "../src/worker/deliverer.ts";
import { Leases } from "../src/worker/leases.ts";
import type { DeliveryResult } from "../src/worker/result-queries.ts";
import type { RecordOutcome } from "../src/worker/results.ts";
import type { Attempt } from "../src/worker/state-transitions.ts";
import { claimed, currentWebhook } from "./support/claimed.ts";

const delivery = claimed();
const succeeded = { outcome: "succeeded", statusCode: 204 } as const;

const senderOf = (attempt: Partial<Attempt>) => ({
  send: vi.fn(async () => ({ startedAt: new Date(), durationMs: 1, ...attempt })),
});

/** A deliverer of mocks. `end` is called when the place of its delivery is free. */
function createDeliverer(options: object) {
  const end = vi.fn();
  const deliverer = new Deliverer({
    log: { failed: vi.fn(), attempted: vi.fn() },
    clock: { now: () => new Date() },
    metrics: { attempted: vi.fn() },
    sender: senderOf(succeeded),
    retrySchedule: [0, 0],
    webhookOf: () => currentWebhook,
    limiter: { begin: () => ({ start: vi.fn(), end }) },
    signal: new AbortController().signal,
    onCapacity: vi.fn(),
    ...options,
  } as unknown as DelivererOptions);
  return { deliverer, end };
}

test("a delivery that this process claims again during its attempt is sent once, and recorded under the new lease", async () => {
  const log = { failed: vi.fn(), attempted: vi.fn(), leaseLost: vi.fn() };
  const clock = { now: () => new Date() };
  const leases = new Leases({ log, clock } as unknown as ConstructorParameters<typeof Leases>[0]);
  const sender = senderOf(succeeded);
  const record = vi.fn(async ({ lease }: DeliveryResult) => (lease === "again" ? "recorded" : "lease lost"));
  const { deliverer } = createDeliverer({ log, leases, sender, recorder: { record } });
  leases.add(delivery, performance.now());
  let respond = () => {};
  const responded = new Promise<void>((resolve) => {
    respond = resolve;
  });
  // Committed before the result is recorded; its response comes later.
  const claim = leases.duringClaim(async () => {
    await responded;
    if (leases.add({ ...delivery, lease: "again" }, performance.now())) deliverer.start(delivery);
  });
  deliverer.start(delivery);
  await expect.poll(() => record).toHaveBeenCalled();
  respond();
  await claim;
  await leases.untilNone();
  expect(record.mock.calls.map(([{ lease }]) => lease)).toEqual(["first", "again"]);
  expect(sender.send).toHaveBeenCalledTimes(1);
  expect(log.leaseLost).not.toHaveBeenCalled();
});

test("a next attempt that is claimed before the response to the record of the last one is left to another claim", async () => {
  let held = "first";
  const leases = { leaseOf: () => held, release: vi.fn(), remove: vi.fn() };
  const record = async () => {
    held = "next";
    return "recorded";
  };
  const sender = senderOf({ outcome: "http_error", statusCode: 500 });
  const { deliverer, end } = createDeliverer({ leases, sender, recorder: { record } });
  deliverer.start(delivery);
  await expect.poll(() => end).toHaveBeenCalled();
  expect(leases.release.mock.calls).toEqual([[["dlv_1"]]]);
  expect(leases.remove).not.toHaveBeenCalled();
});

/** Starts a delivery that ends with an error, and returns what became of its lease. */
async function giveUp(options: object) {
  const leases = { leaseOf: () => "first", releaseLater: vi.fn(), postpone: vi.fn() };
  const { deliverer, end } = createDeliverer({ leases, ...options });
  deliverer.start(delivery);
  await expect.poll(() => end).toHaveBeenCalled();
  return { released: leases.releaseLater.mock.calls, postponed: leases.postpone.mock.calls };
}

test("a delivery that is not sent because the database fails is released", async () => {
  const webhookOf = () => {
    throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  };
  expect(await giveUp({ webhookOf })).toEqual({ released: [["dlv_1"]], postponed: [] });
});

test("a delivery whose request may have been sent is postponed", async () => {
  const attempted = () => {
    throw new Error("a bug");
  };
  expect(await giveUp({ metrics: { attempted } })).toEqual({ released: [], postponed: [["dlv_1"]] });
});

describe("a delivery whose result cannot be recorded", () => {
  const nextAttemptAt = new Date(Date.now() + 5_000);

  /** Starts a delivery whose result has an outcome, and returns what became of its lease. */
  async function record(outcome: RecordOutcome, attempt: Partial<Attempt>, enabled = true) {
    const leases = { leaseOf: () => "first", remove: vi.fn(), postpone: vi.fn() };
    const { deliverer } = createDeliverer({
      clock: { now: () => new Date(nextAttemptAt.getTime() - 5_000) },
      leases,
      webhookOf: () => ({ ...currentWebhook, enabled }),
      sender: senderOf(attempt),
      recorder: { record: async () => outcome },
    });
    deliverer.start(delivery);
    await expect.poll(() => leases.remove.mock.calls.length + leases.postpone.mock.calls.length).toBe(1);
    return leases.postpone.mock.calls[0] ?? "removed";
  }

  const next = { status: "pending", dueAt: nextAttemptAt, scheduleIndex: 1 };
  const failed = { outcome: "http_error", statusCode: 503, retryAfter: nextAttemptAt } as const;

  test.each([
    ["is postponed if the database rejects it", "rejected", failed, ["dlv_1"]],
    ["is due at the next attempt if the database was too slow", "not in time", failed, ["dlv_1", next]],
    [
      "is postponed if the database was too slow and no other attempt follows",
      "not in time",
      succeeded,
      ["dlv_1", undefined],
    ],
  ] as const)("%s", async (_, outcome, attempt, postponed) => {
    expect(await record(outcome, attempt)).toEqual(postponed);
  });

  test.each(["rejected", "not in time"] as const)(
    "is claimed when its lease ends if nothing was sent: %s",
    async (outcome) => {
      expect(await record(outcome, succeeded, false)).toBe("removed");
    },
  );
});
