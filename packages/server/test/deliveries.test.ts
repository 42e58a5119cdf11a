import { expect, test } from "vitest";
import { describeDelivery, messageFor } from "./support/delivery.ts";
import { respondWith } from "./support/endpoint.ts";
import { serviceError } from "./support/service.ts";

const day = 86_400_000;

describeDelivery(
  ({ under, newClient, startWebhook, clock }) => {
    test("a list has pages and filters, and its page tokens fit no other list", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      const other = await client.addWebhook(endpoint.url);
      const events = Array.from({ length: 5 }, () => messageFor("in_1"));
      for (const event of events) await client.publish(event);
      await endpoint.waitForRequests(10);
      const ids: string[] = [];
      let page = await client.deliveries({ limit: 3, webhook_id, ascending: true });
      for (;;) {
        ids.push(...page.deliveries.map(({ event_id }) => event_id));
        if (page.next_page_token === undefined) break;
        const page_token: string = page.next_page_token;
        page = await client.deliveries({ limit: 1, webhook_id, ascending: true, page_token });
      }
      expect(ids).toEqual(events.map(({ event_id }) => event_id));
      expect((await client.deliveries({ event_id: ids[0] ?? "" })).deliveries).toHaveLength(2);
      await expect.poll(async () => (await client.deliveries({ status: "succeeded" })).count).toBe(10);
      expect((await client.deliveries({ status: "failed" })).count).toBe(0);
      expect((await client.deliveries({ event_id: "%00" })).count).toBe(0);
      const { next_page_token = "" } = await client.deliveries({ limit: 1, webhook_id });
      const invalid = [`webhook_id=${other.webhook_id}`, "", `webhook_id=${webhook_id}&ascending=true`].map(
        (query) => `${query}&page_token=${next_page_token}`,
      );
      for (const query of [...invalid, "status=lost"]) {
        expect(await client.request("GET", `/delivery/v0/deliveries?${query}`)).toMatchObject({ status: 400 });
      }
    });

    test("deliveries and webhooks of another organization do not exist", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      const event = await client.publishMessage();
      await endpoint.waitForRequests(1);
      const { delivery_id } = await client.deliveryOf(event);
      const other = await newClient();
      expect((await other.deliveries({ webhook_id })).count).toBe(0);
      const missing = serviceError(404);
      for (const id of ["getDelivery", "resendDelivery"] as const) {
        expect(await other.call(id, { delivery_id })).toMatchObject(missing);
        expect(await other.call(id, { delivery_id: "dlv_\u0000" })).toMatchObject(missing);
      }
      for (const id of ["enableWebhook", "disableWebhook"] as const) {
        expect(await other.call(id, { webhook_id })).toMatchObject(missing);
      }
      for (const id of ["rotateSecret", "recoverWebhook", "sendTestEvent"] as const) {
        expect(await other.call(id, { webhook_id }, {})).toMatchObject(missing);
      }
    });

    test("retention removes settled deliveries that are old enough, and nothing else", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      const old = await client.publishMessage();
      const { delivery_id } = await client.settled(old);
      endpoint.respond = respondWith(500);
      await client.attempted(await client.publishMessage());
      await under.service.removeOld();
      expect(await client.delivery(delivery_id)).toMatchObject({ status: "succeeded" });
      clock.advance(33 * day);
      const young = await client.publishMessage();
      await client.attempted(young);
      clock.advance(2 * day);
      await client.attempted(young, 2);
      await under.service.removeOld();
      expect(await client.call("getDelivery", { delivery_id })).toMatchObject({ status: 404 });
      expect((await client.deliveries({ webhook_id, event_id: young.event_id })).count).toBe(1);
      expect((await client.publish(old)).duplicate).toBe(false);
      expect((await client.publish(young)).duplicate).toBe(true);
    });
  },
  { retrySchedule: [0, 5, 300] },
);
