/** What a fake says about the deliveries to a webhook, and about all of an organization. */
import { createDeliveryClient, createWebhooksClient } from "@agent-webhooks/client";
import type { AttemptCounts } from "@agent-webhooks/types/delivery";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { event_types, received, startFake, url } from "./start-fake.ts";

const start = Date.parse("2026-01-02T03:04:05.000Z");
const attemptMs = 100;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

// The time is moved by each attempt, by `advance`, and by the tests.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

const at = (ms: number) => new Date(start + ms).toISOString();

/** A fake with a webhook whose deliveries get these statuses; `undefined`: no connection. */
async function startWithWebhook(statuses: readonly (number | undefined)[]) {
  let count = 0;
  const started = startFake([], {
    send: () => {
      vi.setSystemTime(Date.now() + attemptMs);
      const status = statuses[count++];
      if (status === undefined) throw new Error("connect ECONNREFUSED");
      return new Response(null, { status });
    },
  });
  const { fake, webhooks, delivery } = started;
  const { webhook_id } = await webhooks.create({ url, event_types });
  const publish = async (event_id: string) => {
    await fake.publish({ ...received, event_id });
    const [newest] = (await delivery.listDeliveries({ event_id, webhook_id })).deliveries;
    return newest?.delivery_id ?? "";
  };
  return { ...started, webhook_id, publish, health: () => delivery.getWebhookHealth(webhook_id) };
}

/** The counts of a time with attempts, and how many times have none. */
function withAttempts(counts: readonly AttemptCounts[]) {
  const isEmpty = ({ succeeded, failed }: AttemptCounts) => succeeded + failed === 0;
  const empty = counts.filter(isEmpty);
  for (const each of empty) expect(each).toEqual({ from: each.from, succeeded: 0, failed: 0 });
  return {
    first: counts[0]?.from,
    last: counts.at(-1)?.from,
    empty: empty.length,
    full: counts.filter((each) => !isEmpty(each)),
  };
}

