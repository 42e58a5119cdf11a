import { createWebhooksClient, ServerError } from "@agent-webhooks/client";
import { createReceiver } from "@agent-webhooks/receiver";
import { operations, type WebhookEvent } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { operationExamples } from "@agent-webhooks/types/examples";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createFake } from "../../src/index.ts";
import { responseIssues } from "../../src/response-conformance.ts";
import { event_types, received, startFake, url } from "./start-fake.ts";

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
  await fake.advance(1_000);
  expect(requests).toHaveLength(1);
  await fake.advance(4_000);
  const headersOf = (name: string) => requests.map(({ headers }) => headers.get(name));
  expect(headersOf("webhook-id")).toEqual([received.event_id, received.event_id]);
  expect(headersOf("svix-id")).toEqual(headersOf("webhook-id"));
  expect(new Set(headersOf("webhook-timestamp")).size).toBe(2);
  const { status, attempts } = await delivery.getDelivery(pending?.delivery_id ?? "");
  expect({ status, outcomes: attempts.map(({ outcome }) => outcome) }).toEqual({
    status: "succeeded",
    outcomes: ["http_error", "succeeded"],
  });
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
});

test("requests fail as they are told, and then work again", async () => {
  const { fake, webhooks } = startFake();
  fake.failNext(503, { times: 2 });
  // The fault is meant for the code under test.
  await fake.publish(received);
  await expect(webhooks.list()).rejects.toThrow(ServerError);
  await expect(webhooks.list()).rejects.toMatchObject({ status: 503 });
  expect(await webhooks.list()).toMatchObject({ webhooks: [] });
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
});

test("an invalid event is rejected, naming the field", async () => {
  const { fake } = startFake();
  const { message: _, ...invalid } = received as WebhookEvent & { readonly message: unknown };
  await expect(fake.publish(invalid as WebhookEvent)).rejects.toThrow(/400.*event\.message/);
});

test("an event that is published as bytes keeps its numbers", async () => {
  const { fake, requests, webhooks } = startFake();
  await webhooks.create({ url, event_types });
  const text = `${JSON.stringify(received).slice(0, -1)},"number":1e400}`;
  const body = new TextEncoder().encode(`{"event":${text}}`);
  const headers = { authorization: `Bearer ${fake.token}`, "content-type": "application/json" };
  const { path } = deliveryOperations.publishEvent;
  expect((await fake.fetch(`http://fake${path}`, { method: "POST", headers, body })).status).toBe(202);
  await fake.idle();
  expect(await requests[0]?.text()).toBe(text);
});

test("an event with another number is another event, however close the numbers are", async () => {
  const { fake } = startFake();
  const headers = { authorization: `Bearer ${fake.token}`, "content-type": "application/json" };
  const { method, path } = deliveryOperations.publishEvent;
  const publish = async (number: string) => {
    const body = `{"event":${JSON.stringify(received).slice(0, -1)},"number":${number}}}`;
    return (await fake.fetch(`http://fake${path}`, { method, headers, body })).status;
  };
  expect(await publish("9007199254740993")).toBe(202);
  expect(await publish("9007199254740992")).toBe(409);
  expect(await publish("9007199254740993.0")).toBe(202);
});

test("validation errors have the paths of the spec's examples", async () => {
  const { fake, webhooks } = startFake();
  const { webhook_id } = await webhooks.create({ url, event_types });
  const headers = { authorization: `Bearer ${fake.token}`, "content-type": "application/json" };
  const errorsOf = async ({ method, path }: { method: string; path: string }, body: object) => {
    const at = `http://fake${path.replace("{webhook_id}", webhook_id)}`;
    const response = await fake.fetch(at, { method, headers, body: JSON.stringify(body) });
    return ((await response.json()) as { readonly errors: object }).errors;
  };
  const { createWebhook, updateWebhook } = operations;
  const { fields, unknownField } = operationExamples.createWebhook.responses[400];
  const { contradiction } = operationExamples.updateWebhook.responses[400];
  const invalid = await errorsOf(createWebhook, { event_types: ["message.unknown"] });
  expect(Object.keys(invalid).toSorted()).toEqual(Object.keys(fields.errors).toSorted());
  expect(await errorsOf(createWebhook, { url, event_types, inbox_id: "a" })).toEqual(unknownField.errors);
  const change = { add_inbox_ids: ["a"], remove_inbox_ids: ["a", "b"] };
  expect(await errorsOf(updateWebhook, change)).toEqual(contradiction.errors);
});

