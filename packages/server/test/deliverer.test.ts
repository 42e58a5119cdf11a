import { describe, expect, test, vi } from "vitest";
import { SharedBody } from "../src/publish/event-body.ts";
import { Deliverer } from "../src/worker/deliverer.ts";
import { Leases } from "../src/worker/leases.ts";
import type { ClaimedDelivery } from "../src/worker/queue.ts";
import type { DeliveryResult } from "../src/worker/result-queries.ts";
import type { RecordOutcome } from "../src/worker/results.ts";
import type { Attempt } from "../src/worker/state-transitions.ts";

const delivery: ClaimedDelivery = {
  deliveryId: "dlv_1",
  organizationId: "org",
  webhookId: "wh_1",
  eventId: "evt_1",
  scheduleIndex: 0,
  isTest: false,
  epoch: 0,
  lease: "first",
  dueMs: 0,
  inboxId: null,
  podId: null,
  isErased: false,
  body: new SharedBody("{}"),
  isLimited: false,
  maxPerSecond: null,
  notBefore: 0,
};
const webhook = {
  webhookId: "wh_1",
  url: "https://example.com",
  enabled: true,
  epoch: 0,
  inboxIds: [],
  podIds: [],
  sealedSecrets: [],
};

test("a delivery that this process claims again during its attempt is sent once, and recorded under the new lease", async () => {
  const log = { failed: vi.fn(), attempted: vi.fn(), leaseLost: vi.fn() };
  const clock = { now: () => new Date() };
  const leases = new Leases({ log, clock } as unknown as ConstructorParameters<typeof Leases>[0]);
  const send = vi.fn(async () => ({ startedAt: new Date(), durationMs: 1, outcome: "succeeded", statusCode: 204 }));
  const record = vi.fn(async ({ lease }: DeliveryResult) => (lease === "again" ? "recorded" : "lease lost"));
  const deliverer = new Deliverer({
    log,
    clock,
    leases,
    sender: { send },
    recorder: { record },
    metrics: { attempted: vi.fn() },
    retrySchedule: [0],
    webhookOf: () => webhook,
    limiter: { begin: () => ({ start: vi.fn(), end: vi.fn() }) },
    signal: new AbortController().signal,
    onCapacity: vi.fn(),
  } as unknown as ConstructorParameters<typeof Deliverer>[0]);
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
  expect(send).toHaveBeenCalledTimes(1);
  expect(log.leaseLost).not.toHaveBeenCalled();
});

test("a next attempt that is claimed before the response to the record of the last one is left to another claim", async () => {
  let held = "first";
  const leases = { leaseOf: () => held, release: vi.fn(), remove: vi.fn() };
  const end = vi.fn();
  const deliverer = new Deliverer({
    log: { attempted: vi.fn() },
    clock: { now: () => new Date() },
    leases,
    sender: { send: async () => ({ startedAt: new Date(), durationMs: 1, outcome: "http_error", statusCode: 500 }) },
    recorder: {
      async record() {
        held = "next";
        return "recorded";
      },
    },
    metrics: { attempted: vi.fn() },
    retrySchedule: [0, 0],
    webhookOf: () => webhook,
    limiter: { begin: () => ({ start: vi.fn(), end }) },
    onCapacity: vi.fn(),
  } as unknown as ConstructorParameters<typeof Deliverer>[0]);
  deliverer.start(delivery);
  await expect.poll(() => end).toHaveBeenCalled();
  expect(leases.release.mock.calls).toEqual([[["dlv_1"]]]);
  expect(leases.remove).not.toHaveBeenCalled();
});

/** Starts a delivery that ends with an error, and returns what became of its lease. */
async function giveUp(options: object) {
  const leases = { leaseOf: () => "first", releaseLater: vi.fn(), postpone: vi.fn() };
  const end = vi.fn();
  const deliverer = new Deliverer({
    log: { failed: vi.fn(), attempted: vi.fn() },
    clock: { now: () => new Date() },
    leases,
    limiter: { begin: () => ({ start: vi.fn(), end }) },
    onCapacity: vi.fn(),
    ...options,
  } as unknown as ConstructorParameters<typeof Deliverer>[0]);
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
  const send = async () => ({ startedAt: new Date(), durationMs: 1, outcome: "succeeded", statusCode: 204 });
  const attempted = () => {
    throw new Error("a bug");
  };
  const options = { webhookOf: () => webhook, sender: { send }, metrics: { attempted } };
  expect(await giveUp(options)).toEqual({ released: [], postponed: [["dlv_1"]] });
});

describe("a delivery whose result cannot be recorded", () => {
  const nextAttemptAt = new Date(Date.now() + 5_000);

  /** Starts a delivery whose result has an outcome, and returns what became of its lease. */
  async function record(outcome: RecordOutcome, attempt: Partial<Attempt>, enabled = true) {
    const leases = { leaseOf: () => "first", remove: vi.fn(), postpone: vi.fn() };
    const end = vi.fn();
    const deliverer = new Deliverer({
      log: { attempted: vi.fn() },
      metrics: { attempted: vi.fn() },
      clock: { now: () => new Date(nextAttemptAt.getTime() - 5_000) },
      leases,
      webhookOf: () => ({ ...webhook, enabled }),
      sender: { send: async () => ({ startedAt: new Date(), durationMs: 1, ...attempt }) },
      recorder: { record: async () => outcome },
      retrySchedule: [0, 0],
      limiter: { begin: () => ({ start: vi.fn(), end }) },
      signal: new AbortController().signal,
      onCapacity: vi.fn(),
    } as unknown as ConstructorParameters<typeof Deliverer>[0]);
    deliverer.start(delivery);
    await expect.poll(() => leases.remove.mock.calls.length + leases.postpone.mock.calls.length).toBe(1);
    return leases.postpone.mock.calls[0] ?? "removed";
  }

  const succeeded = { outcome: "succeeded", statusCode: 204 } as const;
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
