/** What becomes of the deliveries of a fake. */
import { createDeliveryClient, createWebhooksClient } from "@agent-webhooks/client";
import { createReceiver } from "@agent-webhooks/receiver";
import type { WebhookEvent } from "@agent-webhooks/types";
import type { DeliveryDetails } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FakeOptions } from "../../src/index.ts";
import { ReferenceProvider, referenceTokens } from "../../src/reference/provider.ts";
import { event_types, received, type StartedFake, startFake, url } from "./start-fake.ts";

const second = 1_000;

// The time is moved by `advance`, and by the tests.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const eventWithId = (event_id: string): WebhookEvent => ({ ...received, event_id });

/** A fake with a webhook, as {@link startFake}. */
async function startWithWebhook(statuses: readonly number[] = [200], options: FakeOptions = {}) {
  const started = startFake(statuses, options);
  const { webhooks, delivery } = started;
  const { webhook_id, secret } = await webhooks.create({ url, event_types });
  const deliveryOf = async (event_id: string): Promise<DeliveryDetails> => {
    const [found] = (await delivery.listDeliveries({ event_id, webhook_id })).deliveries;
    return delivery.getDelivery(found?.delivery_id ?? "");
  };
  const stateOf = async (event_id: string) => summarize(await deliveryOf(event_id));
  return { ...started, webhook_id, secret, deliveryOf, stateOf };
}

const summarize = ({ status, reason, attempts }: DeliveryDetails) => [
  status,
  reason,
  ...attempts.map(({ outcome }) => outcome),
];

/** A `fetch` that a provider responds to. */
function fetchOf(provider: ReferenceProvider): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const { status, headers, body } = await provider.transport(
      {
        method: request.method,
        path: pathname + search,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      },
      request.signal,
    );
    return new Response(body === "" ? null : body, { status, headers });
  };
}

const responding = (response: () => Response | Promise<Response>): FakeOptions => ({ send: response });

