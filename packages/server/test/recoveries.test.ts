/** `recoverWebhook` sends what failed and what the webhook missed, each once, however much it is. */
import { setTimeout } from "node:timers/promises";
import type { RecoveredWebhook, Recovery } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import { startWithBacklog } from "./support/backlog.ts";
import { type DeliveryClient, describeDelivery, eventOf, messageFor } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";
import { connect, countLockWaits } from "./support/postgres.ts";
import { serviceError } from "./support/service.ts";

const minute = 60_000;
const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString();

const recover = (client: DeliveryClient, webhook_id: string, request: object = {}) =>
  client.call("recoverWebhook", { webhook_id }, { since: fromNow(-minute), ...request });

const progress = async (client: DeliveryClient, webhook_id: string) =>
  (await client.call("getRecovery", { webhook_id })).json as Recovery;

/** On a busy machine, a thousand deliveries take a while. */
const patiently = { timeout: 100_000, interval: 50 };

const nonePending = (client: DeliveryClient, webhook_id: string) =>
  expect.poll(async () => (await client.deliveries({ webhook_id, status: "pending" })).count, patiently).toBe(0);

const counted = (failed: number, missed: number) => ({
  status: 202,
  json: { count: failed + missed, failed, missed },
});

const sorted = (ids: readonly string[]) => [...ids].sort();

