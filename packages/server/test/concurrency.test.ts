import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConcurrencyLimiter } from "../src/worker/concurrency.ts";

describe("the concurrency limiter", () => {
  let limiter: ConcurrencyLimiter;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    limiter = new ConcurrencyLimiter({ perWebhook: 256, perPool: 20, total: 60, slowMs: 50 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const isBusy = (webhookId: string) => limiter.mayBegin(webhookId) !== true;
  const start = (webhookId: string) => {
    const slot = limiter.begin(webhookId);
    slot.start();
    return slot;
  };
  const succeed = (webhookId: string, ms = 20) => {
    const slot = start(webhookId);
    vi.advanceTimersByTime(ms);
    slot.end("succeeded");
  };
  /** Starts as many requests as a webhook may have, and returns how many. */
  const fill = (webhookId: string) => {
    let count = 0;
    for (; !isBusy(webhookId); count++) start(webhookId);
    return count;
  };

  test("knows which endpoints it waits for", () => {
    expect(limiter.isSlow("a")).toBe(false);
    start("a");
    expect(limiter.isSlow("a")).toBe(true);
    succeed("a");
    expect(limiter.isSlow("a")).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(limiter.isSlow("a")).toBe(true);
    succeed("b");
    expect(limiter.isSlow("b")).toBe(false);
  });

  test("knows which endpoints had as many requests as they take, or ask for fewer a second", () => {
    succeed("a");
    vi.advanceTimersByTime(1_000);
    start("a");
    expect(limiter.isFull("a")).toBe(false);
    fill("a");
    expect(limiter.isFull("a")).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(limiter.isFull("a")).toBe(false);
    limiter.begin("b", 1).end("succeeded");
    expect(limiter.isSlow("b")).toBe(true);
    vi.advanceTimersByTime(2_000);
    expect(limiter.isSlow("b")).toBe(false);
  });

  test("allows one request to a webhook until it has succeeded, then as many as its endpoint takes", () => {
    expect(limiter.shareOut()("a")).toBe(1);
    start("a");
    expect(isBusy("a")).toBe(true);
    expect(limiter.shareOut()("a")).toBe(0);
    succeed("b");
    expect(fill("b")).toBe(10);
  });

  test("has deliveries claimed that an endpoint takes in the next tenth of a second", () => {
    succeed("a");
    expect(limiter.aheadOf("a")).toBe(50);
    expect(limiter.shareOut()("a")).toBe(60);
    fill("a");
    expect(limiter.shareOut()("a")).toBe(50);
  });

  test("keeps places for webhooks that respond, and for new ones, however many hang", () => {
    for (let place = 0; place < 30; place++) {
      const name = `hanging${place}`;
      succeed(name, 1);
      if (limiter.shareOut()(name) > 0) start(name);
    }
    for (const name of ["good", "failing"]) succeed(name, 1);
    start("failing").end("failed");
    expect(limiter.shareOut()("good")).toBe(0);
    expect(limiter.shareOut()("failing")).toBeGreaterThan(0);
    vi.advanceTimersByTime(50);
    expect(limiter.shareOut()("good")).toBeGreaterThan(0);
    expect(limiter.shareOut()("failing")).toBe(0);
    expect(limiter.shareOut()("new")).toBe(1);
  });

  test("has only so many new webhooks hang, until their requests end", () => {
    for (let place = 0; place < 20; place++) start(`new${place}`);
    vi.advanceTimersByTime(1_000);
    expect(limiter.shareOut()("new")).toBe(0);
    succeed("good", 1);
    expect(limiter.shareOut()("good")).toBeGreaterThan(0);
  });

  test("shares out each place once", () => {
    for (const name of Array.from({ length: 20 }, (_, place) => `slow${place}`)) start(name);
    succeed("slow0");
    const countFor = limiter.shareOut();
    expect(["a", "b"].map(countFor)).toEqual([1, 0]);
  });

  test("sends nothing to a webhook with an overdue request until one succeeds", () => {
    succeed("a");
    const [hanging, other] = [start("a"), start("a")];
    vi.advanceTimersByTime(50);
    expect(isBusy("a")).toBe(true);
    expect(limiter.aheadOf("a")).toBe(0);
    other.end("succeeded");
    expect(isBusy("a")).toBe(false);
    hanging.end("failed");
    expect(limiter.inFlight).toBe(0);
  });

  test("allows one request after a timeout, also before it was overdue, until one succeeds", () => {
    succeed("a", 200);
    expect(limiter.shareOut()("a")).toBeGreaterThan(1);
    const slot = start("a");
    vi.advanceTimersByTime(300);
    expect(limiter.isOverdue("a")).toBe(false);
    slot.end("timed out");
    expect(limiter.isOverdue("a")).toBe(true);
    expect(limiter.shareOut()("a")).toBe(1);
    start("a").end("failed");
    expect(limiter.shareOut()("a")).toBe(1);
    succeed("a");
    expect(limiter.shareOut()("a")).toBeGreaterThan(1);
  });

  test("keeps sending to a webhook after a timeout, if another request has succeeded since that one was sent", () => {
    succeed("a", 200);
    const hanging = start("a");
    succeed("a", 200);
    vi.advanceTimersByTime(100);
    hanging.end("timed out");
    expect(limiter.isOverdue("a")).toBe(false);
    expect(limiter.shareOut()("a")).toBeGreaterThan(1);
  });

  test("is busy with what it has not sent, or has sent just now, not with what waits for endpoints", () => {
    const slots = ["a", "b", "c"].map((webhookId) => limiter.begin(webhookId));
    expect(limiter.busy).toBe(3);
    slots[0]?.start();
    vi.advanceTimersByTime(20);
    slots[1]?.start();
    expect(limiter.busy).toBe(3);
    vi.advanceTimersByTime(10);
    expect([limiter.busy, limiter.inFlight]).toEqual([2, 3]);
    for (const slot of slots) slot.end("failed");
    expect([limiter.busy, limiter.inFlight]).toEqual([0, 0]);
  });

  test("has a webhook that takes long, but always as long, keep its places", () => {
    succeed("slow", 200);
    expect(fill("slow")).toBe(10);
    vi.advanceTimersByTime(300);
    expect(limiter.aheadOf("slow")).toBe(5);
    vi.advanceTimersByTime(200);
    expect(limiter.aheadOf("slow")).toBe(0);
  });

  test("takes no webhook for slow because of what its deliveries wait for before they are sent", () => {
    succeed("busy");
    const slots = Array.from({ length: 2 }, () => limiter.begin("busy"));
    vi.advanceTimersByTime(80);
    expect(limiter.aheadOf("busy")).toBe(50);
    slots[0]?.start();
    for (const slot of slots) slot.end("succeeded");
    expect(limiter.aheadOf("busy")).toBeGreaterThan(0);
    expect(limiter.inFlight).toBe(0);
  });

  test("leaves one webhook half of the places beyond the first one of each, and several equal parts", () => {
    limiter = new ConcurrencyLimiter({ perWebhook: 8, perPool: 8, total: 60, slowMs: 50 });
    for (const name of ["a", "b", "c"]) succeed(name);
    expect(fill("a")).toBe(1 + 4);
    expect(fill("b")).toBe(1 + 2);
    expect(fill("c")).toBe(1 + 1);
    expect(fill("new")).toBe(1);
  });

  test("paces the requests to an endpoint that rejects some", () => {
    for (let count = 0; count < 10; count++) succeed("a", 10);
    start("a").end("rejected");
    expect(fill("a")).toBeLessThan(10);
    const waitMs = limiter.mayBegin("a");
    expect(waitMs).toBeGreaterThan(0);
    vi.advanceTimersByTime(Math.ceil(Number(waitMs)));
    expect(fill("a")).toBeGreaterThan(0);
  });
});