describe("an attempt", () => {
  test("has its number, its time, how long it took, and what the receiver returned", async () => {
    const { fake, deliveryOf } = await startWithWebhook([], {
      send: () => {
        vi.setSystemTime(Date.now() + 250);
        return new Response("not now", { status: 500 });
      },
    });
    vi.setSystemTime("2026-01-02T03:04:05Z");
    await fake.publish(received);
    await fake.advance(5 * second);
    const common = {
      duration_ms: 250,
      outcome: "http_error",
      status_code: 500,
      error: "The endpoint returned 500.",
      response_excerpt: "not now",
    };
    expect((await deliveryOf(received.event_id)).attempts).toEqual([
      { attempt: 1, started_at: "2026-01-02T03:04:05.000Z", ...common },
      { attempt: 2, started_at: "2026-01-02T03:04:10.250Z", ...common },
    ]);
  });

  test("fails with the error of a receiver that throws", async () => {
    const { fake, deliveryOf } = await startWithWebhook([], {
      send: () => Promise.reject(new Error("connect ECONNREFUSED")),
    });
    await fake.publish(received);
    expect((await deliveryOf(received.event_id)).attempts).toMatchObject([
      { outcome: "connection_error", error: "connect ECONNREFUSED" },
    ]);
  });

  test("that takes long is the only one of its delivery, and delays no other", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const requests: string[] = [];
    const { fake, stateOf } = await startWithWebhook([], {
      send: (request) => {
        requests.push(request.headers.get("webhook-id") ?? "");
        return requests.length === 1 ? promise : new Response();
      },
    });
    const slow = fake.publish(eventWithId("evt_slow"));
    const others = [fake.publish(eventWithId("evt_2")), fake.advance(0)];
    await expect.poll(() => stateOf("evt_2")).toEqual(["succeeded", undefined, "succeeded"]);
    resolve(new Response());
    await Promise.all([slow, ...others]);
    expect(requests).toEqual(["evt_slow", "evt_2"]);
    expect(await stateOf("evt_slow")).toEqual(["succeeded", undefined, "succeeded"]);
  });

  test.each([
    ["all of a short body", () => "é".repeat(512), "é".repeat(512)],
    ["the beginning of a long body", () => "a".repeat(2_000), "a".repeat(1_024)],
    ["whole characters", () => `a${"é".repeat(1_000)}`, `a${"é".repeat(511)}`],
    [
      "nothing of a body that breaks",
      () => new ReadableStream({ pull: (body) => body.error(new Error("reset")) }),
      undefined,
    ],
    ["no empty body", () => "", undefined],
  ])("shows %s", async (_, body, excerpt) => {
    const { fake, deliveryOf } = await startWithWebhook(
      [],
      responding(() => new Response(body())),
    );
    await fake.publish(received);
    const [attempt] = (await deliveryOf(received.event_id)).attempts;
    expect([attempt?.outcome, attempt?.response_excerpt]).toEqual(["succeeded", excerpt]);
  });

  test("reads no more than it shows of a body without end", async () => {
    const cancel = vi.fn();
    let pulls = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        pulls++;
        controller.enqueue(new Uint8Array(400).fill(97));
      },
      cancel,
    });
    const { fake, deliveryOf } = await startWithWebhook(
      [],
      responding(() => new Response(body)),
    );
    await fake.publish(received);
    expect((await deliveryOf(received.event_id)).attempts).toMatchObject([{ response_excerpt: "a".repeat(1_024) }]);
    expect(cancel).toHaveBeenCalledOnce();
    expect(pulls).toBeLessThanOrEqual(4);
  });

  test("is signed by the secrets of its time", async () => {
    const { fake, requests, delivery, webhook_id, secret } = await startWithWebhook([500], {
      retrySchedule: [0, 100],
    });
    const rotated = await delivery.rotateSecret(webhook_id, { overlap_seconds: 60 });
    await fake.publish(received);
    await fake.advance(100 * second);
    const signers = await Promise.all(
      requests.map(async (request) => {
        const body = await request.clone().text();
        const isVerified = (secrets: string) =>
          createReceiver({ secrets, toleranceSeconds: 1_000 })
            .verify(body, request.headers)
            .then(
              () => true,
              () => false,
            );
        return { new: await isVerified(rotated.secret), previous: await isVerified(secret) };
      }),
    );
    expect(signers).toEqual([
      { new: true, previous: true },
      { new: true, previous: false },
    ]);
  });
});

describe("a failed attempt is followed by another one", () => {
  /** Seconds from the failed attempt to the next one. */
  async function secondsUntilRetry(status: number, retryAfter: string | undefined, schedule: readonly number[]) {
    const { fake, deliveryOf } = await startWithWebhook([], {
      retrySchedule: [0, ...schedule],
      send: () =>
        new Response(null, { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } }),
    });
    await fake.publish(received);
    const { next_attempt_at = "" } = await deliveryOf(received.event_id);
    return (Date.parse(next_attempt_at) - Date.now()) / second;
  }

  test.each([
    [500, undefined, 5],
    [429, "60", 60],
    [503, "60", 60],
    [503, "2", 5],
    [500, "60", 5],
    [503, "later", 5],
    [503, "999999", 3_600],
  ])("after a %i with Retry-After: %s in %i s", async (status, retryAfter, seconds) => {
    expect(await secondsUntilRetry(status, retryAfter, [5])).toBe(seconds);
  });

  test("at most twice as late as scheduled, if that is longer than an hour", async () => {
    expect(await secondsUntilRetry(503, "999999", [3_000])).toBe(6_000);
  });

  test("until the retry schedule ends, and again after a resend", async () => {
    const { fake, requests, delivery, deliveryOf, stateOf } = await startWithWebhook([500], { retrySchedule: [0, 5] });
    await fake.publish(received);
    await fake.advance(5 * second);
    expect(await stateOf(received.event_id)).toEqual(["failed", "exhausted", "http_error", "http_error"]);
    await delivery.resendDelivery((await deliveryOf(received.event_id)).delivery_id);
    await fake.idle();
    expect(await stateOf(received.event_id)).toEqual(["pending", undefined, ...Array(3).fill("http_error")]);
    await fake.advance(5 * second);
    expect(await stateOf(received.event_id)).toEqual(["failed", "exhausted", ...Array(4).fill("http_error")]);
    expect(requests).toHaveLength(4);
  });

  test("when it is due, and no other delivery before its own time", async () => {
    const { fake, requests } = await startWithWebhook([500, 500, 200], { retrySchedule: [0, 10] });
    await fake.publish(eventWithId("evt_1"));
    await fake.advance(4 * second);
    await fake.publish(eventWithId("evt_2"));
    await fake.advance(6 * second);
    await fake.advance(3 * second);
    expect(requests.map(({ headers }) => headers.get("webhook-id"))).toEqual(["evt_1", "evt_2", "evt_1"]);
  });
});

