import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { describeDelivery, messageFor } from "./support/delivery.ts";
import { respondWith } from "./support/endpoint.ts";
import { webhooksPath } from "./support/service.ts";

const hour = 3_600_000;

describeDelivery(
  ({ under, startWebhook, clock }) => {
    test.each([
      ["forward", hour],
      ["back", -hour],
    ])("pages, updates and deliveries go on after the clock jumps an hour %s", async (_, jump) => {
      const { client, endpoint, webhook } = await startWebhook(undefined, { inbox_ids: ["in_0"] });
      const created = [webhook];
      for (const inbox of ["in_1", "in_2", "in_3"]) {
        created.push(await client.addWebhook(endpoint.url, { inbox_ids: [inbox] }));
      }
      const { next_page_token: page_token = "", webhooks: firstPage } = await client.list({ limit: 2 });
      const before = messageFor("in_0");
      await client.publish(before);
      await client.settled(before);

      clock.advance(jump);
      const after = messageFor("in_1");
      await client.publish(after);
      expect(await client.settled(after)).toMatchObject({ status: "succeeded" });
      const { webhooks: secondPage } = await client.list({ limit: 2, page_token });
      const ids = [...firstPage, ...secondPage].map(({ webhook_id }) => webhook_id);
      expect(ids.toSorted()).toEqual(created.map(({ webhook_id }) => webhook_id).toSorted());
      // Later than before, whatever the clock says.
      const updated = await client.patch(webhook.webhook_id, { add_inbox_ids: ["in_9"] });
      const { updated_at } = updated.json as { updated_at: string };
      expect(Date.parse(updated_at)).toBeGreaterThan(Date.parse(webhook.updated_at));
      expect((await client.addWebhook(endpoint.url)).enabled).toBe(true);
    });

    test("a retry that was scheduled before a jump back keeps its time, and does not delay others", async () => {
      const { client, endpoint } = await startWebhook(respondWith(500));
      const event = await client.publishMessage();
      const { next_attempt_at } = await client.attempted(event);
      endpoint.respond = respondWith(204);
      clock.advance(-hour);
      expect(await client.settled(await client.publishMessage())).toMatchObject({ status: "succeeded" });
      expect(await client.deliveryOf(event)).toMatchObject({ status: "pending", next_attempt_at });
      clock.advance(2 * hour);
      expect(await client.settled(event)).toMatchObject({ status: "succeeded" });
      clock.advance(-hour);
    });

    test("a webhook with a limited rate goes on after the clock jumps back", async () => {
      const { client, webhook_id } = await startWebhook();
      await client.call("updateDeliverySettings", { webhook_id }, { max_per_second: 5 });
      await client.settled(await client.publishMessage());
      clock.advance(-hour);
      expect(await client.settled(await client.publishMessage())).toMatchObject({ status: "succeeded" });
      clock.advance(hour);
    });

    test.each([hour, -hour])("a delivery in flight during a jump of %i ms is sent once and recorded", async (jump) => {
      const { client, endpoint } = await startWebhook((response) => {
        setTimeout(400).then(() => response.writeHead(204).end());
      });
      const event = await client.publishMessage();
      await endpoint.waitForRequests(1);
      clock.advance(jump);
      expect(await client.settled(event)).toMatchObject({ status: "succeeded" });
      // A jump forward ends its lease: the process claims it again, and knows that it is sending it.
      expect(endpoint.received).toHaveLength(1);
    });

    test("a token expires by the clock, forward and back", async () => {
      const expiresAt = new Date(clock.now().getTime() + hour / 2);
      const client = await under.client({ expiresAt });
      const status = async () => (await client.request("GET", webhooksPath)).status;
      expect(await status()).toBe(200);
      clock.advance(hour);
      expect(await status()).toBe(401);
      clock.advance(-hour);
      expect(await status()).toBe(200);
    });
  },
  { retrySchedule: [0, 600, 600] },
);
