import { type Kysely, sql } from "kysely";
import type { Schema, WebhookRow } from "../database/schema.ts";
import type { ClaimedDelivery } from "./queue.ts";

/** How many secrets of a webhook sign at most, the current one among them. */
const maxSecrets = 5;

export type LoadedWebhook = Pick<WebhookRow, "webhook_id" | "url" | "enabled" | "inbox_ids" | "pod_ids" | "secret"> & {
  /** Newest first. */
  readonly previous_secrets: readonly Uint8Array[];
};

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