describe("pending deliveries", () => {
  test("end when their webhook is disabled or deleted, or their event erased", async () => {
    const { fake, webhooks, delivery, webhook_id, stateOf } = await startWithWebhook([500, 200, 500]);
    const other = await webhooks.create({ url, event_types });
    const statesOfOther = async () =>
      (await delivery.listDeliveries({ webhook_id: other.webhook_id })).deliveries.map(({ status }) => status);
    await fake.publish(eventWithId("evt_1"));
    await fake.publish(eventWithId("evt_2"));
    expect(await stateOf("evt_1")).toEqual(["pending", undefined, "http_error"]);
    expect(await statesOfOther()).toEqual(["pending", "succeeded"]);
    await delivery.eraseEvent("evt_2");
    expect(await stateOf("evt_2")).toEqual(["cancelled", "event_erased", "http_error"]);
    expect(await stateOf("evt_1")).toEqual(["pending", undefined, "http_error"]);
    await fake.publish(eventWithId("evt_3"));
    await delivery.disableWebhook(webhook_id);
    expect(await stateOf("evt_1")).toEqual(["failed", "webhook_disabled", "http_error"]);
    expect(await stateOf("evt_2")).toEqual(["cancelled", "event_erased", "http_error"]);
    expect(await statesOfOther()).toEqual(["pending", "cancelled", "succeeded"]);
    await webhooks.delete(other.webhook_id);
    expect(await statesOfOther()).toEqual(["cancelled", "cancelled", "succeeded"]);
  });

  test("that are settled stay as they are when their event is erased", async () => {
    const { fake, delivery, stateOf } = await startWithWebhook([204]);
    await fake.publish(received);
    await delivery.eraseEvent(received.event_id);
    expect(await stateOf(received.event_id)).toEqual(["succeeded", undefined, "succeeded"]);
  });

  test("of one organization stay when another one erases an event with the same id", async () => {
    const scopes = ["webhooks:read", "webhooks:write", "events:publish", "deliveries:read", "events:write"] as const;
    const tokens = { own: { organization: "a", scopes }, other: { organization: "b", scopes } };
    const { fake, stateOf } = await startWithWebhook([500], { tokens });
    await fake.publish(received);
    await fake.publish(received, { token: "other" });
    const response = await fake.fetch(`http://fake/delivery/v0/events/${received.event_id}`, {
      method: "DELETE",
      headers: { authorization: "Bearer other" },
    });
    expect(response.ok).toBe(true);
    expect(await stateOf(received.event_id)).toEqual(["pending", undefined, "http_error"]);
  });

  test("end when an endpoint is gone: the others of its webhook as well", async () => {
    const { fake, webhooks, delivery, webhook_id, stateOf } = await startWithWebhook([500, 410, 200]);
    await fake.publish(eventWithId("evt_1"));
    await fake.publish(eventWithId("evt_2"));
    expect(await stateOf("evt_2")).toEqual(["failed", "gone", "http_error"]);
    expect(await stateOf("evt_1")).toEqual(["failed", "webhook_disabled", "http_error"]);
    expect(await webhooks.get(webhook_id)).toMatchObject({ enabled: false });
    expect(await delivery.getWebhookHealth(webhook_id)).toMatchObject({ state: "disabled", reason: "gone" });
  });

  test("are cancelled when the webhook's inboxes no longer match, but test events are sent", async () => {
    const { fake, requests, webhooks, delivery, webhook_id, stateOf } = await startWithWebhook([500, 500, 200]);
    await fake.publish(received);
    const { delivery_id } = await delivery.sendTestEvent(webhook_id, { event_type: "message.received" });
    await fake.idle();
    await webhooks.update(webhook_id, { add_inbox_ids: ["inbox_other"] });
    await fake.advance(5 * second);
    expect(await stateOf(received.event_id)).toEqual(["cancelled", "webhook_changed", "http_error"]);
    expect(summarize(await delivery.getDelivery(delivery_id))).toEqual([
      "succeeded",
      undefined,
      "http_error",
      "succeeded",
    ]);
    expect(requests).toHaveLength(3);
  });

  test.each([
    [204, ["succeeded", undefined, "succeeded"]],
    [500, ["failed", "webhook_disabled", "http_error"]],
  ])(
    "that are on their way when the webhook is disabled keep what they became, unless a %i succeeds",
    async (status, state) => {
      const { promise, resolve } = Promise.withResolvers<Response>();
      const send = vi.fn(() => promise);
      const { fake, delivery, webhook_id, stateOf } = await startWithWebhook([], { send });
      const published = fake.publish(received);
      await expect.poll(() => send).toHaveBeenCalled();
      await delivery.disableWebhook(webhook_id);
      resolve(new Response(null, { status }));
      await published;
      expect(await stateOf(received.event_id)).toEqual(state);
    },
  );
});

