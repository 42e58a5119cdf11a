import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { isNotLeased } from "./leases.ts";
import { webhookDeleted, webhookDisabled } from "./state-transitions.ts";

/*
 * The rules of `isLive` and `staleState` in SQL, for statements that have the webhook as `webhooks`, joined from the left. A
 * queued delivery is stale exactly if its epoch is not above the last stale one.
 */
export const lastStaleEpoch: RawBuilder<number> = sql`case when webhooks.webhook_id is null then 2147483647
  when webhooks.enabled then webhooks.epoch - 1 else webhooks.epoch end`;
export const staleStatus: RawBuilder<string> = sql`case when webhooks.webhook_id is null
  then ${sql.lit(webhookDeleted.status)} else ${sql.lit(webhookDisabled.status)} end`;
export const staleReason: RawBuilder<string> = sql`case when webhooks.webhook_id is null
  then ${sql.lit(webhookDeleted.reason)} else ${sql.lit(webhookDisabled.reason)} end`;

/** The epoch of a webhook, to queue a delivery with. If the webhook is deleted meanwhile, any epoch is stale. */
export const currentEpoch = (webhookId: RawBuilder<string>): RawBuilder<number> =>
  sql`coalesce((select webhooks.epoch from webhooks where webhooks.webhook_id = ${webhookId}), 0)`;

/** Where the stale deliveries of a webhook were settled last. The index is faster to read from there than from its start. */
export interface SettlePosition {
  readonly epoch: number;
  readonly dueAt: Date;
}

/**
 * Settles up to `limit` stale deliveries of a webhook. Those in flight are settled when their results are recorded.
 *
 * @param after where to go on. @default from the start
 * @returns how many, and where to go on
 */
export async function settleStaleDeliveries(
  db: Kysely<Schema>,
  webhookId: string,
  { limit, now, after }: { readonly limit: number; readonly now: Date; readonly after?: SettlePosition | undefined },
): Promise<{ count: number; position: SettlePosition | undefined }> {
  const isAfter = after === undefined ? sql`true` : sql`(epoch, due_at) >= (${after.epoch}, ${after.dueAt})`;
  const { rows } = await sql<{ count: number; epoch: number | null; dueAt: Date | null }>`
    with settlement as materialized (
      select ${lastStaleEpoch} as last_epoch, ${staleStatus} as status, ${staleReason} as reason
      from (select ${webhookId}::text as webhook_id) as wanted left join webhooks using (webhook_id)
    ), stale as materialized (
      select delivery_id, epoch, due_at from delivery_queue
      where webhook_id = ${webhookId} and epoch <= (select last_epoch from settlement) and ${isAfter}
        and ${isNotLeased(now)}
      order by epoch, due_at limit ${limit}
      for update skip locked
    ), removed as (
      -- Arrays make the planner look up each row by its key, whatever it knows of the tables.
      delete from delivery_queue where delivery_id = any (array(select delivery_id from stale))
    ), settled as (
      update deliveries
      set status = (select status from settlement), reason = (select reason from settlement), settled_at = ${now}
      where delivery_id = any (array(select delivery_id from stale))
        -- An array excludes no partition.
        and delivery_id between (select min(delivery_id) from stale) and (select max(delivery_id) from stale)
    )
    select count(*)::integer as count, max(epoch) as epoch,
      (array_agg(due_at order by epoch desc, due_at desc))[1] as "dueAt"
    from stale`.execute(db);
  const [{ count, epoch, dueAt } = { count: 0, epoch: null, dueAt: null }] = rows;
  return { count, position: epoch === null || dueAt === null ? undefined : { epoch, dueAt } };
}
