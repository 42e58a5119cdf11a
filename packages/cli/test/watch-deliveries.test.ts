import { createDeliveryClient } from "@agent-webhooks/client";
import type { Delivery, ListDeliveriesResponse } from "@agent-webhooks/types/delivery";
import { listDeliveries } from "@agent-webhooks/types/delivery/routes";
import { expect, test } from "vitest";
import { Watch } from "../src/watch-deliveries.ts";

/** A service with deliveries, newest first, and as many empty pages before each page as `emptyPages` says. */
class Service {
  deliveries: Delivery[] = [];
  emptyPages = 0;
  requests = 0;

  add(count: number, status: Delivery["status"] = "succeeded"): void {
    for (let number = 0; number < count; number++) {
      const id = this.deliveries.length + 1;
      const created_at = new Date(Date.UTC(2026, 0) + id).toISOString();
      const ids = { delivery_id: `dlv_${id}`, event_id: `evt_${id}`, webhook_id: "wh_1" };
      this.deliveries.unshift({ ...ids, created_at, event_type: "message.sent", status, explanation: "" });
    }
  }

  change(id: string, status: Delivery["status"]): void {
    this.deliveries = this.deliveries.map((each) => (each.delivery_id === id ? { ...each, status } : each));
  }

  /** Returns a function that polls. */
  watch(query: { limit?: number; status?: Delivery["status"] } = {}) {
    const fetch = (url: string) => Response.json(this.#list(new URL(url).searchParams));
    const client = createDeliveryClient({ baseUrl: "http://service.example", token: "awt_token", fetch });
    const watch = new Watch({ limit: 20, ...query }, client, new AbortController().signal);
    return async () => (await watch.poll()).map(({ delivery_id, status }) => `${delivery_id} ${status}`);
  }

  #list(query: URLSearchParams): ListDeliveriesResponse {
    this.requests += 1;
    const limit = Number(query.get("limit"));
    const [start = 0, empty = 0] = (query.get("page_token") ?? `0-0`).split("-").map(Number);
    const isAsked = (name: string, value: string) => (query.get(name) ?? value) === value;
    const matching = this.deliveries.filter(
      ({ event_id, status }) => isAsked("event_id", event_id) && isAsked("status", status),
    );
    const isEmpty = empty < this.emptyPages;
    const deliveries = isEmpty ? [] : matching.slice(start, start + limit);
    const next = isEmpty ? `${start}-${empty + 1}` : `${start + limit}-0`;
    const hasMore = isEmpty || matching.length > start + limit;
    return { deliveries, count: deliveries.length, limit, ...(hasMore && { next_page_token: next }) };
  }
}

const all = listDeliveries.pages.max;

test("the first poll returns the newest, oldest first, later ones what is new or has changed", async () => {
  const service = new Service();
  service.add(30);
  const poll = service.watch({ limit: 2 });
  expect(await poll()).toEqual(["dlv_29 succeeded", "dlv_30 succeeded"]);
  expect(await poll()).toEqual([]);
  service.add(1, "pending");
  service.change("dlv_29", "pending");
  expect(await poll()).toEqual(["dlv_29 pending", "dlv_31 pending"]);
});

test("more new ones than a page has are all returned, once", async () => {
  const service = new Service();
  service.add(30);
  const poll = service.watch();
  await poll();
  service.add(3 * all + 1);
  const ids = await poll();
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([3 * all + 1, "dlv_31 succeeded", `dlv_${3 * all + 31} succeeded`]);
  expect(await poll()).toEqual([]);
  service.requests = 0;
  await poll();
  expect(service.requests).toBe(1);
});

test("pages without deliveries are read over", async () => {
  const service = new Service();
  service.emptyPages = 3;
  const poll = service.watch();
  expect(await poll()).toEqual([]);
  service.add(1);
  expect(await poll()).toEqual(["dlv_1 succeeded"]);
  service.emptyPages = 1_000;
  service.requests = 0;
  expect(await poll()).toEqual([]);
  expect(service.requests).toBeLessThan(20);
});

test("a pending delivery is watched wherever it is, and many of them in turn", async () => {
  const service = new Service();
  service.add(30, "pending");
  const poll = service.watch({ limit: 30 });
  await poll();
  service.add(2 * all);
  await poll();
  service.change("dlv_29", "failed");
  const changed: string[] = [];
  for (let polls = 0; polls < 10; polls++) changed.push(...(await poll()));
  expect(changed).toEqual(["dlv_29 failed"]);
});

test("a delivery that no longer matches is not returned, until it does again", async () => {
  const service = new Service();
  service.add(1, "pending");
  const poll = service.watch({ status: "pending" });
  expect(await poll()).toEqual(["dlv_1 pending"]);
  service.change("dlv_1", "failed");
  expect(await poll()).toEqual([]);
  service.change("dlv_1", "pending");
  expect(await poll()).toEqual(["dlv_1 pending"]);
});

test("deliveries that the first poll does not return are watched too: the newest, and pending ones", async () => {
  const service = new Service();
  service.add(1, "pending");
  service.add(2 * all);
  const poll = service.watch({ limit: 2 });
  expect(await poll()).toHaveLength(2);
  service.change("dlv_150", "pending");
  service.change("dlv_1", "failed");
  expect(await poll()).toEqual(["dlv_150 pending", "dlv_1 failed"]);
});

test("what comes to match is returned, and not what moves up because others no longer match", async () => {
  const service = new Service();
  service.add(2 * all, "failed");
  service.change("dlv_180", "pending");
  const poll = service.watch({ status: "failed" });
  await poll();
  service.change("dlv_190", "pending");
  expect(await poll()).toEqual([]);
  service.change("dlv_180", "failed");
  expect(await poll()).toEqual(["dlv_180 failed"]);
});

test("of deliveries that were created at the same time, only new ones are returned", async () => {
  const service = new Service();
  service.add(2 * all);
  const created_at = new Date(0).toISOString();
  service.deliveries = service.deliveries.map((delivery) => ({ ...delivery, created_at }));
  const poll = service.watch();
  await poll();
  service.add(1);
  expect(await poll()).toEqual([`dlv_${2 * all + 1} succeeded`]);
});

test("at first, a limited number of pending ones is read", async () => {
  const service = new Service();
  service.add(20 * all, "pending");
  const poll = service.watch();
  expect(await poll()).toHaveLength(20);
  expect(service.requests).toBeLessThan(15);
});