test.each([
  [
    "an update",
    async ({ webhooks }: StartedFake, webhookId: string) => {
      const { inbox_ids } = await webhooks.update(webhookId, { add_inbox_ids: ["inbox_1"] });
      return { inbox_ids };
    },
  ],
  [
    "a rotation",
    async ({ delivery }: StartedFake, webhookId: string) => {
      const { secret } = await delivery.rotateSecret(webhookId);
      return { secret };
    },
  ],
])("an endpoint that is gone leaves %s made meanwhile", async (_, change) => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const send = vi.fn(() => promise);
  const started = await startWithWebhook([], { send });
  const { fake, webhooks, webhook_id } = started;
  const published = fake.publish(received);
  await expect.poll(() => send).toHaveBeenCalled();
  const changed = await change(started, webhook_id);
  resolve(new Response(null, { status: 410 }));
  await published;
  expect(await webhooks.get(webhook_id)).toMatchObject({ ...changed, enabled: false });
});

describe("a recovery", () => {
  test("sends a test event again to its own webhook, and to no other", async () => {
    const { fake, requests, webhooks, delivery, webhook_id } = await startWithWebhook([500], { retrySchedule: [0] });
    const { webhook_id: other } = await webhooks.create({ url, event_types });
    await delivery.sendTestEvent(webhook_id, { event_type: "message.received" });
    await fake.idle();
    const since = new Date(Date.now() - second).toISOString();
    expect(await delivery.recoverWebhook(other, { since })).toEqual({ count: 0, failed: 0, missed: 0 });
    expect(await delivery.recoverWebhook(webhook_id, { since })).toEqual({ count: 1, failed: 1, missed: 0 });
    await fake.idle();
    expect(requests).toHaveLength(2);
  });
});

