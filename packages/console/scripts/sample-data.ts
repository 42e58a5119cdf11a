import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { DeliveryClient, WebhooksClient } from "@agent-webhooks/client";
import { eventTypes } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";

interface Clients {
  readonly webhooks: WebhooksClient;
  readonly delivery: DeliveryClient;
}

/** Fills an organization with webhooks, one of which fails, and deliveries in every status. */
export async function addSampleData({ webhooks, delivery }: Clients) {
  const endpoint = createServer(({ url }, response) => {
    if (url === "/hooks") response.writeHead(204).end();
    else response.writeHead(503).end("upstream connect error: connection refused");
  }).listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hooks`;
  await webhooks.create({ url, event_types: [...eventTypes], client_id: "support-desk" });
  const disabled = await webhooks.create({
    url: "https://staging.example.com/hooks/mail",
    event_types: ["domain.verified"],
  });
  await delivery.disableWebhook(disabled.webhook_id);
  const { webhook_id } = await webhooks.create({
    url: `${url}/billing`,
    event_types: ["message.received", "message.bounced"],
    inbox_ids: ["support@agents.example.com", "billing@agents.example.com"],
  });
  await delivery.setOperatorWebhook({ url: "https://alerts.example.com/hooks" });
  for (let round = 0; round < 4; round++) {
    const events = eventTypes.map((type) => ({
      event: { ...Object.values(eventExamples[type])[0], event_id: `evt_${randomUUID().replaceAll("-", "")}` } as never,
    }));
    await delivery.publishEvents({ events });
  }
  let settled: Awaited<ReturnType<typeof delivery.listDeliveries>>;
  do settled = await delivery.listDeliveries({ status: "failed", webhook_id });
  while (settled.count < 4);
  const [{ delivery_id, event_id } = { delivery_id: "", event_id: "" }] = settled.deliveries;
  return {
    webhook_id,
    delivery_id,
    event_id,
    close: () => endpoint.close(),
  };
}