test("a query parameter that is given more than once is rejected, as by the service", async () => {
  const { fake } = startFake();
  const headers = { authorization: `Bearer ${fake.token}` };
  const get = async (path: string) => (await fake.fetch(`http://fake${path}`, { headers })).json();
  const rejection = (name: string) => ({ name: "ValidationError", errors: { [name]: ["is given more than once"] } });
  expect(await get(`${operations.listWebhooks.path}?limit=1&limit=2`)).toEqual(rejection("limit"));
  const { listDeliveries, listTokens } = deliveryOperations;
  expect(await get(`${listDeliveries.path}?status=failed&status=failed`)).toEqual(rejection("status"));
  expect(await get(`${listTokens.path}?page_token=a&page_token=b`)).toEqual(rejection("page_token"));
  expect(await get(`${operations.listWebhooks.path}?unknown=1&unknown=2`)).toMatchObject({ webhooks: [] });
});

test("a body may begin with a byte order mark, and its event keeps its numbers", async () => {
  const { fake, requests, webhooks } = startFake();
  await webhooks.create({ url, event_types });
  const text = `${JSON.stringify(received).slice(0, -1)},"number":1e400}`;
  const headers = { authorization: `Bearer ${fake.token}`, "content-type": "application/json" };
  const { method, path } = deliveryOperations.publishEvent;
  const response = await fake.fetch(`http://fake${path}`, { method, headers, body: `\ufeff{"event":${text}}` });
  expect(response.status).toBe(202);
  await fake.idle();
  expect(await requests[0]?.text()).toBe(text);
});

test("a request that is aborted before it is sent, or at once, is not handled", async () => {
  const { fake, webhooks } = startFake();
  const headers = { authorization: `Bearer ${fake.token}`, "content-type": "application/json" };
  const body = JSON.stringify({ url, event_types });
  const create = (signal: AbortSignal) =>
    fake.fetch(`http://fake${operations.createWebhook.path}`, { method: "POST", headers, body, signal });
  const reason = new Error("changed my mind");
  await expect(create(AbortSignal.abort(reason))).rejects.toThrow(reason);
  const controller = new AbortController();
  const created = create(controller.signal);
  controller.abort(reason);
  await expect(created).rejects.toThrow(reason);
  expect((await webhooks.list()).webhooks).toEqual([]);
});

test("an event that is nested too deeply is rejected", async () => {
  const { fake } = startFake();
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const body = `{"event":${JSON.stringify(received).slice(0, -1)},"deep":${deep}}}`;
  const headers = { authorization: `Bearer ${fake.token}`, "content-type": "application/json" };
  const { path } = deliveryOperations.publishEvent;
  const response = await fake.fetch(`http://fake${path}`, { method: "POST", headers, body });
  expect({ status: response.status, body: await response.json() }).toEqual({
    status: 400,
    body: { name: "ValidationError", errors: { body: ["is nested too deep"] } },
  });
});

test.each([400, 401, 429, 500, 503])(
  "a failure with %d has the body and the headers of the contract",
  async (status) => {
    const { fake } = startFake();
    const listWebhooks = () => fake.fetch(`http://fake${operations.listWebhooks.path}`);
    fake.failNext(status);
    fake.failNext(status, { retryAfter: 7 });
    const isDelayed = status === 429 || status === 503;
    for (const retryAfter of isDelayed ? ["0", "7"] : [null, null]) {
      const response = await listWebhooks();
      const issues = responseIssues(operations.listWebhooks, {
        status: response.status,
        headers: response.headers,
        body: await response.text(),
      });
      expect(issues).toEqual([]);
      expect([response.status, response.headers.get("retry-after")]).toEqual([status, retryAfter]);
    }
    expect((await listWebhooks()).status).toBe(401);
  },
);

test.each([
  [400, "ValidationError"],
  [401, "UnauthorizedError"],
  [403, "ForbiddenError"],
  [404, "NotFoundError"],
  [409, "ConflictError"],
  [413, "ContentTooLargeError"],
  [429, "RateLimitError"],
  [500, "InternalServerError"],
  [502, "BadGatewayError"],
  [503, "ServiceUnavailableError"],
  [599, "FakeError"],
])("a failure with %d has the documented name of its status, %s", async (status, name) => {
  const { fake } = startFake();
  fake.failNext(status);
  expect(await (await fake.fetch("http://fake/")).json()).toMatchObject({ name });
});

test("a failure says that it was requested", async () => {
  const { fake, webhooks } = startFake();
  fake.failNext(500);
  await expect(webhooks.list()).rejects.toThrow("The fake fails on request.");
  fake.failNext(400);
  await expect(webhooks.list()).rejects.toThrow("failed on request");
});

test("each token has its organization and its scopes", async () => {
  const tokens = {
    first: { organization: "a", scopes: ["webhooks:read", "webhooks:write"] },
    second: { organization: "b", scopes: ["events:publish"] },
  } as const;
  const { fake, webhooks } = startFake([200], { tokens });
  expect(fake.token).toBe("first");
  await webhooks.create({ url, event_types });
  await expect(fake.publish(received)).rejects.toThrow(/^The event was rejected with 403: .*events:publish/);
  expect(await fake.publish(received, { token: "second" })).toMatchObject({ deliveries: 0 });
});