describe("every attempt that is due", () => {
  test("is made by idle, the ones after a failure as well", async () => {
    const { fake, requests, delivery, webhook_id } = await startWithWebhook([500], { retrySchedule: [0, 0, 0, 5] });
    await delivery.sendTestEvent(webhook_id, { event_type: "message.received" });
    await fake.idle();
    expect(requests).toHaveLength(3);
    await fake.advance(5 * second);
    expect(requests).toHaveLength(4);
  });

  test("is made by advance, by its time", async () => {
    const { fake, requests } = await startWithWebhook([500], { retrySchedule: [0, 5, 0, 0, 5] });
    await fake.publish(received);
    await fake.advance(5 * second);
    expect(requests).toHaveLength(4);
  });

  test("is made by advance at its own time, until the retry schedule ends", async () => {
    const { fake, deliveryOf } = await startWithWebhook([500], { retrySchedule: [60, 5, 300] });
    vi.setSystemTime("2026-01-02T03:00:00Z");
    await fake.publish(received);
    expect(await deliveryOf(received.event_id)).toMatchObject({
      attempts: [],
      next_attempt_at: "2026-01-02T03:01:00.000Z",
    });
    await fake.advance(3_600 * second);
    const { status, reason, attempts } = await deliveryOf(received.event_id);
    expect({ status, reason, times: attempts.map(({ started_at }) => started_at) }).toEqual({
      status: "failed",
      reason: "exhausted",
      times: ["2026-01-02T03:01:00.000Z", "2026-01-02T03:01:05.000Z", "2026-01-02T03:06:05.000Z"],
    });
  });

  test("is waited for by publish only if it is of its event, so that a receiver can publish", async () => {
    const { fake, stateOf } = await startWithWebhook([], {
      send: async (request) => {
        if (request.headers.get("webhook-id") === "evt_1") await fake.publish(eventWithId("evt_2"));
        return new Response();
      },
    });
    await fake.publish(eventWithId("evt_1"));
    expect(await stateOf("evt_1")).toEqual(["succeeded", undefined, "succeeded"]);
    expect(await stateOf("evt_2")).toEqual(["succeeded", undefined, "succeeded"]);
  });

  test("is waited for by idle, even when its delivery was settled meanwhile", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const send = vi.fn(() => promise);
    const { fake, delivery, webhook_id, stateOf } = await startWithWebhook([], { send });
    void fake.publish(received);
    await expect.poll(() => send).toHaveBeenCalled();
    await delivery.disableWebhook(webhook_id);
    const idle = fake.idle();
    resolve(new Response());
    await idle;
    expect(await stateOf(received.event_id)).toEqual(["succeeded", undefined, "succeeded"]);
  });

  test("is not made when the fake is closed", async () => {
    const { fake, requests } = await startWithWebhook([500], { retrySchedule: [0, 5] });
    await fake.publish(received);
    await fake.close();
    await fake.advance(5 * second);
    expect(requests).toHaveLength(1);
  });
});

describe("a circuit breaker", () => {
  test("opens after timeouts in a row, and lets attempts through again after five minutes", async () => {
    let status: number | undefined = 500;
    let sent = 0;
    const send = () => {
      sent++;
      return status === undefined ? new Promise<Response>(() => {}) : new Response(null, { status });
    };
    const rules = { now: () => Date.now() };
    const provider = new ReferenceProvider({
      tokens: referenceTokens,
      rules,
      send,
      breakerTimeouts: 2,
      timeoutMs: 10,
      retrySchedule: [0, ...Array(8).fill(1)],
    });
    const clientOptions = {
      baseUrl: "http://reference",
      token: "a-token",
      fetch: fetchOf(provider),
    };
    const { webhook_id } = await createWebhooksClient(clientOptions).create({ url, event_types });
    const delivery = createDeliveryClient(clientOptions);
    await delivery.publishEvent({ event: received });
    /** Whether an attempt is made that long after the last one. */
    const isSentAfter = async (seconds: number) => {
      const before = sent;
      vi.setSystemTime(Date.now() + seconds * second);
      await Promise.all(provider.deliverer.deliverDue());
      return sent > before;
    };
    expect(await isSentAfter(0)).toBe(true);
    status = undefined;
    expect(await isSentAfter(1)).toBe(true);
    status = 500;
    expect(await isSentAfter(1)).toBe(true);
    status = undefined;
    expect(await isSentAfter(1)).toBe(true);
    expect(await delivery.getWebhookHealth(webhook_id)).toMatchObject({ state: "failing" });
    expect(await isSentAfter(1)).toBe(true);
    const until = new Date(Date.now() + 300 * second).toISOString();
    expect(await delivery.getWebhookHealth(webhook_id)).toMatchObject({ state: "paused", until });
    expect(await delivery.getSummary()).toMatchObject({ webhooks: { failing: 0, paused: 1 } });
    const held = { status: "pending", reason: "breaker_open", breaker_open_until: until };
    expect((await delivery.listDeliveries()).deliveries).toMatchObject([held]);
    expect(await isSentAfter(299)).toBe(false);
    expect(await isSentAfter(1)).toBe(true);
  });
});

