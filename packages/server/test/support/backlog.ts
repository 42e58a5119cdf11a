import type { ServiceOptions } from "../../src/testing/index.ts";
import { backlogSql } from "./backlog-sql.ts";
import { type DeliveryClient, startOnPostgres } from "./delivery.ts";
import { type Endpoint, hang, startEndpoint } from "./endpoint.ts";
import { query } from "./postgres.ts";

/** Starts a service on Postgres with a webhook, at an endpoint that never responds, and its pending deliveries. */
export async function startWithBacklog(
  count: number,
  options: ServiceOptions = {},
  publishedAt: Date = new Date(Date.now() - count),
): Promise<{ client: DeliveryClient; databaseUrl: string; endpoint: Endpoint; webhook_id: string }> {
  const { client, databaseUrl } = await startOnPostgres(options);
  const endpoint = await startEndpoint(hang);
  const { webhook_id } = await client.addWebhook(endpoint.url, { event_types: ["message.delivered"] });
  const backlog = { organizationId: "default", webhookId: webhook_id, count, status: "pending", publishedAt } as const;
  for (const statement of backlogSql(backlog)) await query(databaseUrl, statement);
  return { client, databaseUrl, endpoint, webhook_id };
}
