/** How the deliveries to a webhook, and of an organization, go. */
import type { Summary, WebhookHealth } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import { type DeliveryClient, describeDelivery, messageFor, startOnPostgres } from "./support/delivery.ts";
import { hang, respondWith, startEndpoint } from "./support/endpoint.ts";
import { connect, countLockWaits, query } from "./support/postgres.ts";
import { serviceError } from "./support/service.ts";

const [hour, day] = [3_600_000, 86_400_000];

const healthOf = async (client: DeliveryClient, webhook_id: string) => {
  const response = await client.call("getWebhookHealth", { webhook_id });
  expect(response).toMatchObject({ status: 200 });
  return response.json as WebhookHealth;
};

const summaryOf = async (client: DeliveryClient) => {
  const response = await client.call("getSummary");
  expect(response).toMatchObject({ status: 200 });
  return response.json as Summary;
};

/** Attempts of each bucket that has some, the newest first, by their number. */
const numbersOf = (buckets: WebhookHealth["attempts_by_hour"]) =>
  buckets.flatMap(({ succeeded, failed }, index) =>
    succeeded + failed > 0 ? [{ ago: buckets.length - 1 - index, succeeded, failed }] : [],
  );

describeDelivery(
  ({ startWebhook, newClient, under, clock }) => {
    /** Begins a bucket of attempts: the next one begins only an hour later. */
    const beginHour = () => clock.advance(hour - (clock.now().getTime() % hour));

    describe("a webhook", () => {
      test("is idle before its first attempt, with an empty bucket for each hour and day", async () => {
        const { client, webhook_id } = await startWebhook();
        const health = await healthOf(client, webhook_id);
        expect(health).toEqual({
          webhook_id,
          state: "idle",
          explanation: "Nothing was sent in the last 30 days.",
          pending: 0,
          due: 0,
          attempts_by_hour: expect.any(Array),
          attempts_by_day: expect.any(Array),
        });
        for (const [buckets, count, length] of [
          [health.attempts_by_hour, 24, hour],
          [health.attempts_by_day, 30, day],
        ] as const) {
          const last = Math.floor(clock.now().getTime() / length);
          expect(buckets.map(({ from }) => Date.parse(from) / length)).toEqual(
            Array.from({ length: count }, (_, index) => last - count + 1 + index),
          );
          expect(numbersOf(buckets)).toEqual([]);
        }
      });

      test("is failing since its first failure, with the reason of the last one, and healthy after a success", async () => {
        beginHour();
        const { client, endpoint, webhook_id } = await startWebhook(respondWith(502));
        const failed = await client.attempted(await client.publishMessage());
        expect(await healthOf(client, webhook_id)).toMatchObject({
          state: "failing",
          since: failed.attempts[0]?.started_at,
          explanation: `Every attempt since ${failed.attempts[0]?.started_at} failed. The last one: The endpoint returned 502.`,
          last_failure_at: failed.attempts[0]?.started_at,
          last_failure: {
            delivery_id: failed.delivery_id,
            outcome: "http_error",
            status_code: 502,
            error: "The endpoint returned 502.",
          },
          pending: 1,
          due: 0,
        });
        const later = await client.attempted(await client.publishMessage());
        expect(await healthOf(client, webhook_id)).toMatchObject({
          since: failed.attempts[0]?.started_at,
          last_failure: { delivery_id: later.delivery_id },
          pending: 2,
        });
        endpoint.respond = respondWith(204);
        const { attempts } = await client.settled(await client.publishMessage());
        const health = await healthOf(client, webhook_id);
        expect(health).toMatchObject({ state: "healthy", last_success_at: attempts[0]?.started_at });
        expect(health).not.toHaveProperty("since");
        expect(numbersOf(health.attempts_by_hour)).toEqual([{ ago: 0, succeeded: 1, failed: 2 }]);
      });

      test("is disabled since then and for a reason, whatever is changed afterwards", async () => {
        const { client, webhook_id } = await startWebhook(respondWith(410), { inbox_ids: ["in_1"] });
        await client.settled(await client.publishMessage());
        const gone = await healthOf(client, webhook_id);
        expect(gone).toMatchObject({ state: "disabled", reason: "gone", pending: 0, due: 0 });
        expect(gone.explanation).toBe("The webhook is disabled: its endpoint returned 410 Gone.");
        clock.advance(1_000);
        await client.patch(webhook_id, { add_inbox_ids: ["in_2"] });
        expect((await healthOf(client, webhook_id)).since).toBe(gone.since);
        await client.call("enableWebhook", { webhook_id });
        expect(await healthOf(client, webhook_id)).toMatchObject({
          state: "healthy",
          explanation: "No attempt failed since the last success, or since the webhook was enabled.",
        });
        await client.call("disableWebhook", { webhook_id });
        expect(await healthOf(client, webhook_id)).toMatchObject({ state: "disabled", reason: "request" });
      });

      test("of another organization, or a deleted one, is not found", async () => {
        const { client, webhook_id } = await startWebhook();
        expect(await (await newClient()).call("getWebhookHealth", { webhook_id })).toMatchObject(serviceError(404));
        await client.delete(webhook_id);
        expect(await client.call("getWebhookHealth", { webhook_id })).toMatchObject(serviceError(404));
        expect(await client.call("getWebhookHealth", { webhook_id: "wh_\0" })).toMatchObject(serviceError(404));
      });
    });

    test("attempts are counted by hour and day, before and after hours are merged, until they are too old", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      const expectBuckets = async (hours: object[], days: object[]) => {
        for (const health of [await healthOf(client, webhook_id), await summaryOf(client)]) {
          expect(numbersOf(health.attempts_by_hour)).toEqual(hours);
          expect(numbersOf(health.attempts_by_day)).toEqual(days);
        }
      };
      clock.advance(day - (clock.now().getTime() % day));
      await client.settled(await client.publishMessage());
      await client.settled(await client.publishMessage());
      clock.advance(hour);
      endpoint.respond = respondWith(410);
      const { delivery_id } = await client.settled(await client.publishMessage());
      clock.advance(22 * hour);
      await under.service.removeOld();
      const [accepted, gone] = [
        { ago: 23, succeeded: 2, failed: 0 },
        { ago: 22, succeeded: 0, failed: 1 },
      ];
      await expectBuckets([accepted, gone], [{ ago: 0, succeeded: 2, failed: 1 }]);
      // One hour after the other is merged into the day.
      for (const hours of [[{ ...gone, ago: 23 }], [], []]) {
        clock.advance(hour);
        await under.service.removeOld();
        await expectBuckets(hours, [{ ago: 1, succeeded: 2, failed: 1 }]);
      }
      expect(await healthOf(client, webhook_id)).toMatchObject({ last_failure: { delivery_id } });
      clock.advance(31 * day);
      for (let run = 0; run < 2; run++) {
        await expectBuckets([], []);
        expect(await healthOf(client, webhook_id)).not.toHaveProperty("last_failure_at");
        await under.service.removeOld();
      }
    });

    test("the summary has every webhook of the organization, and what is waiting for them", async () => {
      beginHour();
      const { client, endpoint, webhook_id } = await startWebhook(respondWith(500));
      const other = await startEndpoint();
      const [healthy, disabled] = [await client.addWebhook(other.url), await client.addWebhook(other.url)];
      await client.call("disableWebhook", { webhook_id: disabled.webhook_id });
      await client.publish(messageFor("in_1"));
      await endpoint.waitForRequests(1);
      await expect.poll(async () => (await summaryOf(client)).webhooks.failing).toBe(1);
      await expect.poll(async () => (await healthOf(client, healthy.webhook_id)).state).toBe("healthy");
      const summary = await summaryOf(client);
      expect(summary).toMatchObject({ webhooks: { total: 3, failing: 1, paused: 0, disabled: 1 }, pending: 1, due: 0 });
      expect(numbersOf(summary.attempts_by_hour)).toEqual([{ ago: 0, succeeded: 1, failed: 1 }]);
      await client.delete(webhook_id);
      const after = await summaryOf(client);
      expect(after).toMatchObject({ webhooks: { total: 2, failing: 0 }, pending: 0 });
      expect(numbersOf(after.attempts_by_hour)).toEqual(numbersOf(summary.attempts_by_hour));
      expect((await summaryOf(await newClient())).webhooks).toEqual({ total: 0, failing: 0, paused: 0, disabled: 0 });
      if (under.databaseUrl === undefined) return;
      expect(await query(under.databaseUrl, `select from attempt_counts where webhook_id = '${webhook_id}'`)).toEqual(
        [],
      );
    });
  },
  { retrySchedule: [0, 300] },
);

