/** What a process does with the deliveries that it has leased, beside sending them. */
import { expect, test, vi } from "vitest";
import { SharedBody } from "../src/publish/event-body.ts";
import { ConcurrencyLimiter } from "../src/worker/concurrency.ts";
import { RoundRobin } from "../src/worker/fairness.ts";
import { HeldDeliveries } from "../src/worker/held-deliveries.ts";
import type { ClaimedDelivery } from "../src/worker/queue.ts";

const webhook = {
  webhookId: "wh_1",
  url: "https://example.com",
  enabled: true,
  epoch: 0,
  inboxIds: [],
  podIds: [],
  sealedSecrets: [],
};

/** Deliveries of one webhook. */
const deliveries = (...ids: string[]) =>
  ids.map(
    (id): ClaimedDelivery => ({
      deliveryId: `dlv_${id}`,
      organizationId: "org",
      webhookId: "wh_1",
      eventId: `evt_${id}`,
      scheduleIndex: 0,
      isTest: false,
      epoch: 0,
      lease: "1:0",
      publishedMs: 0,
      inboxId: null,
      podId: null,
      isErased: false,
      body: new SharedBody("{}"),
      isLimited: false,
      maxPerSecond: null,
      notBefore: 0,
    }),
  );

/** Holds deliveries to an endpoint that never responds, and gets one request at a time. */
function hold() {
  const sent: string[] = [];
  const released: string[] = [];
  const abort = new AbortController();
  const roundRobin = new RoundRobin();
  const leases = {
    add: vi.fn(() => true),
    release: async (deliveryIds: readonly string[]) => void released.push(...deliveryIds),
  };
  const send = ({ eventId }: { readonly eventId: string }) => {
    sent.push(eventId);
    return new Promise(() => {});
  };
  const held = new HeldDeliveries({
    roundRobin,
    leases,
    limiter: new ConcurrencyLimiter({ perWebhook: 1, perPool: 10, total: 10, slowMs: 60_000 }),
    sender: { send },
    clock: { now: () => new Date() },
    webhookOf: () => webhook,
    signal: abort.signal,
    maxHeldBytes: 128 * 1024 ** 2,
    onCapacity: vi.fn(),
  } as unknown as ConstructorParameters<typeof HeldDeliveries>[0]);
  return { held, sent, released, leases, roundRobin, abort };
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
