import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { describeDelivery, messageFor } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { webhooksPath } from "./support/service.ts";

const hour = 3_600_000;

describeDelivery(
  ({ under, newClient, clock }) => {
    test.each([
      ["forward", hour],
      ["back", -hour],
    ])("a clock that jumps an hour %s loses nothing: pages, updates and deliveries go on", async (_, jump) => {
      const client = await newClient();
      const endpoint = await startEndpoint();
      const made = [];
      for (let place = 0; place < 4; place++)
        made.push(await client.addWebhook(`${endpoint.url}/${place}`, { inbox_ids: [`in_${place}`] }));
      const { next_page_token: page_token = "", webhooks: firstPage } = await client.list({ limit: 2 });
      const before = messageFor("in_0");
      await client.publish(before);
      await client.settled(before);

      clock.advance(jump);
      // Published, claimed, sent and recorded with the new time.
      const after = messageFor("in_1");
      await client.publish(after);
      expect(await client.settled(after)).toMatchObject({ status: "succeeded" });
      // Nothing twice, nothing skipped.
      const { webhooks: secondPage } = await client.list({ limit: 2, page_token });
      const ids = [...firstPage, ...secondPage].map(({ webhook_id }) => webhook_id);
      expect(ids.toSorted()).toEqual(made.map(({ webhook_id }) => webhook_id).toSorted());
      // Later than before, whatever the clock says.
      const [webhook] = made;
      const updated = await client.patch(webhook?.webhook_id ?? "", { add_inbox_ids: ["in_9"] });
      const { updated_at } = updated.json as { updated_at: string };
      expect(Date.parse(updated_at)).toBeGreaterThan(Date.parse(webhook?.updated_at ?? ""));
      expect((await client.addWebhook(endpoint.url)).enabled).toBe(true);
    });

    test("a retry that was planned before a jump forward goes out, and is not lost", async () => {
      const client = await newClient();
      const endpoint = await startEndpoint((response) => response.writeHead(500).end());
      await client.addWebhook(endpoint.url);
      const event = messageFor("in_1");
      await client.publish(event);
      await client.attempted(event);
      endpoint.respond = (response) => response.writeHead(204).end();
      clock.advance(hour);
      expect(await client.settled(event)).toMatchObject({ status: "succeeded", attempts: { length: 2 } });
    });

    test("a retry that was planned before a jump back waits for its time, others do not wait for it", async () => {
      const client = await newClient();
      const endpoint = await startEndpoint((response) => response.writeHead(500).end());
      await client.addWebhook(endpoint.url);
      const event = messageFor("in_1");
      await client.publish(event);
      const { next_attempt_at } = await client.attempted(event);
      endpoint.respond = (response) => response.writeHead(204).end();
      clock.advance(-hour);
      const other = messageFor("in_1");
      await client.publish(other);
      expect(await client.settled(other)).toMatchObject({ status: "succeeded" });
      expect(await client.deliveryOf(event)).toMatchObject({ status: "pending", next_attempt_at });
      clock.advance(2 * hour);
      expect(await client.settled(event)).toMatchObject({ status: "succeeded" });
      clock.advance(-hour);
    });

    test("a delivery in flight during a jump is recorded, and arrives", async () => {
      for (const jump of [hour, -hour]) {
        const client = await newClient();
        const endpoint = await startEndpoint((response) => {
          setTimeout(400).then(() => response.writeHead(204).end());
        });
        await client.addWebhook(endpoint.url);
        const event = messageFor("in_1");
        await client.publish(event);
        await endpoint.waitForRequests(1);
        clock.advance(jump);
        expect(await client.settled(event)).toMatchObject({ status: "succeeded" });
        // Forward, its lease ends in the middle: it may be sent a second time, which at-least-once allows.
        expect(endpoint.received.length).toBeLessThanOrEqual(2);
      }
    });

    test("a token ends at its time by the clock, also when that is put forward and back", async () => {
      const expiresAt = new Date(clock.now().getTime() + hour / 2);
      const organization = await under.organization({ expiresAt });
      const status = async () => (await organization.request("GET", webhooksPath)).status;
      expect(await status()).toBe(200);
      clock.advance(hour);
      expect(await status()).toBe(401);
      clock.advance(-hour);
      expect(await status()).toBe(200);
    });
  },
  { retrySchedule: [0, 600, 600] },
);