describe("a webhook whose deliveries are exhausted", () => {
  const day = 86_400 * second;

  test("is disabled five days later, unless one has succeeded", async () => {
    const { fake, webhooks, delivery, webhook_id } = await startWithWebhook([500, 500, 200, 500, 500, 500], {
      retrySchedule: [0],
    });
    const publishAfter = async (days: number, id: string) => {
      await fake.advance(days * day);
      await fake.publish(eventWithId(id));
      return (await webhooks.get(webhook_id)).enabled;
    };
    expect(await publishAfter(0, "evt_1")).toBe(true);
    expect(await publishAfter(4, "evt_2")).toBe(true);
    // Succeeds.
    expect(await publishAfter(2, "evt_3")).toBe(true);
    expect(await publishAfter(2, "evt_4")).toBe(true);
    expect(await publishAfter(4, "evt_5")).toBe(true);
    expect(await publishAfter(1, "evt_6")).toBe(false);
    expect(await delivery.getWebhookHealth(webhook_id)).toMatchObject({ state: "disabled", reason: "failing" });
  });
});

test("a recovery of the future recovers nothing, and one of a deleted webhook conflicts while a delivery is left", async () => {
  const { fake, webhooks, delivery, webhook_id } = await startWithWebhook([500]);
  await fake.publish(received);
  expect(await delivery.recoverWebhook(webhook_id, { since: "2100-01-01T00:00:00Z" })).toMatchObject({ count: 0 });
  await webhooks.delete(webhook_id);
  const since = "2020-01-01T00:00:00Z";
  await expect(delivery.recoverWebhook(webhook_id, { since })).rejects.toMatchObject({ status: 409 });
  await expect(delivery.sendTestEvent(webhook_id, { event_type: "message.received" })).rejects.toMatchObject({
    status: 409,
  });
  const other = await webhooks.create({ url, event_types });
  await webhooks.delete(other.webhook_id);
  await expect(delivery.recoverWebhook(other.webhook_id, { since })).rejects.toMatchObject({ status: 404 });
});

test("secrets that have expired leave their place to those that sign", async () => {
  const { fake, delivery, webhook_id, requests } = await startWithWebhook();
  await delivery.rotateSecret(webhook_id, { overlap_seconds: 3600 });
  for (let count = 0; count < 5; count++) await delivery.rotateSecret(webhook_id, { overlap_seconds: 0 });
  await fake.publish(received);
  expect(requests[0]?.headers.get("webhook-signature")?.split(" ")).toHaveLength(2);
});

test("a rotation without an overlap keeps the secrets that still sign", async () => {
  const { fake, delivery, webhook_id, requests } = await startWithWebhook();
  for (let count = 0; count < 4; count++) await delivery.rotateSecret(webhook_id, { overlap_seconds: 3600 });
  await delivery.rotateSecret(webhook_id, { overlap_seconds: 0 });
  await fake.publish(received);
  expect(requests[0]?.headers.get("webhook-signature")?.split(" ")).toHaveLength(5);
});

test("a delivery shows why its webhook is disabled, until the webhook is deleted", async () => {
  const { fake, webhooks, delivery, webhook_id, deliveryOf } = await startWithWebhook([500]);
  await fake.publish(received);
  await delivery.disableWebhook(webhook_id);
  expect(await deliveryOf(received.event_id)).toMatchObject({ webhook_disabled_because: "request" });
  await webhooks.delete(webhook_id);
  expect(await deliveryOf(received.event_id)).not.toHaveProperty("webhook_disabled_because");
});

test("a test event has the pod that its example names", async () => {
  const { delivery, webhook_id } = await startWithWebhook();
  const { delivery_id } = await delivery.sendTestEvent(webhook_id, { event_type: "domain.verified" });
  const { event_id } = await delivery.getDelivery(delivery_id);
  const { pod_id } = await delivery.getEvent(event_id);
  expect(pod_id).toBe(eventExamples["domain.verified"].verified.domain.pod_id);
});
