/** From a failing endpoint to an event that the operator's receiver has verified and typed; and the service as their sender. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createDeliveryClient, createWebhooksClient } from "@agent-webhooks/client";
import { senderSuite } from "@agent-webhooks/contract-checks/vitest";
import { createOperatorReceiver, isOperatorEvent, type OperatorEvents } from "@agent-webhooks/receiver/operator";
import { sampleEvent } from "@agent-webhooks/receiver/testing";
import { type Service, startService } from "@agent-webhooks/server/testing";
import { afterAll, describe, expect, expectTypeOf, onTestFinished, test, vi } from "vitest";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
}

test("an endpoint that is gone disables its webhook, and the operator's receiver is told", async () => {
  const receiver = createOperatorReceiver({ secrets: secret });
  const [onDisabled, onOther, onAny] = [vi.fn(), vi.fn(), vi.fn()];
  receiver
    .on("webhook.disabled", (event) => {
      expectTypeOf(event).toEqualTypeOf<OperatorEvents["webhook.disabled"]>();
      onDisabled(event.reason, event.webhook.webhook_id);
    })
    .on("queue.behind", onOther)
    .on("*", (event) => onAny(isOperatorEvent(event) && event.event_type));
  const operatorWebhook = { url: await listen(receiver.nodeHandler()), secret };
  await using service = await startService({ operatorWebhook, pollMs: 50 });
  const options = { baseUrl: service.url, token: service.token };
  const url = await listen((_, response) => response.writeHead(410).end());
  const event = sampleEvent("message.received");
  const { webhook_id } = await createWebhooksClient(options).create({ url, event_types: [event.event_type] });
  const delivery = createDeliveryClient(options);
  await delivery.publishEvent({ event });
  await expect.poll(() => onDisabled.mock.calls).toEqual([["gone", webhook_id]]);
  expect(onAny.mock.calls).toEqual([["webhook.disabled"]]);
  expect(onOther).not.toHaveBeenCalled();
  expect(await delivery.getWebhookHealth(webhook_id)).toMatchObject({ state: "disabled", reason: "gone" });
});

test("a delivery that is not signed with the operator's secret is rejected", async () => {
  const receiver = createOperatorReceiver({ secrets: secret });
  const url = await listen(receiver.nodeHandler());
  expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(400);
});

const timeLimitMs = 3_000;

let service: Service | undefined;
afterAll(() => service?.close());

describe("operator events", () => {
  senderSuite(async () => {
    service = await startService({ deliveryTimeoutMs: timeLimitMs, retrySchedule: [0, 1, 1, 1, 1, 1, 1, 1, 1] });
    const { url, token } = service;
    return { url, token, trigger: "operator", tls: true, timing: { timeLimitMs } };
  });
});
