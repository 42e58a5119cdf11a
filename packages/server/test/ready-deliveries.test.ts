import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ClaimedDelivery } from "../src/worker/queue.ts";
import { ReadyDeliveries } from "../src/worker/ready-deliveries.ts";
import { describeDelivery, messageFor } from "./support/delivery.ts";
import { query } from "./support/postgres.ts";

describe("claimed deliveries", () => {
  let sent: string[];
  let places: Record<string, boolean | number>;
  let ready: ReadyDeliveries;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    sent = [];
    places = {};
    ready = new ReadyDeliveries({
      mayBegin: ({ webhookId }) => places[webhookId] ?? false,
      send: ({ deliveryId, webhookId }) => {
        sent.push(deliveryId);
        places[webhookId] = false;
      },
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const deliveries = (webhookId: string, ...ids: string[]) =>
    ids.map((id) => ({ webhookId, deliveryId: webhookId + id }) as ClaimedDelivery);

  test("are sent in their order, each when there is a place", () => {
    places = { a: true, b: true };
    ready.add([...deliveries("a", "1", "2"), ...deliveries("b", "1")]);
    ready.add(deliveries("a", "3"));
    expect(sent).toEqual(["a1", "b1"]);
    places.a = true;
    ready.sendNext("a");
    expect(sent).toEqual(["a1", "b1", "a2"]);
    expect([ready.size, ready.countOf("a"), ready.countOf("b")]).toEqual([1, 1, 0]);
  });

  test("wait until the rate of their webhook allows the next one", () => {
    places.a = 50;
    ready.add(deliveries("a", "1"));
    vi.advanceTimersByTime(49);
    places.a = true;
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual(["a1"]);
  });

  test("that are removed are not sent; the oldest ones stay", () => {
    ready.add([...deliveries("a", "1", "2", "3"), ...deliveries("b", "1")]);
    expect(ready.remove("a", 1)).toEqual(deliveries("a", "2", "3"));
    expect(ready.removeAll()).toEqual([...deliveries("a", "1"), ...deliveries("b", "1")]);
    places.a = true;
    ready.sendNext("a");
    expect([sent, ready.size]).toEqual([[], 0]);
  });
});

test("new deliveries are sent after older ones of their webhook that are being claimed, and are counted meanwhile", async () => {
  const sent: string[] = [];
  const ready = new ReadyDeliveries({
    mayBegin: () => true,
    send: ({ deliveryId }) => void sent.push(deliveryId),
  });
  const addNew = (webhookId: string, deliveryId: string) =>
    ready.addNew([{ webhookId, deliveryId } as ClaimedDelivery]);
  for (const error of [undefined, new Error("the database is gone")]) {
    const claim = ready.holdBackDuring(new Map([["wh_1", 1]]), async () => {
      await setTimeout(1);
      if (error !== undefined) throw error;
      ready.add([{ webhookId: "wh_1", deliveryId: "older" } as ClaimedDelivery]);
    });
    addNew("wh_1", "newer");
    addNew("wh_2", "of another webhook");
    expect(ready.size).toBe(1);
    await claim.catch(() => undefined);
    expect(ready.size).toBe(0);
    addNew("wh_1", "newest");
  }
  expect(sent).toEqual(["of another webhook", "older", "newer", "newest", "of another webhook", "newer", "newest"]);
});

describeDelivery(
  ({ startWebhook }) => {
    test("an endpoint gets at most as many requests at a time as the setting allows, the oldest deliveries first", async () => {
      let [inFlight, most] = [0, 0];
      const { client, endpoint } = await startWebhook(async (response) => {
        inFlight++;
        most = Math.max(most, inFlight);
        await setTimeout(2);
        inFlight--;
        response.writeHead(204).end();
      });
      const ids: string[] = [];
      for (let count = 0; count < 20; count++) ids.push((await client.publishMessage()).event_id);
      await endpoint.waitForRequests(20);
      expect(most).toBe(1);
      expect(endpoint.eventIds).toEqual(ids);
    });
  },
  { maxInFlightPerWebhook: 1 },
);

describeDelivery(
  ({ under, startWebhook }) => {
    test("deliveries that were claimed ahead go back to the queue when the endpoint times out", async () => {
      const held: ServerResponse[] = [];
      const { client, endpoint } = await startWebhook();
      const events = (count: number) => Array.from({ length: count }, () => ({ event: messageFor("in_1") }));
      await client.settled(await client.publishMessage());
      onTestFinished(() => endpoint.close());
      endpoint.respond = (response) => held.push(response);
      await client.call("publishEvents", {}, { events: events(200) });
      await expect.poll(() => held.length).toBe(10);
      const claimed = async () =>
        (await query(under.databaseUrl ?? "", "select from delivery_queue where lease is not null")).length;
      await expect.poll(claimed).toBe(0);
      expect(endpoint.received.length).toBeLessThan(20);
    });
  },
  { databases: ["Postgres"], deliveryTimeoutMs: 2_000, retrySchedule: [0, 300] },
);
