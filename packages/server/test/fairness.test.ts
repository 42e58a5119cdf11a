import type { ServerResponse } from "node:http";
import { beforeEach, describe, expect, test } from "vitest";
import { ClaimPlanner } from "../src/worker/claim-planner.ts";
import { RoundRobin } from "../src/worker/fairness.ts";
import { describeDelivery, messageFor } from "./support/delivery.ts";
import { hang, startEndpoint } from "./support/endpoint.ts";

describe("the round-robin", () => {
  let turns: RoundRobin;
  beforeEach(() => {
    turns = new RoundRobin();
    for (const webhookId of ["a1", "a2", "a3"]) turns.add("a", webhookId);
    turns.add("b", "b1");
  });

  const take = (count: number) => {
    const taken: string[] = [];
    turns.takeTurns(100, (webhookId) => {
      if (taken.length === count) return "stop";
      taken.push(webhookId);
      return "next";
    });
    return taken;
  };

  test("removes a webhook that had nothing due, unless it was added since its turn", () => {
    take(4);
    turns.remove("b", "b1");
    turns.add("a", "a1");
    turns.remove("a", "a1");
    expect(take(4).toSorted()).toEqual(["a1", "a2", "a3"]);
    turns.remove("a", "a1");
    expect(take(4).toSorted()).toEqual(["a2", "a3"]);
  });

  test("goes from organization to organization, and within each from webhook to webhook", () => {
    expect(take(10)).toEqual(["a1", "b1", "a2", "a3"]);
  });

  test("gives those behind it their turn when the first ones have no capacity", () => {
    const seen = new Set<string>();
    for (let round = 0; round < 3; round++) {
      turns.takeTurns(1, (webhookId) => {
        seen.add(webhookId);
        return "next";
      });
    }
    expect([...seen]).toEqual(["a1", "b1", "a2"]);
  });

  test("moves who had a turn to the end", () => {
    expect([take(1), take(1), take(1), take(1)].flat()).toEqual(["a1", "b1", "a2", "b1"]);
    turns.remove("b", "b1");
    turns.remove("a", "a1");
    expect(take(10)).toEqual(["a3", "a2"]);
  });

  test("says whether a webhook had no turn", () => {
    expect([3, 4].map((max) => turns.takeTurns(max, () => "next"))).toEqual([true, false]);
    expect(turns.takeTurns(100, () => "stop")).toBe(true);
  });
});

describe("a claim", () => {
  /** Plans claims of five webhooks of each of 1,000 organizations, of which only `wh_3007` has places. */
  function startPlanner({ leftOut = "" } = {}) {
    const roundRobin = new RoundRobin();
    for (let index = 0; index < 5_000; index++) roundRobin.add(`org_${index % 1_000}`, `wh_${index}`);
    const seen: string[] = [];
    const countFor = (webhookId: string) => {
      seen.push(webhookId);
      return webhookId === "wh_3007" ? 300 : 0;
    };
    const ready = { size: 0, countOf: () => 0 };
    const bodies = { isLeftOut: (webhookId: string) => webhookId === leftOut };
    return { planner: new ClaimPlanner({ roundRobin, limiter: { shareOut: () => countFor }, ready, bodies }), seen };
  }

  test("gives only so many webhooks a turn, whatever number waits for a place, and each within a few claims", () => {
    const { planner, seen } = startPlanner();
    for (let claims = 1; claims <= 7; claims++) {
      expect(planner.plan().hasMore).toBe(true);
      expect(seen).toHaveLength(800 * claims);
    }
    expect(new Set(seen).size).toBe(5_000);
  });

  test("takes as many deliveries as there are places, though others wait for one", () => {
    const { planner } = startPlanner();
    const shares = Array.from({ length: 7 }, () => [...planner.plan().shares]).flat();
    expect(shares).toContainEqual(["wh_3007", { organizationId: "org_7", count: 300 }]);
  });

  test("takes no deliveries and no place for a webhook that is left out", () => {
    const { planner, seen } = startPlanner({ leftOut: "wh_3007" });
    const shares = Array.from({ length: 7 }, () => [...planner.plan().shares]).flat();
    expect(shares).toEqual([]);
    expect(seen).not.toContain("wh_3007");
  });
});

describeDelivery(
  ({ newClient }) => {
    test("one organization's backlog does not delay another's first attempt", async () => {
      const [busy, other] = [await newClient(), await newClient()];
      const hanging = await startEndpoint(hang);
      let sentBefore = Number.POSITIVE_INFINITY;
      const fast = await startEndpoint((response) => {
        sentBefore = hanging.received.length;
        response.writeHead(204).end();
      });
      for (let place = 0; place < 40; place++) await busy.addWebhook(`${hanging.url}/${place}`);
      await other.addWebhook(fast.url);
      const events = Array.from({ length: 100 }, () => ({ event: messageFor("in_1") }));
      await busy.call("publishEvents", {}, { events });
      await other.publishMessage();
      await fast.waitForRequests(1);
      // Without fairness, its turn would come when the circuit breakers of all 40 are open.
      expect(sentBefore).toBeLessThan(40 * 5);
    });
  },
  { deliveryTimeoutMs: 500, retrySchedule: Array(40).fill(0) },
);

describeDelivery(
  ({ newClient }) => {
    test("webhooks that hang do not delay the others", async () => {
      const client = await newClient();
      const held: ServerResponse[] = [];
      const [good, bad] = [await startEndpoint(), await startEndpoint((response) => held.push(response))];
      const inboxes = Array.from({ length: 16 }, (_, place) => `in_${place}`);
      for (const [place, inbox] of inboxes.entries()) {
        await client.addWebhook(`${good.url}/${place}`, { inbox_ids: [inbox] });
        if (place % 4 === 0) await client.addWebhook(bad.url, { inbox_ids: [inbox] });
      }
      const events = Array.from({ length: 160 }, (_, index) => ({ event: messageFor(`in_${index % 16}`) }));
      await client.call("publishEvents", {}, { events });
      await good.waitForRequests(160);
      await bad.waitForRequests(4);
      // All arrived before the first attempt that hangs has timed out. How fast, the benchmarks measure.
      expect(held.filter(({ closed }) => closed)).toEqual([]);
      await bad.close();
    });
  },
  { deliveryTimeoutMs: 60_000 },
);
