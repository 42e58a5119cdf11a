import { type Kysely, sql, type Transaction } from "kysely";
import type { Schema } from "../database/schema.ts";

export type DisabledBecause = "request" | "gone" | "failing";

/**
 * Disables webhooks, and settles their pending deliveries as `failed`: `recover` can take them up again. What is being
 * sent at this moment is settled when it comes back.
 *
 * @returns those that were enabled
 */
export async function disableWebhooks(
  transaction: Transaction<Schema>,
  webhookIds: readonly string[],
  because: DisabledBecause,
  now: Date,
): Promise<string[]> {
  if (webhookIds.length === 0) return [];
  const { rows } = await sql<{ webhook_id: string }>`
    update webhooks
    set enabled = false, disabled_because = ${because},
      updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
    where webhook_id = any (${sql.val([...webhookIds])}::text[]) and enabled
    returning webhook_id`.execute(transaction);
  const disabled = rows.map(({ webhook_id }) => webhook_id);
  await settlePending(transaction, disabled, "failed", "webhook_disabled", now);
  return disabled;
}

/** Settles the pending deliveries of webhooks, but for those that are being sent. */
export async function settlePending(
  db: Kysely<Schema>,
  webhookIds: readonly string[],
  status: "failed" | "cancelled",
  reason: "webhook_disabled" | "webhook_deleted",
  now: Date,
): Promise<void> {
  if (webhookIds.length === 0) return;
  await sql`
    with removed as (
      delete from delivery_queue
      where webhook_id = any (${sql.val([...webhookIds])}::text[])
        and (leased_until is null or leased_until <= ${now})
      returning delivery_id
    )
    update deliveries set status = ${status}, reason = ${reason}, settled_at = ${now}
    from removed where deliveries.delivery_id = removed.delivery_id`.execute(db);
}
