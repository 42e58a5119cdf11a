/** From a failing endpoint to an event that the operator's receiver has verified and typed. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { createDeliveryClient, createWebhooksClient } from "@agent-webhooks/client";
import { type DeliveryRequest, deliveryIssues } from "@agent-webhooks/contract-checks";
import { createOperatorReceiver, isOperatorEvent, type OperatorEvents } from "@agent-webhooks/receiver/operator";
import { sampleEvent } from "@agent-webhooks/receiver/testing";
import { startService } from "@agent-webhooks/server/testing";
import { eventSchemas } from "@agent-webhooks/types/delivery/schemas";
import { expect, expectTypeOf, onTestFinished, test, vi } from "vitest";

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

test("the operator's events are delivered as the contract says of every delivery, and again after a failure", async () => {
  const requests: DeliveryRequest[] = [];
  const url = await listen(async (request, response) => {
    const { method = "", url = "", headers } = request;
    requests.push({ method, url, headers, body: await buffer(request), at: Date.now() });
    response.writeHead(requests.length === 1 ? 500 : 204).end();
  });
  await using service = await startService({ operatorWebhook: { url, secret }, pollMs: 50, retrySchedule: [0, 0] });
  const options = { baseUrl: service.url, token: service.token };
  const gone = await listen((_, response) => response.writeHead(410).end());
  const event = sampleEvent("message.received");
  await createWebhooksClient(options).create({ url: gone, event_types: [event.event_type] });
  await createDeliveryClient(options).publishEvent({ event });
  await expect.poll(() => requests.length).toBe(2);
  const expected = { url, secrets: [secret], schema: eventSchemas["webhook.disabled"] };
  for (const request of requests) expect(deliveryIssues(request, expected)).toEqual([]);
  const [first, second] = requests;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.body).toEqual(first?.body);
  const forged = deliveryIssues({ ...(first as DeliveryRequest), body: Buffer.from("{}") }, expected);
  expect(forged.map(({ check }) => check)).toEqual(["event_id", "signature", "payload_schema"]);
});
