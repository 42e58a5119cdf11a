import { describe, expect, test } from "vitest";
import { brief, describeDelivery, failEveryAttempt } from "./support/delivery.ts";
import { hang, respondWith, startEndpoint } from "./support/endpoint.ts";
import { serviceError, validationError } from "./support/service.ts";

const [second, hour] = [1_000, 3_600_000];
const conflict = serviceError(409);

describeDelivery(
  ({ startWebhook, clock, under }) => {
    describe("resending", () => {
      test("begins a fresh schedule, and appends to the attempts", async () => {
        const { client, endpoint } = await startWebhook();
        const { delivery_id, event_id } = await failEveryAttempt(client, endpoint, clock);
        endpoint.respond = respondWith(503);
        const response = await client.call("resendDelivery", { delivery_id });
        expect(response).toMatchObject({ status: 202, json: { delivery_id, status: "pending" } });
        await client.attempted({ event_id }, 4);
        endpoint.respond = respondWith(204);
        clock.advance(10 * second);
        const { attempts } = await client.settled({ event_id });
        expect(attempts.map(({ attempt, status_code }) => [attempt, status_code])).toEqual([
          [1, 500],
          [2, 500],
          [3, 500],
          [4, 503],
          [5, 204],
        ]);
      });

      test("sends a delivered event once more", async () => {
        const { client, endpoint } = await startWebhook();
        const { delivery_id, event_id } = await client.settled(await client.publishMessage());
        await client.call("resendDelivery", { delivery_id });
        await endpoint.waitForRequests(2);
        expect(endpoint.eventIds).toEqual([event_id, event_id]);
      });

      test("conflicts with a pending delivery, and with a disabled or deleted webhook", async () => {
        const { client, webhook_id } = await startWebhook(respondWith(500));
        const { delivery_id } = await client.attempted(await client.publishMessage());
        expect(await client.call("resendDelivery", { delivery_id })).toMatchObject(conflict);
        await client.call("disableWebhook", { webhook_id });
        expect(await client.call("resendDelivery", { delivery_id })).toMatchObject(conflict);
        await client.delete(webhook_id);
        expect(await client.call("resendDelivery", { delivery_id })).toMatchObject(conflict);
      });
    });

    describe("recovering", () => {
      test("sends failed deliveries of events in the range again, and no others", async () => {
        const { client, endpoint, webhook_id } = await startWebhook();
        const recover = (range: object) => client.call("recoverWebhook", { webhook_id }, range);
        const failed: { event_id: string; since: string }[] = [];
        for (let count = 0; count < 3; count++) {
          const since = clock.now().toISOString();
          const { event_id } = await failEveryAttempt(client, endpoint, clock);
          failed.push({ event_id, since });
          clock.advance(hour);
        }
        const [first, second, third] = failed as [(typeof failed)[0], (typeof failed)[0], (typeof failed)[0]];
        endpoint.respond = respondWith(204);
        const recovered = await recover({ since: second.since, until: third.since });
        expect(recovered).toMatchObject({ status: 202, json: { count: 1 } });
        await client.settled(second);
        const statuses = brief(await client.deliveries({ webhook_id, ascending: true }));
        expect(statuses).toEqual(["failed: exhausted", "succeeded", "failed: exhausted"]);
        expect(await recover({ since: first.since })).toMatchObject({ status: 202, json: { count: 2 } });
        expect(await recover({ since: first.since })).toMatchObject({ json: { count: 0 } });
      });

      test("leaves out events older than the retention time, whose deliveries may be removed already", async () => {
        const { client, endpoint, webhook_id } = await startWebhook();
        await client.addWebhook((await startEndpoint(hang)).url);
        await client.publishMessage();
        await endpoint.waitForRequests(1);
        await expect.poll(async () => brief(await client.deliveries({ webhook_id }))).toEqual(["succeeded"]);
        const since = new Date(clock.now().getTime() - second).toISOString();
        clock.advance(35 * 24 * hour);
        // The event stays, because its other delivery is pending.
        await under.service.removeOld();
        expect(brief(await client.deliveries({ webhook_id }))).toEqual([]);
        expect(await client.call("recoverWebhook", { webhook_id }, { since })).toMatchObject({ json: { count: 0 } });
        expect(endpoint.received).toHaveLength(1);
      });

      test("finds nothing in a range before the retention time, also in the year 0", async () => {
        const { client, webhook_id } = await startWebhook();
        await client.settled(await client.publishMessage());
        const range = { since: "0000-01-01T00:00:00Z", until: "0000-01-02T00:00:00Z" };
        expect(await client.call("recoverWebhook", { webhook_id }, range)).toMatchObject({
          status: 202,
          json: { count: 0 },
        });
      });

      test("needs an enabled webhook, and an end after the start", async () => {
        const { client, endpoint, webhook_id } = await startWebhook();
        const since = "2026-01-16T09:00:00Z";
        const recover = (body: object = { since }, id = webhook_id) =>
          client.call("recoverWebhook", { webhook_id: id }, body);
        expect(await recover({ since }, "wh_unknown")).toMatchObject(serviceError(404));
        expect(await recover({ since, until: since })).toMatchObject(
          validationError({ until: ["must be after since"] }),
        );
        await client.publishMessage();
        await endpoint.waitForRequests(1);
        await client.call("disableWebhook", { webhook_id });
        expect(await recover()).toMatchObject(conflict);
        await client.delete(webhook_id);
        expect(await recover()).toMatchObject(conflict);
      });
    });
  },
  { retrySchedule: [0, 5, 300] },
);
