import { once } from "node:events";
import { request } from "node:http";
import { AuthenticationError, createDeliveryClient, type DeliveryClient } from "@agent-webhooks/client";
import type { WebhookEvents } from "@agent-webhooks/receiver";
import { type Overrides, sampleEvent, sign } from "@agent-webhooks/receiver/testing";
import { type Service, startService } from "@agent-webhooks/server/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { withFailures } from "../demo/failing-tickets.ts";
import { startSupportDesk } from "../src/support-desk.ts";
import { openTickets } from "../src/tickets.ts";

let service: Service;
beforeAll(async () => {
  service = await startService({ retrySchedule: [0, 0, 0] });
});
afterAll(() => service?.close());

/** Starts a desk in an organization of its own, with a client that publishes events there. */
async function startDesk({ onError = vi.fn() } = {}) {
  const token = await service.createToken({ organizationId: crypto.randomUUID() });
  const api = { baseUrl: service.url, token };
  const tickets = withFailures(openTickets(":memory:"));
  const desk = await startSupportDesk({ api, inboxId: "support@desk.example", tickets, onError });
  return { api, tickets, desk, delivery: createDeliveryClient(api), onError };
}

function message(fields: Overrides<WebhookEvents["message.received"]["message"]> = {}) {
  return sampleEvent("message.received", { message: { inbox_id: "support@desk.example", ...fields } });
}

/** Publishes an event, and waits until its deliveries are settled. */
async function publish(delivery: DeliveryClient, event: WebhookEvents["message.received"]) {
  await delivery.publishEvent({ event });
  return waitUntilSettled(delivery, event.event_id);
}

async function waitUntilSettled(delivery: DeliveryClient, event_id: string) {
  return vi.waitFor(
    async () => {
      const { deliveries } = await delivery.listDeliveries({ event_id });
      expect(deliveries.map(({ status }) => status)).not.toContain("pending");
      return Promise.all(deliveries.map(({ delivery_id }) => delivery.getDelivery(delivery_id)));
    },
    { timeout: 60_000, interval: 20 },
  );
}

describe("a support desk", () => {
  test("turns a received message into a ticket", async () => {
    const { desk, delivery } = await startDesk();
    await using _ = desk;
    const [delivered] = await publish(delivery, message({ subject: "Help", from: "Ada <ada@example.net>" }));
    expect(delivered).toMatchObject({ status: "succeeded", attempts: [{ status_code: 200 }] });
    const tickets = await (await fetch(`${desk.url}/tickets`)).json();
    expect(tickets).toMatchObject([{ ticket: 1, subject: "Help", from: "Ada <ada@example.net>", messages: 1 }]);
  });

  test("files the messages of a thread under one ticket", async () => {
    const { desk, tickets, delivery } = await startDesk();
    await using _ = desk;
    await publish(delivery, message({ thread_id: "thd_1", message_id: "<1@a>", subject: "Help" }));
    await publish(delivery, message({ thread_id: "thd_1", message_id: "<2@a>", subject: "Re: Help" }));
    await publish(delivery, message({ thread_id: "thd_2", message_id: "<3@a>", subject: "Other" }));
    expect(tickets.list().map(({ subject, messages }) => [subject, messages])).toEqual([
      ["Other", 1],
      ["Help", 2],
    ]);
  });

  test("files a message that arrives twice once", async () => {
    const { desk, tickets, delivery } = await startDesk();
    await using _ = desk;
    const [first] = await publish(delivery, message());
    await delivery.resendDelivery(first?.delivery_id ?? "");
    const [again] = await waitUntilSettled(delivery, first?.event_id ?? "");
    expect(again?.attempts.map(({ status_code }) => status_code)).toEqual([200, 200]);
    expect(tickets.list()).toMatchObject([{ messages: 1 }]);
  });

  test("receives a message again that it could not file", async () => {
    const { desk, tickets, delivery, onError } = await startDesk();
    await using _ = desk;
    tickets.failNext(1);
    const [delivered] = await publish(delivery, message());
    expect(delivered?.attempts.map(({ status_code }) => status_code)).toEqual([500, 200]);
    expect(tickets.list()).toHaveLength(1);
    expect(onError).toHaveBeenCalledExactlyOnceWith(new Error("the database of the desk is unavailable"));
  });

  test("receives nothing from other inboxes", async () => {
    const { desk, delivery } = await startDesk();
    await using _ = desk;
    expect(await delivery.publishEvent({ event: message({ inbox_id: "sales@desk.example" }) })).toMatchObject({
      deliveries: 0,
    });
  });

  test("accepts a message without optional fields", async () => {
    const { desk, tickets, delivery } = await startDesk();
    await using _ = desk;
    const event = message();
    const { subject, text, extracted_text, preview, ...bare } = event.message;
    await publish(delivery, { ...event, message: bare });
    expect(tickets.list()).toMatchObject([{ subject: "(no subject)" }]);
  });

  test("registers its webhook once, and finds it at the next start", async () => {
    const { api, tickets, desk } = await startDesk();
    expect(desk.registration).toMatchObject({ outcome: "created", webhook: { client_id: "support-desk" } });
    const port = Number(new URL(desk.url).port);
    await desk.close();
    await using next = await startSupportDesk({ api, inboxId: "support@desk.example", tickets, port });
    expect(next.registration).toEqual({ outcome: "unchanged", webhook: desk.registration.webhook });
  });

  test("updates its webhook when its inbox changes", async () => {
    const { api, tickets, desk } = await startDesk();
    const port = Number(new URL(desk.url).port);
    await desk.close();
    await using next = await startSupportDesk({ api, inboxId: "help@desk.example", tickets, port });
    expect(next.registration).toMatchObject({
      outcome: "updated",
      webhook: { webhook_id: desk.registration.webhook.webhook_id, inbox_ids: ["help@desk.example"] },
    });
  });

  test("completes a request that is open when it closes", async () => {
    const { desk, tickets } = await startDesk();
    const { url, secret } = desk.registration.webhook;
    const body = JSON.stringify(message());
    const headers = {
      ...(await sign(body, { secret })),
      "content-length": Buffer.byteLength(body),
      expect: "100-continue",
    };
    const open = request(url, { method: "POST", headers, agent: false });
    open.on("response", (response) => response.resume());
    open.flushHeaders();
    await once(open, "continue");
    const closed = desk.close();
    open.end(body);
    await closed;
    expect(tickets.list()).toMatchObject([{ messages: 1 }]);
  });

  test("may be closed more than once", async () => {
    const { desk } = await startDesk();
    await Promise.all([desk.close(), desk.close()]);
    await desk.close();
  });

  test("does not start when its token is invalid", async () => {
    const api = { baseUrl: service.url, token: "not-a-token" };
    const start = startSupportDesk({ api, inboxId: "support@desk.example", tickets: openTickets(":memory:") });
    await expect(start).rejects.toBeInstanceOf(AuthenticationError);
  });

  test("returns 404 for other paths and methods", async () => {
    const { desk } = await startDesk();
    await using _ = desk;
    expect((await fetch(`${desk.url}/other`)).status).toBe(404);
    expect((await fetch(`${desk.url}//`)).status).toBe(404);
    expect((await fetch(`${desk.url}/tickets`, { method: "POST" })).status).toBe(404);
  });
});
