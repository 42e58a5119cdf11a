import { eventExamples } from "@agent-webhooks/types/examples";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/database/schema.ts";

export interface Backlog {
  readonly organizationId: string;
  readonly webhookId: string;
  readonly count: number;
  readonly status: "pending" | "failed";
  /** When its events were published, one each millisecond. */
  readonly publishedAt: Date;
}

const [example] = Object.values(eventExamples["message.delivered"]);

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The id of the event that was published last. */
export const lastEventId = ({ count, publishedAt }: Backlog): string => `${eventIdPrefix(publishedAt)}${count}`;

const eventIdPrefix = (start: Date) => `backlog_${start.getTime()}_`;

/** Returns SQL statements that store events and their deliveries much faster than the API does. */
export function backlogSql({ organizationId, webhookId, count, status, publishedAt: start }: Backlog): string[] {
  const prefix = eventIdPrefix(start);
  const body = JSON.stringify({ ...example, event_id: "EVENT_ID" });
  const numbers = `generate_series(1, ${count}) as n`;
  const [organization, webhook] = [literal(organizationId), literal(webhookId)];
  const eventId = `'${prefix}' || n`;
  const at = `timestamptz ${literal(start.toISOString())} + n * interval '1 millisecond'`;
  const deliveryId = `'dlv_' || ${ulidTimeSql(`(${start.getTime()} + n)`)} || lpad(n::text, 16, '0') || '000001'`;
  const isFailed = status === "failed";
  const events = [
    `insert into events (organization_id, event_id, event_type, deliveries, published_at)
      select ${organization}, ${eventId}, 'message.delivered', 1, ${at} from ${numbers}`,
    `insert into event_bodies (organization_id, event_id, body, published_at)
      select ${organization}, ${eventId}, convert_to(replace(${literal(body)}, 'EVENT_ID', ${eventId}), 'UTF8'), ${at}
      from ${numbers}`,
  ];
  const delivery = `insert into deliveries
        (delivery_id, organization_id, event_id, event_type, webhook_id, status, reason, test, created_at, settled_at)
      select ${deliveryId}, ${organization}, ${eventId}, 'message.delivered', ${webhook}, '${status}',
        ${isFailed ? "'exhausted'" : "null"}, false, ${at}, ${isFailed ? at : "null"} from ${numbers}`;
  const queued = `insert into delivery_queue
        (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, epoch)
      select ${deliveryId}, ${organization}, ${webhook}, ${eventId}, false, ${at}, ${at}, 0, 0,
        (select epoch from webhooks where webhook_id = ${webhook}) from ${numbers}`;
  const listed = `insert into not_delivered (organization_id, status, created_at, delivery_id)
    select ${organization}, 'failed', ${at}, ${deliveryId} from ${numbers}`;
  return [...events, delivery, isFailed ? listed : queued];
}

/** Stores events and their deliveries by these statements. */
export async function insertBacklog(db: Kysely<Schema>, backlog: Backlog): Promise<void> {
  for (const statement of backlogSql(backlog)) await sql.raw(statement).execute(db);
}

/** `ulidTime` in SQL: 50 bits of milliseconds, five in each character. */
export function ulidTimeSql(milliseconds: string): string {
  const character = (_: unknown, place: number) =>
    `substr('0123456789abcdefghjkmnpqrstvwxyz', (${milliseconds}::bigint >> ${45 - 5 * place} & 31)::integer + 1, 1)`;
  return Array.from({ length: 10 }, character).join(" || ");
}
