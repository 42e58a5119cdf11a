import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConcurrencyLimiter } from "../src/worker/concurrency.ts";

describe("the concurrency limiter", () => {
  let limiter: ConcurrencyLimiter;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    limiter = new ConcurrencyLimiter({ perWebhook: 10, perPool: 20, total: 60, slowMs: 50 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const capacityOf = (webhookId: string) => limiter.shareOut()(webhookId, 100);
  const start = (webhookId: string) => {
    const slot = limiter.begin(webhookId);
    slot.start();
    return slot;
  };
  const succeed = (webhookId: string) => start(webhookId).end(true);

  test("allows one request to a webhook until it has succeeded, then as many as its limit", () => {
    expect(capacityOf("a")).toBe(1);
    succeed("a");
    expect(capacityOf("a")).toBe(10);
    for (let count = 0; count < 4; count++) limiter.begin("a");
    expect(capacityOf("a")).toBe(6);
    expect(limiter.shareOut()("a", 2)).toBe(2);
  });

  test("keeps capacity for webhooks that respond, however many hang", () => {
    succeed("good");
    for (let place = 0; place < 30; place++) {
      const name = `hanging${place}`;
      succeed(name);
      if (capacityOf(name) > 0) start(name);
    }
    expect(capacityOf("good")).toBe(0);
    vi.advanceTimersByTime(50);
    expect(capacityOf("good")).toBe(10);
    expect(capacityOf("new")).toBe(0);
  });

  test("moves a webhook that failed out of the fast pool", () => {
    succeed("a");
    start("a").end(false);
    expect(capacityOf("a")).toBe(1);
    expect(limiter.inFlight).toBe(0);
  });

  test("takes no webhook for slow because of what its deliveries wait for before they are sent", () => {
    succeed("busy");
    const slots = Array.from({ length: 2 }, () => limiter.begin("busy"));
    vi.advanceTimersByTime(80);
    expect(capacityOf("busy")).toBe(8);
    slots[0]?.start();
    for (const slot of slots) slot.end(true);
    expect(capacityOf("busy")).toBe(10);
    expect(limiter.inFlight).toBe(0);
  });

  test("shares out each place once", () => {
    for (const name of ["a", "b", "c"]) succeed(name);
    const reserve = limiter.shareOut();
    expect(["a", "b", "c"].map((name) => reserve(name, 100))).toEqual([10, 10, 0]);
  });
});
