import { onTestFinished } from "vitest";
import type { ServiceOptions } from "../../src/testing/index.ts";
import { backlogSql } from "./backlog-sql.ts";
import { DeliveryClient } from "./delivery.ts";
import { type Endpoint, startEndpoint } from "./endpoint.ts";
import { query } from "./postgres.ts";
import { startUnderTest } from "./service.ts";

/** Starts a service on Postgres with a webhook, at an endpoint that never responds, and its pending deliveries. */
export async function startWithBacklog(
  count: number,
  options: ServiceOptions = {},
  publishedAt: Date = new Date(Date.now() - count),
): Promise<{ client: DeliveryClient; databaseUrl: string; endpoint: Endpoint; webhook_id: string }> {
  const under = await startUnderTest("Postgres", {
    allowHttp: true,
    allowPrivateNetwork: true,
    logLevel: "fatal",
    pollMs: 50,
    clock: { now: () => new Date() },
    ...options,
  });
  onTestFinished(() => under.service.close());
  const { databaseUrl = "", service } = under;
  const client = new DeliveryClient(service.url, "default", service.token);
  const endpoint = await startEndpoint(() => undefined);
  const { webhook_id } = await client.addWebhook(endpoint.url, { event_types: ["message.delivered"] });
  const backlog = { organizationId: "default", webhookId: webhook_id, count, status: "pending", publishedAt } as const;
  for (const statement of backlogSql(backlog)) {
    await query(databaseUrl, statement);
  }
  return { client, databaseUrl, endpoint, webhook_id };
}