describeDelivery(
  ({ startWebhook, clock }) => {
    test("a webhook is paused while its circuit breaker is open", async () => {
      const { client, webhook_id } = await startWebhook(hang);
      await client.publishMessages(5);
      await expect.poll(async () => (await healthOf(client, webhook_id)).state).toBe("paused");
      const { since = "", until = "", explanation } = await healthOf(client, webhook_id);
      expect(explanation).toContain(until);
      expect(Date.parse(until)).toBeGreaterThan(clock.now().getTime());
      expect(Date.parse(since)).toBeLessThan(clock.now().getTime());
      expect((await summaryOf(client)).webhooks).toEqual({ total: 1, failing: 0, paused: 1, disabled: 0 });
    });
  },
  // Too short for an endpoint that should respond, on a busy machine.
  { deliveryTimeoutMs: 300 },
);

test("a webhook is deleted while its hours are merged into days, without a deadlock", async () => {
  const { client, databaseUrl } = await startOnPostgres();
  const { webhook_id } = await client.addWebhook("http://127.0.0.1:9/hooks");
  // Of the present hour, which retention does not merge.
  await query(
    databaseUrl,
    `insert into attempt_counts (organization_id, webhook_id, hour, worker_id, succeeded, failed, duration_ms)
      values ('default', '${webhook_id}', date_trunc('day', now(), 'UTC'), '', 1, 0, 1),
        ('default', '${webhook_id}', date_trunc('hour', now(), 'UTC'), 'w', 1, 0, 1)`,
  );
  const merge = await connect(databaseUrl);
  await merge.query("begin; delete from attempt_counts where worker_id <> ''");
  const deleted = client.delete(webhook_id);
  await expect.poll(() => countLockWaits(databaseUrl)).toBe(1);
  // Fails if the other transaction has locked the day already.
  await merge.query("select from attempt_counts where worker_id = '' for update nowait");
  await merge.query("commit");
  await deleted;
  expect(await query(databaseUrl, `select from attempt_counts where webhook_id = '${webhook_id}'`)).toEqual([]);
});
