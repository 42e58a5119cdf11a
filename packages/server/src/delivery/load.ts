import { type Kysely, sql } from "kysely";
import type { Schema, WebhookRow } from "../database/schema.ts";
import type { ClaimedDelivery } from "./queue.ts";

/** How many secrets of a webhook sign at most, the current one among them. */
const maxSecrets = 5;

export interface LoadedEvent {
  readonly event_type: string;
  readonly inbox_id: string | null;
  readonly pod_id: string | null;
  readonly body: Uint8Array;
}

export type LoadedWebhook = Pick<WebhookRow, "webhook_id" | "url" | "enabled" | "inbox_ids" | "pod_ids" | "secret"> & {
  /** Newest first. */
  readonly previous_secrets: readonly Uint8Array[];
};

/** The events of deliveries, by organization and event id. */
export async function loadEvents(
  db: Kysely<Schema>,
  deliveries: readonly ClaimedDelivery[],
): Promise<Map<string, LoadedEvent>> {
  const wanted = new Map(deliveries.map((delivery) => [eventKey(delivery), delivery]));
  const { rows } = await sql<LoadedEvent & { organization_id: string; event_id: string }>`
    select organization_id, event_id, event_type, inbox_id, pod_id, body
    from unnest(
      ${sql.val([...wanted.values()].map(({ organization_id }) => organization_id))}::text[],
      ${sql.val([...wanted.values()].map(({ event_id }) => event_id))}::text[]
    ) as wanted (organization_id, event_id)
    join events using (organization_id, event_id)`.execute(db);
  return new Map(rows.map((row) => [eventKey(row), row]));
}

export const eventKey = ({ organization_id, event_id }: { organization_id: string; event_id: string }): string =>
  JSON.stringify([organization_id, event_id]);

/** The webhooks of deliveries as they are now; one that was deleted is not among them. */
export async function loadWebhooks(
  db: Kysely<Schema>,
  deliveries: readonly ClaimedDelivery[],
  now: Date,
): Promise<Map<string, LoadedWebhook>> {
  const wanted = [...new Set(deliveries.map(({ webhook_id }) => webhook_id))];
  const { rows } = await sql<LoadedWebhook>`
    select webhook_id, url, enabled, inbox_ids, pod_ids, secret, array(
      select secret from previous_secrets
      where previous_secrets.webhook_id = webhooks.webhook_id and expires_at > ${now}
      order by replaced_at desc limit ${maxSecrets - 1}
    ) as previous_secrets
    from webhooks where webhook_id = any (${sql.val(wanted)}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.webhook_id, row]));
}