describe("a webhook", () => {
  test("is idle, healthy, failing since its first failure, and healthy again", async () => {
    const { fake, publish, health } = await startWithWebhook([200, 500, 500, 200]);
    expect(await health()).toMatchObject({ state: "idle", pending: 0, due: 0 });
    await publish("evt_1");
    expect(await health()).toMatchObject({ state: "healthy", last_success_at: at(0), pending: 0 });
    expect(await health()).not.toHaveProperty("last_failure");
    const delivery_id = await publish("evt_2");
    expect(await health()).toMatchObject({
      state: "failing",
      since: at(attemptMs),
      last_success_at: at(0),
      last_failure_at: at(attemptMs),
      pending: 1,
      due: 0,
    });
    await fake.advance(5_000);
    expect(await health()).toMatchObject({
      state: "failing",
      since: at(attemptMs),
      explanation: "The webhook is failing.",
      last_failure_at: at(5_000 + 2 * attemptMs),
      last_failure: {
        delivery_id,
        outcome: "http_error",
        status_code: 500,
        error: "The endpoint returned 500.",
      },
    });
    await fake.advance(5 * minuteMs);
    expect(await health()).toMatchObject({
      state: "healthy",
      last_success_at: at(5_000 + 5 * minuteMs + 3 * attemptMs),
      last_failure_at: at(5_000 + 2 * attemptMs),
      pending: 0,
    });
  });

  test("shows the last failure: that of a connection has no status", async () => {
    const { fake, publish, health } = await startWithWebhook([500, undefined, 200]);
    await publish("evt_1");
    await fake.advance(5_000);
    const { last_failure } = await health();
    expect(last_failure).toEqual({
      delivery_id: expect.stringMatching(/^dlv_/),
      outcome: "connection_error",
      error: "connect ECONNREFUSED",
    });
  });

  test("has deliveries that are due, of which it shows how long the oldest one waits", async () => {
    const { fake, publish, health } = await startWithWebhook([500, 500]);
    await publish("evt_1");
    await fake.advance(1_000);
    await publish("evt_2");
    vi.setSystemTime(Date.now() + 5_000);
    expect(await health()).toMatchObject({ pending: 2, due: 2, oldest_due_at: at(5_000 + attemptMs) });
    vi.setSystemTime(Date.now() - 500);
    expect(await health()).toMatchObject({ pending: 2, due: 1, oldest_due_at: at(5_000 + attemptMs) });
  });

  test("has counts of its attempts by hour and by day, and their average duration", async () => {
    const { fake, publish, health } = await startWithWebhook([200, 500, 200, 200]);
    await publish("evt_1");
    await publish("evt_2");
    await fake.advance(2 * hourMs);
    await publish("evt_3");
    const { attempts_by_hour, attempts_by_day } = await health();
    expect(withAttempts(attempts_by_hour)).toEqual({
      first: "2026-01-01T06:00:00.000Z",
      last: "2026-01-02T05:00:00.000Z",
      empty: 22,
      full: [
        { from: "2026-01-02T03:00:00.000Z", succeeded: 2, failed: 1, average_duration_ms: attemptMs },
        { from: "2026-01-02T05:00:00.000Z", succeeded: 1, failed: 0, average_duration_ms: attemptMs },
      ],
    });
    expect(withAttempts(attempts_by_day)).toEqual({
      first: "2025-12-04T00:00:00.000Z",
      last: "2026-01-02T00:00:00.000Z",
      empty: 29,
      full: [{ from: "2026-01-02T00:00:00.000Z", succeeded: 3, failed: 1, average_duration_ms: attemptMs }],
    });
  });

  test("is disabled since a request, and forgets its failures when it is enabled", async () => {
    const { delivery, webhook_id, publish, health } = await startWithWebhook([200, 500, 200, 500]);
    await publish("evt_1");
    const delivery_id = await publish("evt_2");
    await delivery.disableWebhook(webhook_id);
    const disabled = { state: "disabled", reason: "request", since: at(2 * attemptMs) };
    expect(await health()).toMatchObject({ ...disabled, pending: 0 });
    expect(await delivery.getDelivery(delivery_id)).toMatchObject({
      status: "failed",
      reason: "webhook_disabled",
      webhook_disabled_because: "request",
      explanation: "failed after 1 attempts: webhook_disabled",
    });
    vi.setSystemTime(Date.now() + minuteMs);
    await delivery.disableWebhook(webhook_id);
    expect(await health()).toMatchObject(disabled);
    await delivery.enableWebhook(webhook_id);
    expect(await health()).toMatchObject({ state: "healthy", last_failure: { delivery_id } });
    expect(await delivery.getDelivery(delivery_id)).not.toHaveProperty("webhook_disabled_because");
    vi.setSystemTime(Date.now() + minuteMs);
    await delivery.enableWebhook(webhook_id);
    await publish("evt_3");
    const since = new Date().toISOString();
    await publish("evt_4");
    expect(await health()).toMatchObject({ state: "failing", since });
  });

  test("is disabled when its endpoint is gone", async () => {
    const { delivery, publish, health } = await startWithWebhook([410]);
    const delivery_id = await publish("evt_1");
    expect(await health()).toMatchObject({ state: "disabled", reason: "gone", since: at(attemptMs) });
    expect(await delivery.getDelivery(delivery_id)).toMatchObject({ reason: "gone", webhook_disabled_because: "gone" });
  });

  test("does not count the deliveries of another one", async () => {
    const { webhooks, delivery, publish } = await startWithWebhook([500]);
    await publish("evt_1");
    const { webhook_id } = await webhooks.create({ url, event_types });
    const health = await delivery.getWebhookHealth(webhook_id);
    expect(health).toMatchObject({ state: "idle", pending: 0 });
    expect(withAttempts(health.attempts_by_day).full).toEqual([]);
  });
});

test("a summary counts the webhooks of an organization by state, and its deliveries", async () => {
  const scopes = ["webhooks:read", "webhooks:write", "deliveries:read", "deliveries:write", "events:publish"] as const;
  const send = ({ url }: Request) => new Response(null, { status: url.endsWith("/failing") ? 500 : 200 });
  const tokens = { own: { organization: "a", scopes }, other: { organization: "b", scopes } };
  const { fake, webhooks, delivery } = startFake([], { tokens, send });
  const { webhook_id } = await webhooks.create({ url, event_types });
  await delivery.disableWebhook(webhook_id);
  await webhooks.create({ url, event_types });
  await webhooks.create({ url: `${url}/failing`, event_types });
  const other = { baseUrl: "http://fake", token: "other", fetch: fake.fetch };
  await createWebhooksClient(other).create({ url: `${url}/failing`, event_types });
  await fake.publish(received, { token: "own" });
  vi.setSystemTime(start + 1_000);
  await fake.publish(received, { token: "other" });

  const summary = await delivery.getSummary();
  expect(summary).toMatchObject({
    webhooks: { total: 3, failing: 1, paused: 0, disabled: 1 },
    last_success_at: at(0),
    last_failure_at: at(0),
    pending: 1,
    due: 0,
  });
  expect(withAttempts(summary.attempts_by_hour).full).toMatchObject([{ succeeded: 1, failed: 1 }]);
  expect(await createDeliveryClient(other).getSummary()).toMatchObject({
    webhooks: { total: 1, failing: 1, paused: 0, disabled: 0 },
    last_failure_at: at(1_000),
  });
});