describeDelivery(
  ({ startWebhook, newClient, clock }) => {
    describe("missed events", () => {
      test("are those of the time when the webhook was disabled", async () => {
        const { client, endpoint, webhook_id } = await startWebhook();
        await client.call("disableWebhook", { webhook_id });
        const events = [await client.publishMessage(), await client.publishMessage()];
        await client.call("enableWebhook", { webhook_id });
        expect(await recover(client, webhook_id, { dry_run: true })).toMatchObject(counted(0, 2));
        expect(endpoint.received).toEqual([]);
        expect(await recover(client, webhook_id)).toMatchObject(counted(0, 2));
        for (const event of events) expect(await client.settled(event)).toMatchObject({ status: "succeeded" });
        expect(await recover(client, webhook_id)).toMatchObject(counted(0, 0));
        expect(sorted(endpoint.eventIds)).toEqual(sorted(events.map(({ event_id }) => event_id)));
      });

      test("have deliveries with the time of the event, in the order of publication", async () => {
        const client = await newClient();
        const before = Date.now();
        const events = [await client.publishMessage(), await client.publishMessage()];
        const after = Date.now();
        const { webhook_id } = await client.addWebhook("http://127.0.0.1:9/hooks");
        await recover(client, webhook_id);
        const { deliveries } = await client.deliveries({ webhook_id, ascending: true });
        expect(deliveries.map(({ event_id }) => event_id)).toEqual(events.map(({ event_id }) => event_id));
        for (const { created_at } of deliveries) {
          expect(Date.parse(created_at)).toBeGreaterThanOrEqual(before);
          expect(Date.parse(created_at)).toBeLessThanOrEqual(after);
        }
        const ids = deliveries.map(({ delivery_id }) => delivery_id);
        expect(ids).toEqual(sorted(ids));
      });

      test("are those that the webhook as it is now matches", async () => {
        const client = await newClient();
        const publish = (event: object, podId?: string) => client.publish(event, podId);
        await publish(messageFor("in_1"));
        await publish(messageFor("in_2"), "pod_1");
        await publish(messageFor("in_3"), "pod_2");
        await publish(eventOf("domain.verified"));
        const url = "http://127.0.0.1:9/hooks";
        const missedBy = async (fields: object) => {
          const { webhook_id } = await client.addWebhook(url, { ...fields });
          return (await recover(client, webhook_id, { dry_run: true })).json;
        };
        expect(await missedBy({})).toMatchObject({ missed: 3 });
        expect(await missedBy({ inbox_ids: ["in_1"] })).toMatchObject({ missed: 1 });
        expect(await missedBy({ inbox_ids: ["in_1"], pod_ids: ["pod_1"] })).toMatchObject({ missed: 2 });
        expect(await missedBy({ inbox_ids: ["in_9"] })).toMatchObject({ missed: 0 });
        expect(await missedBy({ event_types: ["domain.verified", "message.received"] })).toMatchObject({ missed: 4 });
      });

      test("are neither test events of other webhooks nor events of other organizations", async () => {
        const { client, endpoint, webhook_id } = await startWebhook();
        await client.call("sendTestEvent", { webhook_id }, { event_type: "message.received" });
        await endpoint.waitForRequests(1);
        const other = await client.addWebhook(endpoint.url);
        expect(await recover(client, other.webhook_id)).toMatchObject(counted(0, 0));
        const stranger = await startWebhook();
        expect(await recover(stranger.client, stranger.webhook_id)).toMatchObject(counted(0, 0));
      });
    });

    test("events published by a process whose clock is ahead are recovered, each once", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      await client.call("disableWebhook", { webhook_id });
      clock.advance(60 * minute);
      const missed = await client.publishMessage();
      await client.call("enableWebhook", { webhook_id });
      const sent = await client.settled(await client.publishMessage());
      clock.advance(-60 * minute);
      expect(await recover(client, webhook_id)).toMatchObject(counted(0, 1));
      expect(await client.settled(missed)).toMatchObject({ status: "succeeded" });
      expect(await recover(client, webhook_id)).toMatchObject(counted(0, 0));
      expect(sorted(endpoint.eventIds)).toEqual(sorted([missed.event_id, sent.event_id]));
    });

    test("requests at the same time send each event once", async () => {
      const client = await newClient();
      await client.publishMessages(100);
      const endpoint = await startEndpoint();
      const { webhook_id } = await client.addWebhook(endpoint.url);
      await Promise.all(Array.from({ length: 5 }, () => recover(client, webhook_id)));
      // On a busy machine, they are queued in the background.
      await endpoint.waitForRequests(100);
      await nonePending(client, webhook_id);
      expect(endpoint.received).toHaveLength(100);
      expect(new Set(endpoint.eventIds).size).toBe(100);
    });

    test("a webhook without a recovery in the background says so, an unknown one is not found", async () => {
      const { client, webhook_id } = await startWebhook();
      await recover(client, webhook_id);
      expect(await progress(client, webhook_id)).toEqual({ status: "none", count: 0, failed: 0, missed: 0 });
      expect(await client.call("getRecovery", { webhook_id: "wh_unknown" })).toMatchObject(serviceError(404));
      const stranger = await newClient();
      expect(await stranger.call("getRecovery", { webhook_id })).toMatchObject(serviceError(404));
    });

    describe("more than 1,000 deliveries", () => {
      test("are queued in the background, each once", async () => {
        const { client, endpoint, webhook_id } = await startWebhook();
        await client.call("disableWebhook", { webhook_id });
        await client.publishMessages(1_100);
        await client.call("enableWebhook", { webhook_id });
        await client.settled(await client.publishMessage());
        expect(await recover(client, webhook_id)).toMatchObject({ status: 202 });
        await expect
          .poll(() => progress(client, webhook_id), patiently)
          .toMatchObject({ status: "finished", count: 1_100 });
        await nonePending(client, webhook_id);
        expect(new Set(endpoint.eventIds).size).toBe(1_101);
        expect(endpoint.received).toHaveLength(1_101);
        expect(await recover(client, webhook_id)).toMatchObject(counted(0, 0));
      });

      test("wait while many deliveries are due, are joined by another request, and are given up when the webhook is disabled", async () => {
        const { client, webhook_id } = await startWebhook(() => undefined);
        await client.call("disableWebhook", { webhook_id });
        // The other request still counts more than 1,000.
        await client.publishMessages(2_100);
        await client.call("enableWebhook", { webhook_id });
        await recover(client, webhook_id);
        await expect.poll(async () => (await progress(client, webhook_id)).count).toBeGreaterThanOrEqual(500);
        const since = fromNow(-2 * minute);
        expect(await recover(client, webhook_id, { since })).toMatchObject({ status: 202 });
        expect(await progress(client, webhook_id)).toMatchObject({ status: "running", since });
        await client.call("disableWebhook", { webhook_id });
        await expect.poll(() => progress(client, webhook_id)).toMatchObject({ status: "stopped" });
        const { count, finished_at } = await progress(client, webhook_id);
        expect(count).toBeLessThanOrEqual(1_000);
        expect(finished_at).toEqual(expect.any(String));
        await client.call("enableWebhook", { webhook_id });
        expect(await progress(client, webhook_id)).toMatchObject({ status: "stopped", count });
        const later = (await recover(client, webhook_id, { dry_run: true })).json as RecoveredWebhook;
        // Counting may have stopped early.
        expect(later.more === true || later.count === 2_100).toBe(true);
      });
    });
  },
  { deliveryTimeoutMs: minute },
);

