/** The order of lists, and the times that a fake returns. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { event_types, received, startFake, url } from "./start-fake.ts";

// Everything happens in one millisecond, unless a test moves the time.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("lists are in the order of creation, also within a millisecond", async () => {
  const { fake, webhooks, delivery } = startFake();
  const [webhookIds, tokenIds]: [string[], string[]] = [[], []];
  for (let count = 0; count < 6; count++) {
    webhookIds.push((await webhooks.create({ url, event_types })).webhook_id);
    const token = await delivery.createToken({ organization_id: "default", scopes: ["events:read"] });
    tokenIds.push(token.token_id);
  }
  const eventIds = ["evt_c", "evt_a", "evt_d", "evt_b"];
  for (const event_id of eventIds) await fake.publish({ ...received, event_id });

  const idsOf = (items: readonly { readonly webhook_id: string }[]) => items.map(({ webhook_id }) => webhook_id);
  expect(idsOf((await webhooks.list()).webhooks)).toEqual(webhookIds.toReversed());
  expect(idsOf((await webhooks.list({ ascending: true })).webhooks)).toEqual(webhookIds);
  expect((await delivery.listTokens()).tokens.map(({ token_id }) => token_id)).toEqual(tokenIds.toReversed());
  expect((await delivery.listEvents()).events.map(({ event_id }) => event_id)).toEqual(eventIds.toReversed());
  const { deliveries } = await delivery.listDeliveries({ webhook_id: webhookIds[0] ?? "" });
  expect(deliveries.map(({ event_id }) => event_id)).toEqual(eventIds.toReversed());
  const ofPages: string[] = [];
  for await (const { event_id } of delivery.listEvents({ limit: 1, ascending: true })) ofPages.push(event_id);
  expect(ofPages).toEqual(eventIds);
});

test("each change moves updated_at, also within a millisecond", async () => {
  const { fake, webhooks, delivery } = startFake([410]);
  const { webhook_id, updated_at } = await webhooks.create({ url, event_types });
  const times = [updated_at];
  const changes = [
    () => webhooks.update(webhook_id, { add_inbox_ids: ["inbox_1"] }),
    () => delivery.rotateSecret(webhook_id),
    () => delivery.disableWebhook(webhook_id),
    () => delivery.enableWebhook(webhook_id),
    // The endpoint is gone.
    () => delivery.sendTestEvent(webhook_id, { event_type: "message.received" }),
  ];
  for (const change of changes) {
    await change();
    await fake.idle();
    times.push((await webhooks.get(webhook_id)).updated_at);
  }
  expect(times).toEqual([...new Set(times)].toSorted());
  expect((await webhooks.get(webhook_id)).enabled).toBe(false);
});

test("another URL moves updated_at of an operator webhook", async () => {
  const { delivery } = startFake();
  const first = await delivery.setOperatorWebhook({ url });
  const second = await delivery.setOperatorWebhook({ url: `${url}/other` });
  expect(Date.parse(second.updated_at)).toBeGreaterThan(Date.parse(first.updated_at));
  expect(second.created_at).toBe(first.created_at);
});

test("a leap second is read as the next second", async () => {
  vi.setSystemTime("2027-01-01T00:00:00Z");
  const { fake, webhooks, delivery } = startFake([500]);
  const { webhook_id } = await webhooks.create({ url, event_types });
  await fake.publish(received);
  const leap = "2026-12-31T23:59:60Z";
  expect((await delivery.listEvents({ since: leap })).events).toHaveLength(1);
  expect((await delivery.listEvents({ until: leap })).events).toHaveLength(0);
  await delivery.disableWebhook(webhook_id);
  await delivery.enableWebhook(webhook_id);
  expect(await delivery.recoverWebhook(webhook_id, { since: leap })).toMatchObject({ failed: 1 });
  const token = { organization_id: "default", scopes: ["events:read" as const] };
  await delivery.createToken({ ...token, expires_at: "2098-12-31T23:59:60Z" });
  expect((await delivery.listTokens()).tokens).toMatchObject([{ expires_at: "2099-01-01T00:00:00.000Z" }]);
});

test("times after year 9999 are rejected", async () => {
  const { delivery } = startFake();
  const time = "9999-12-31T23:59:60Z";
  await expect(delivery.listEvents({ since: time })).rejects.toMatchObject({ status: 400 });
  const token = { organization_id: "default", scopes: ["events:read" as const] };
  await expect(delivery.createToken({ ...token, expires_at: time })).rejects.toMatchObject({ status: 400 });
});

test("health is that of the last 30 days", async () => {
  const { fake, webhooks, delivery } = startFake([500, 200]);
  const { webhook_id } = await webhooks.create({ url, event_types });
  await fake.publish(received);
  await fake.advance(5_000);
  const times = ["last_success_at", "last_failure_at"] as const;
  const health = await delivery.getWebhookHealth(webhook_id);
  expect(health).toMatchObject({ state: "healthy", last_failure: { outcome: "http_error" } });
  expect(times.map((name) => typeof health[name])).toEqual(["string", "string"]);

  await fake.advance(31 * 86_400_000);
  const later = await delivery.getWebhookHealth(webhook_id);
  expect(later.state).toBe("idle");
  for (const name of [...times, "last_failure"]) expect(later).not.toHaveProperty(name);
  const summary = await delivery.getSummary();
  for (const name of times) expect(summary).not.toHaveProperty(name);
});
