import { eventExamples } from "@agent-webhooks/types/examples";
import { onTestFinished } from "vitest";
import { ulidTime } from "../../src/lib/ids.ts";
import type { ServiceOptions } from "../../src/testing/index.ts";
import { DeliveryClient } from "./delivery.ts";
import { type Endpoint, startEndpoint } from "./endpoint.ts";
import { query } from "./postgres.ts";
import { startUnderTest } from "./service.ts";

export interface Backlog {
  readonly organizationId: string;
  /** `undefined`: the events have no delivery, as if the webhook had not existed. */
  readonly webhookId: string | undefined;
  readonly count: number;
  readonly status: "pending" | "failed";
  /** When its events were published, one each millisecond. @default `count` ms ago */
  readonly publishedAt?: Date;
}

const [example] = Object.values(eventExamples["message.delivered"]);

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Returns SQL statements that store events and their deliveries much faster than the API does. */
export function backlogSql({ organizationId, webhookId, count, status, publishedAt }: Backlog): string[] {
  const start = publishedAt ?? new Date(Date.now() - count);
  const prefix = `backlog_${start.getTime()}_`;
  const body = JSON.stringify({ ...example, event_id: "EVENT_ID" });
  const numbers = `generate_series(1, ${count}) as n`;
  const [organization, webhook] = [literal(organizationId), literal(webhookId ?? "")];
  const eventId = `'${prefix}' || n`;
  const at = `timestamptz ${literal(start.toISOString())} + n * interval '1 millisecond'`;
  const deliveryId = `'dlv_${ulidTime(start)}' || lpad(n::text, 16, '0') || '000001'`;
  const isFailed = status === "failed";
  const statements = [
    `insert into events (organization_id, event_id, event_type, body, deliveries, published_at)
      select ${organization}, ${eventId}, 'message.delivered',
        convert_to(replace(${literal(body)}, 'EVENT_ID', ${eventId}), 'UTF8'), 1, ${at} from ${numbers}`,
    `insert into deliveries
        (delivery_id, organization_id, event_id, event_type, webhook_id, status, reason, test, created_at, settled_at)
      select ${deliveryId}, ${organization}, ${eventId}, 'message.delivered', ${webhook}, '${status}',
        ${isFailed ? "'exhausted'" : "null"}, false, ${at}, ${isFailed ? at : "null"} from ${numbers}`,
    `insert into delivery_queue
        (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, epoch)
      select ${deliveryId}, ${organization}, ${webhook}, ${eventId}, false, ${at}, ${at}, 0, 0,
        (select epoch from webhooks where webhook_id = ${webhook}) from ${numbers}`,
  ];
  return statements.slice(0, webhookId === undefined ? 1 : isFailed ? 2 : 3);
}

/** Starts a service on Postgres with a webhook, at an endpoint that never responds, and its pending deliveries. */
export async function startWithBacklog(
  count: number,
  options: ServiceOptions = {},
  publishedAt?: Date,
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
  const backlog = { organizationId: "default", webhookId: webhook_id, count, status: "pending" } as const;
  for (const statement of backlogSql({ ...backlog, ...(publishedAt && { publishedAt }) })) {
    await query(databaseUrl, statement);
  }
  return { client, databaseUrl, endpoint, webhook_id };
}
