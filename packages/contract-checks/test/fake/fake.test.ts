import { createDeliveryClient, createWebhooksClient, ServerError } from "@agent-webhooks/client";
import { createReceiver } from "@agent-webhooks/receiver";
import type { WebhookEvent } from "@agent-webhooks/types";
import { operations } from "@agent-webhooks/types/delivery";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { eventExamples } from "@agent-webhooks/types/examples";
import { expect, test } from "vitest";
import { createFake, type FakeOptions } from "../../src/index.ts";
import { connectProvider, providerChecksOf } from "../../src/provider/index.ts";
import { findingsOf } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { SenderTarget } from "../../src/sender/target.ts";

const received = eventExamples["message.received"].minimal as unknown as WebhookEvent;
const url = "https://example.com/hook";
const event_types = ["message.received" as const];

/** A fake whose deliveries get the given statuses, the last one again and again, and clients of both APIs. */
function startFake(statuses: readonly number[] = [200], options: FakeOptions = {}) {
  const requests: Request[] = [];
  const send = (request: Request) => {
    requests.push(request.clone());
    return new Response(null, { status: statuses[requests.length - 1] ?? statuses.at(-1) ?? 200 });
  };
  const fake = createFake({ send, ...options });
  const clientOptions = { baseUrl: "http://fake", token: fake.token, fetch: fake.fetch, maxRetries: 0 };
  const webhooks = createWebhooksClient(clientOptions);
  const delivery = createDeliveryClient(clientOptions);
  return { fake, requests, webhooks, delivery };
}

test("an event is delivered, signed, before publish returns", async () => {
  await using fake = createFake({ send: (request) => handle(request) });
  const webhooks = createWebhooksClient({ baseUrl: "http://fake", token: fake.token, fetch: fake.fetch });
  const { secret } = await webhooks.create({ url, event_types });
  const receiver = createReceiver({ secrets: secret });
  const events: string[] = [];
  receiver.on("message.received", ({ event_id }) => void events.push(event_id));
  const handle = receiver.fetchHandler();

  expect(await fake.publish(received)).toEqual({ event_id: received.event_id, deliveries: 1, duplicate: false });
  expect(events).toEqual([received.event_id]);
  expect(await fake.publish(received)).toMatchObject({ duplicate: true });
  expect(events).toHaveLength(1);
});

test("a failed attempt is retried when the time has come, with the same id and a new timestamp", async () => {
  const { fake, requests, webhooks, delivery } = startFake([500, 200]);
  await webhooks.create({ url, event_types });
  await fake.publish(received);
  const [pending] = (await delivery.listDeliveries()).deliveries;
  expect(pending).toMatchObject({ status: "pending" });
  await fake.advance(4_000);
  expect(requests).toHaveLength(1);
  await fake.advance(1_000);
  const headersOf = (name: string) => requests.map(({ headers }) => headers.get(name));
  expect(headersOf("webhook-id")).toEqual([received.event_id, received.event_id]);
  expect(headersOf("svix-id")).toEqual(headersOf("webhook-id"));
  expect(new Set(headersOf("webhook-timestamp")).size).toBe(2);
  const { status, attempts } = await delivery.getDelivery(pending?.delivery_id ?? "");
  expect({ status, outcomes: attempts.map(({ outcome }) => outcome) }).toEqual({
    status: "succeeded",
    outcomes: ["http_error", "succeeded"],
  });
  await fake.close();
});

test("an endpoint that is gone disables its webhook, and what it missed is recovered", async () => {
  const { fake, requests, webhooks, delivery } = startFake([410, 200]);
  const { webhook_id } = await webhooks.create({ url, event_types });
  await fake.publish(received);
  expect(await webhooks.get(webhook_id)).toMatchObject({ enabled: false });
  await fake.publish({ ...received, event_id: "evt_missed" });
  await delivery.enableWebhook(webhook_id);
  const since = new Date(Date.now() - 60_000).toISOString();
  expect(await delivery.recoverWebhook(webhook_id, { since })).toEqual({ count: 2, failed: 1, missed: 1 });
  await fake.idle();
  expect(requests.map(({ headers }) => headers.get("webhook-id"))).toEqual([
    received.event_id,
    received.event_id,
    "evt_missed",
  ]);
  await fake.close();
});

