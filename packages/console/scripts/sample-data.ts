import { randomUUID } from "node:crypto";
import type { DeliveryClient, WebhooksClient } from "@agent-webhooks/client";
import { eventTypes } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { startEndpoint } from "../test/support/console.ts";

interface Clients {
  readonly webhooks: WebhooksClient;
  readonly delivery: DeliveryClient;
}

/** Fills an organization with webhooks, one of which fails, and deliveries in every status. */
export async function addSampleData({ webhooks, delivery }: Clients) {
  const [good, failing] = await Promise.all([startEndpoint(), startEndpoint()]);
  failing.respond = (response) => response.writeHead(503).end("upstream connect error: connection refused");
  await webhooks.create({ url: good.url, event_types: [...eventTypes], client_id: "support-desk" });
  const disabled = await webhooks.create({
    url: "https://staging.example.com/hooks/mail",
    event_types: ["domain.verified"],
  });
  await delivery.disableWebhook(disabled.webhook_id);
  const { webhook_id } = await webhooks.create({
    url: failing.url,
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
    close: () => Promise.all([good.close(), failing.close()]),
  };
}