describe("on Postgres", () => {
  const start = async () => {
    const started = await startWithBacklog(10, { role: "api" });
    return { ...started, holder: await connect(started.databaseUrl) };
  };
  /** Waits until this many connections wait for a lock. */
  const lockWaits = (databaseUrl: string, count: number) =>
    expect.poll(() => countLockWaits(databaseUrl)).toBeGreaterThanOrEqual(count);

  test("an event whose publish was not committed yet is not left out", async () => {
    const { client, databaseUrl, webhook_id, holder } = await start();
    await holder.query(`create function wait() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock(1); return new; end $$;
      create trigger wait before insert on events for each row execute function wait()`);
    await client.call("disableWebhook", { webhook_id });
    await holder.query("select pg_advisory_lock(1)");
    const published = client.publish(eventOf("message.delivered"));
    await lockWaits(databaseUrl, 1);
    await client.call("enableWebhook", { webhook_id });
    const recovered = recover(client, webhook_id);
    await expect(Promise.race([recovered, setTimeout(300, "waits")])).resolves.toBe("waits");
    await holder.query("select pg_advisory_unlock(1)");
    expect(await published).toMatchObject({ deliveries: 0 });
    expect(await recovered).toMatchObject({ status: 202, json: { missed: 1 } });
  });

  test("a request that loses against another transaction is repeated", async () => {
    const { client, webhook_id, holder } = await start();
    await client.call("disableWebhook", { webhook_id });
    await client.call("enableWebhook", { webhook_id });
    // The first time, as if Postgres ended its transaction to resolve a deadlock.
    await holder.query(`create sequence tries;
      create function lose() returns trigger language plpgsql as $$
        begin if nextval('tries') = 1 then raise using errcode = 'deadlock_detected'; end if; return new; end $$;
      create trigger lose before insert or update on delivery_queue for each row execute function lose()`);
    expect(await recover(client, webhook_id)).toMatchObject(counted(10, 0));
    expect((await holder.query("select last_value > 1 as repeated from tries")).rows).toEqual([{ repeated: true }]);
  });
});

describe("deliveries that are stale and not settled yet", () => {
  test("are failed ones", async () => {
    const start = Date.now() - 10 * minute;
    const { client, webhook_id } = await startWithBacklog(1_010, { role: "api" }, new Date(start));
    await client.call("disableWebhook", { webhook_id });
    await client.call("enableWebhook", { webhook_id });
    const range = { since: new Date(start + 1_001).toISOString(), until: new Date(start + 1_011).toISOString() };
    expect(await recover(client, webhook_id, range)).toMatchObject(counted(10, 0));
    const { deliveries } = await client.deliveries({ webhook_id, limit: 10 });
    for (const { delivery_id } of deliveries) {
      expect(await client.delivery(delivery_id)).toMatchObject({ status: "pending" });
    }
    expect(await recover(client, webhook_id, range)).toMatchObject(counted(0, 0));
  });

  test("are recovered while they are being settled, and none is lost", async () => {
    const { client, endpoint, webhook_id } = await startWithBacklog(2_000);
    endpoint.respond = respondWith(204);
    await client.call("disableWebhook", { webhook_id });
    await client.call("enableWebhook", { webhook_id });
    await recover(client, webhook_id, { since: fromNow(-10 * minute) });
    await expect.poll(() => progress(client, webhook_id), patiently).toMatchObject({ status: "finished" });
    await nonePending(client, webhook_id);
    expect(new Set(endpoint.eventIds).size).toBe(2_000);
    const twice = endpoint.eventIds.filter((id, index) => endpoint.eventIds.indexOf(id) !== index);
    const attempts = await Promise.all(twice.map(async (event_id) => (await client.deliveryOf({ event_id })).attempts));
    // Only an attempt that failed, on a busy machine, is a reason to send one again.
    expect(attempts.filter(([first]) => first?.outcome === "succeeded")).toEqual([]);
    expect((await client.deliveries({ webhook_id, status: "failed" })).count).toBe(0);
  });
});
