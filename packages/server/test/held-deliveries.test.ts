/** What a process does with the deliveries that it has leased, beside sending them. */
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ConcurrencyLimiter } from "../src/worker/concurrency.ts";
import { RoundRobin } from "../src/worker/fairness.ts";
import { HeldDeliveries } from "../src/worker/held-deliveries.ts";
import type { Attempt } from "../src/worker/state-transitions.ts";
import { claimed, currentWebhook } from "./support/claimed.ts";

/** Deliveries of one webhook. */
const deliveries = (...ids: string[]) => ids.map((id) => claimed({ deliveryId: `dlv_${id}`, eventId: `evt_${id}` }));

/** Holds deliveries to an endpoint that responds when `respond` is called, and gets one request at a time. */
function hold({ perWebhook = 1 } = {}) {
  const sent: string[] = [];
  const released: string[] = [];
  const abort = new AbortController();
  const roundRobin = new RoundRobin();
  const leases = {
    add: vi.fn(() => true),
    release: vi.fn(async (deliveryIds: readonly string[]): Promise<void> => void released.push(...deliveryIds)),
    leaseOf: () => "first",
    remove: vi.fn(),
  };
  const waiting = new Map<string, (attempt: Attempt) => void>();
  const send = ({ eventId }: { readonly eventId: string }) => {
    sent.push(eventId);
    return new Promise<Attempt>((resolve) => waiting.set(eventId, resolve));
  };
  const respond = (id: string, outcome: Attempt["outcome"]) =>
    waiting.get(`evt_${id}`)?.({ startedAt: new Date(), durationMs: 1, outcome });
  const onCapacity = vi.fn();
  const held = new HeldDeliveries({
    roundRobin,
    leases,
    limiter: new ConcurrencyLimiter({ perWebhook, perPool: 100, total: 100, slowMs: 60_000 }),
    sender: { send },
    recorder: { record: async () => "recorded" },
    metrics: { attempted: vi.fn() },
    log: { attempted: vi.fn() },
    retrySchedule: [0, 60],
    clock: { now: () => new Date() },
    webhookOf: () => currentWebhook,
    signal: abort.signal,
    maxHeldBytes: 128 * 1024 ** 2,
    onCapacity,
  } as unknown as ConstructorParameters<typeof HeldDeliveries>[0]);
  return { held, sent, released, respond, leases, roundRobin, onCapacity, abort };
}

test("those that wait for a place are given back, and their webhook may be claimed again", async () => {
  const { held, sent, released, roundRobin } = hold();
  held.take(deliveries("1", "2", "3"), 0);
  expect([held.size, held.countOf("wh_1"), held.countOf("wh_2")]).toEqual([3, 3, 0]);
  await expect.poll(() => sent).toEqual(["evt_1"]);
  expect(roundRobin.has("org", "wh_1")).toBe(false);
  await held.giveBackReady();
  expect([held.size, released]).toEqual([1, ["dlv_2", "dlv_3"]]);
  expect(roundRobin.has("org", "wh_1")).toBe(true);
});

test("after a stop, nothing more is sent; after an abort, leases are left to expire", async () => {
  const { held, sent, released, leases, abort } = hold();
  held.take(deliveries("1", "2"), 0);
  held.stop();
  held.take(deliveries("3"), 0);
  await expect.poll(() => released).toEqual(["dlv_2", "dlv_3"]);
  await expect.poll(() => sent).toEqual(["evt_1"]);
  leases.add.mockClear();
  abort.abort();
  held.take(deliveries("4"), 0);
  expect(leases.add).not.toHaveBeenCalled();
});

test("the webhook of what is given back may be claimed once that is released", async () => {
  const { held, leases, roundRobin, onCapacity } = hold();
  let release = () => {};
  leases.release.mockReturnValueOnce(
    new Promise<void>((resolve) => {
      release = resolve;
    }),
  );
  held.take(deliveries("1", "2"), 0);
  const givenBack = held.giveBackReady();
  // A claim that does not see the release takes the webhook for idle.
  roundRobin.takeTurns(1, () => "next");
  roundRobin.remove("org", "wh_1");
  onCapacity.mockClear();
  release();
  await givenBack;
  expect(roundRobin.has("org", "wh_1")).toBe(true);
  expect(onCapacity).toHaveBeenCalled();
});

describe("when an attempt times out", () => {
  /** Holds deliveries: one has succeeded, the next ten are sent, and two wait for a place. */
  async function holdMany() {
    const holding = hold({ perWebhook: 10 });
    const { held, sent, respond } = holding;
    held.take(deliveries("1"), 0);
    await expect.poll(() => sent).toEqual(["evt_1"]);
    respond("1", "succeeded");
    await expect.poll(() => held.size).toBe(0);
    held.take(deliveries(...Array.from({ length: 12 }, (_, index) => String(index + 2))), 0);
    await expect.poll(() => sent).toHaveLength(11);
    return holding;
  }

  test("what waits for a place is given back", async () => {
    const { sent, released, respond } = await holdMany();
    respond("2", "timeout");
    await expect.poll(() => released).toEqual(["dlv_12", "dlv_13"]);
    expect(sent).toHaveLength(11);
  });

  test("what waits for a place is sent if another attempt has succeeded since", async () => {
    const { sent, released, respond } = await holdMany();
    respond("3", "succeeded");
    await expect.poll(() => sent).toHaveLength(12);
    respond("2", "timeout");
    await expect.poll(() => sent).toHaveLength(13);
    expect(released).toEqual([]);
  });
});

test("a process is not busy with deliveries that wait for the time that the owner of their webhook allows", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const { held } = hold();
  const [first, ...limited] = deliveries("1", "2", "3");
  const notBefore = performance.now() + 3_600_000;
  held.take(
    limited.map((delivery) => ({ ...delivery, isLimited: true, maxPerSecond: 1, notBefore })),
    0,
  );
  expect([held.size, held.busy]).toEqual([2, 0]);
  held.take(first === undefined ? [] : [{ ...first, webhookId: "wh_2" }], 0);
  expect([held.size, held.busy]).toEqual([3, 1]);
});
