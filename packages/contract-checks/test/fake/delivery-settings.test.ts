/** How fast a fake sends events to a webhook with delivery settings. */
import type { WebhookEvent } from "@agent-webhooks/types";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { event_types, received, startFake, url } from "./start-fake.ts";

// The time is moved by `advance`.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const events = ["evt_1", "evt_2", "evt_3"].map((event_id): WebhookEvent => ({ ...received, event_id }));

test("as many attempts as allowed run at the same time, and the next one begins when one has ended", async () => {
  const ends: (() => void)[] = [];
  const send = () =>
    new Promise<Response>((resolve) => void ends.push(() => resolve(new Response(null, { status: 204 }))));
  const { fake, webhooks, delivery } = startFake([], { send });
  const { webhook_id } = await webhooks.create({ url, event_types });
  await delivery.updateDeliverySettings(webhook_id, { max_in_flight: 2 });
  for (const event of events) await delivery.publishEvent({ event });
  expect(ends).toHaveLength(2);
  ends[0]?.();
  await expect.poll(() => ends).toHaveLength(3);
  for (const end of ends) end();
  await fake.idle();
  expect((await delivery.listDeliveries({ status: "succeeded" })).deliveries).toHaveLength(3);
});

test("as many attempts as allowed begin in a second, spread evenly", async () => {
  const { fake, requests, webhooks, delivery } = startFake();
  const { webhook_id } = await webhooks.create({ url, event_types });
  const other = await webhooks.create({ url: `${url}/other`, event_types });
  await delivery.updateDeliverySettings(webhook_id, { max_per_second: 2 });
  for (const event of events) await fake.publish(event);
  const count = () => requests.filter((request) => request.url === url).length;
  expect(count()).toBe(1);
  // Other webhooks do not wait.
  expect(requests.filter((request) => request.url === other.url)).toHaveLength(3);
  const [waiting] = (await delivery.listDeliveries({ webhook_id, event_id: "evt_2" })).deliveries;
  expect(waiting?.next_attempt_at).toBe(new Date(Date.now() + 500).toISOString());
  for (const [milliseconds, expected] of [
    [499, 1],
    [1, 2],
    [499, 2],
    [1, 3],
  ] as const) {
    await fake.advance(milliseconds);
    expect(count()).toBe(expected);
  }
});
