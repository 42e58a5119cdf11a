import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { expect, test } from "vitest";
import { describeDelivery } from "./support/delivery.ts";
import type { ReceivedRequest } from "./support/endpoint.ts";

const [second, hour, day] = [1_000, 3_600_000, 86_400_000];

/** The signature that npm svix makes. The clock of these tests is moved, so its `verify` would reject the timestamp. */
function signatureWith(secret: string, received: ReceivedRequest | undefined): string {
  const { "webhook-id": id, "webhook-timestamp": timestamp } = received?.headers ?? {};
  return new SvixWebhook(secret).sign(String(id), new Date(Number(timestamp) * 1000), String(received?.body));
}

const signaturesOf = (received: ReceivedRequest | undefined) =>
  String(received?.headers["webhook-signature"]).split(" ");

describeDelivery(
  ({ startWebhook }) => {
    test("a delivery verifies with svix and standardwebhooks, from the raw bytes", async () => {
      const { client, endpoint, webhook } = await startWebhook();
      const event = await client.publishMessage();
      const [received] = await endpoint.waitForRequests(1);
      const headers = received?.headers as Record<string, string>;
      const text = received?.body.toString() ?? "";
      expect(() => new SvixWebhook(webhook.secret).verify(text, headers)).not.toThrow();
      expect(new StandardWebhook(webhook.secret).verify(text, headers)).toEqual(event);
      for (const name of ["id", "timestamp", "signature"]) {
        expect(headers[`svix-${name}`]).toBe(headers[`webhook-${name}`]);
      }
      expect(() => new SvixWebhook(webhook.secret).verify(`${text} `, headers)).toThrow();
    });
  },
  { databases: ["Postgres"] },
);

describeDelivery(({ startWebhook, clock }) => {
  test("a rotated secret signs beside the new one until it expires", async () => {
    const { client, endpoint, webhook, webhook_id } = await startWebhook();
    const response = await client.call("rotateSecret", { webhook_id }, { overlap_seconds: 3_600 });
    expect(response.status).toBe(200);
    const { secret, previous_expires_at } = response.json as { secret: string; previous_expires_at: string };
    expect(secret).toMatch(/^whsec_/);
    expect(await client.get(webhook_id)).toMatchObject({ secret });
    const wait = Date.parse(previous_expires_at) - clock.now().getTime();
    expect(Math.abs(wait - hour)).toBeLessThan(5 * second);
    await client.publishMessage();
    const [first] = await endpoint.waitForRequests(1);
    expect(signaturesOf(first)).toEqual([signatureWith(secret, first), signatureWith(webhook.secret, first)]);
    clock.advance(hour + second);
    await client.publishMessage();
    const [, later] = await endpoint.waitForRequests(2);
    expect(signaturesOf(later)).toEqual([signatureWith(secret, later)]);
  });

  test("a rotated secret signs for a day by default, or not at all", async () => {
    const { client, endpoint, webhook, webhook_id } = await startWebhook();
    const { json } = await client.call("rotateSecret", { webhook_id });
    const { previous_expires_at } = json as { previous_expires_at: string };
    expect(Date.parse(previous_expires_at) - clock.now().getTime()).toBeGreaterThan(day - 5 * second);
    await client.call("rotateSecret", { webhook_id }, { overlap_seconds: 0 });
    await client.publishMessage();
    const [received] = await endpoint.waitForRequests(1);
    const { secret } = await client.get(webhook_id);
    expect(signaturesOf(received)).toEqual([secret, webhook.secret].map((each) => signatureWith(each, received)));
  });

  test("at most five secrets sign, the newest first", async () => {
    const { client, endpoint, webhook, webhook_id } = await startWebhook();
    const secrets = [webhook.secret];
    for (let rotation = 0; rotation < 5; rotation++) {
      const { json } = await client.call("rotateSecret", { webhook_id }, {});
      secrets.unshift((json as { secret: string }).secret);
    }
    await client.publishMessage();
    const [received] = await endpoint.waitForRequests(1);
    expect(signaturesOf(received)).toEqual(secrets.slice(0, 5).map((secret) => signatureWith(secret, received)));
  });

  test.each([-1, 604_801, 1.5, "1", null])("an overlap of %j is rejected", async (overlap_seconds) => {
    const { client, webhook, webhook_id } = await startWebhook();
    expect(await client.call("rotateSecret", { webhook_id }, { overlap_seconds })).toMatchObject({ status: 400 });
    expect(await client.get(webhook_id)).toMatchObject({ secret: webhook.secret });
  });
});