test("requests fail as they are told, and then work again", async () => {
  const { fake, webhooks } = startFake();
  fake.failNext(503, { times: 2 });
  // The fault is meant for the code under test.
  await fake.publish(received);
  await expect(webhooks.list()).rejects.toThrow(ServerError);
  await expect(webhooks.list()).rejects.toMatchObject({ status: 503 });
  expect(await webhooks.list()).toMatchObject({ webhooks: [] });
  await fake.close();
});

test("a receiver that never responds times out", async () => {
  const { fake, delivery, webhooks } = startFake([], {
    send: () => new Promise<Response>(() => {}),
    retrySchedule: [0],
    deliveryTimeoutMs: 20,
  });
  await webhooks.create({ url, event_types });
  await fake.publish(received);
  expect((await delivery.listDeliveries()).deliveries).toMatchObject([{ status: "failed", reason: "exhausted" }]);
  await fake.close();
});

test("an invalid event is rejected, naming the field", async () => {
  const { fake } = startFake();
  const { message: _, ...invalid } = received as WebhookEvent & { readonly message: unknown };
  await expect(fake.publish(invalid as WebhookEvent)).rejects.toThrow(/400.*event\.message/);
  await fake.close();
});

test("an event that is nested too deeply to be sent fails, attempt by attempt", async () => {
  const { fake, requests, webhooks, delivery } = startFake([200], { retrySchedule: [0, 5] });
  await webhooks.create({ url, event_types });
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const body = `{"event":${JSON.stringify(received).slice(0, -1)},"deep":${deep}}}`;
  const headers = { authorization: `Bearer ${fake.token}`, "content-type": "application/json" };
  const { path } = operations.publishEvent;
  expect((await fake.fetch(`http://fake${path}`, { method: "POST", headers, body })).status).toBe(202);
  await fake.idle();
  await fake.advance(5_000);
  const [failed] = (await delivery.listDeliveries()).deliveries;
  const { status, attempts } = await delivery.getDelivery(failed?.delivery_id ?? "");
  expect({ status, outcomes: attempts.map(({ outcome }) => outcome), sent: requests.length }).toEqual({
    status: "failed",
    outcomes: ["internal_error", "internal_error"],
    sent: 0,
  });
  await fake.close();
});

test("passes the provider checks of both APIs over HTTP, in organizations of their own", async () => {
  await using fake = createFake({ send: () => new Response(null, { status: 503 }) });
  const { url } = await fake.listen();
  const { token } = fake;
  const target = await connectProvider({ url, token, spec: "all", seed: 1 });
  const report = await runChecks(providerChecksOf("all"), target, { target: "fake", concurrency: 4, seed: 1 });
  expect(findingsOf(report)).toEqual([]);
  expect(report.results.filter(({ status }) => status === "not_run")).toEqual([]);
  expect(await target.close()).toEqual([]);
  const delivery = createDeliveryClient({ baseUrl: url, token });
  expect((await delivery.listTokens()).tokens).toEqual([]);
});

/** For a sender that retries after a fifth of a second. */
const timing = { timeLimitMs: 3_000, burstMs: 100, settleMs: 400, freshnessMs: 2_100, isolationMs: 2_500 };

test("passes the sender checks", async () => {
  const scopes = TokenScopeSchema.enum;
  await using fake = createFake({
    tokens: { own: { organization: "a", scopes } },
    retrySchedule: [0, ...Array<number>(40).fill(0.2)],
    deliveryTimeoutMs: 3_000,
  });
  const { url } = await fake.listen();
  const target = await SenderTarget.connect({ url, token: "own", trigger: "publish", patience: 20, timing });
  try {
    const report = await runChecks(senderChecks, target, { target: "fake", concurrency: senderChecks.length });
    expect(findingsOf(report)).toEqual([]);
    expect(report.results.filter(({ status }) => status === "not_run").map(({ check }) => check)).toEqual(["tls_name"]);
  } finally {
    await target.close();
  }
});