test("a page token of another fake is invalid", async () => {
  const [first, second] = [startFake(), startFake()];
  for (const { webhooks } of [first, first, second, second]) await webhooks.create({ url, event_types });
  const { next_page_token = "" } = await first.webhooks.list({ limit: 1 });
  expect((await first.webhooks.list({ limit: 1, page_token: next_page_token })).webhooks).toHaveLength(1);
  await expect(second.webhooks.list({ limit: 1, page_token: next_page_token })).rejects.toThrow(/400.*page_token/);
});

test("an event is published to the pod", async () => {
  const { fake, webhooks } = startFake();
  await webhooks.create({ url, event_types, pod_ids: ["pod_1"] });
  expect(await fake.publish(received, { podId: "pod_2" })).toMatchObject({ deliveries: 0 });
  expect(await fake.publish({ ...received, event_id: "evt_2" }, { podId: "pod_1" })).toMatchObject({ deliveries: 1 });
});

test("an event that is published by a request is delivered too, and reading delivers nothing", async () => {
  const { requests, webhooks, delivery } = startFake();
  await webhooks.create({ url, event_types });
  await delivery.publishEvent({ event: received });
  await expect.poll(() => requests).toHaveLength(1);
});

test("retries come by themselves, and none after the fake is closed", async () => {
  const { fake, requests, webhooks } = startFake([500], { retrySchedule: [0, 0.01, 0.01, 60] });
  await webhooks.create({ url, event_types });
  await fake.publish(received);
  await expect.poll(() => requests).toHaveLength(3);
  await fake.close();
  await fake.advance(60_000);
  expect(requests).toHaveLength(3);
});

test("by default, deliveries go to the network", async () => {
  const fetch = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(null, { status: 204 }));
  onTestFinished(() => fetch.mockRestore());
  await using fake = createFake();
  await createWebhooksClient({ baseUrl: "http://fake", token: fake.token, fetch: fake.fetch }).create({
    url,
    event_types,
  });
  await fake.publish(received);
  expect(fetch).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ url, method: "POST" }));
});

test("a request may be a Request, and the response to HEAD has no body", async () => {
  const { fake } = startFake();
  const headers = { authorization: `Bearer ${fake.token}` };
  const request = new Request(`http://elsewhere${operations.listWebhooks.path}?limit=1`, { headers });
  expect(await (await fake.fetch(request)).json()).toMatchObject({ limit: 1, webhooks: [] });
  const response = await fake.fetch(request, { method: "HEAD" });
  expect([response.status, await response.text()]).toEqual([405, ""]);
});

test("a fake that is closed closes its servers", async () => {
  const fake = createFake();
  const urls = [(await fake.listen()).url, (await fake.listen()).url];
  for (const url of urls) expect((await fetch(`${url}${operations.listWebhooks.path}`)).status).toBe(401);
  await fake.close();
  for (const url of urls) await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("a response without a body has no content type", async () => {
  const { fake, webhooks } = startFake();
  const { webhook_id } = await webhooks.create({ url, event_types });
  const headers = { authorization: `Bearer ${fake.token}` };
  const path = operations.deleteWebhook.path.replace("{webhook_id}", webhook_id);
  const response = await fake.fetch(`http://fake${path}`, { method: "DELETE", headers });
  expect([response.status, response.headers.get("content-type"), response.body]).toEqual([200, null, null]);
});

test("a fake that is left closes itself", async () => {
  let url: string;
  {
    await using fake = createFake();
    ({ url } = await fake.listen());
  }
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

describe("the timer", () => {
  /** A fake with a failed delivery. */
  async function startWithRetry(retrySchedule: readonly number[], statuses = [500, 200]) {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const { fake, webhooks } = startFake(statuses, { retrySchedule });
    await webhooks.create({ url, event_types });
    await fake.publish(received);
    // Then it looks for the next delivery.
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    await settle();
    return { fake, settle };
  }

  /** Moves the time to when the timer fires, and returns how far that is. */
  function waitForTimer(): number {
    const start = Date.now();
    vi.advanceTimersToNextTimer();
    return Date.now() - start;
  }

  test("waits for the next delivery, whatever the time was moved", async () => {
    const { fake, settle } = await startWithRetry([0, 5]);
    await fake.advance(2_000);
    expect(vi.getTimerCount()).toBe(1);
    expect(waitForTimer()).toBe(3_000);
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("waits for the first of several deliveries", async () => {
    const { fake, settle } = await startWithRetry([0, 5], [500]);
    await fake.advance(1_000);
    await fake.publish({ ...received, event_id: "evt_2" });
    await settle();
    expect(waitForTimer()).toBe(4_000);
  });

  test("waits no longer than a timer can", async () => {
    const { fake } = await startWithRetry([0, 3_000_000]);
    await fake.idle();
    expect(waitForTimer()).toBe(2 ** 31 - 1);
  });

  test("ends when the fake is closed", async () => {
    const { fake } = await startWithRetry([0, 5]);
    await fake.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
