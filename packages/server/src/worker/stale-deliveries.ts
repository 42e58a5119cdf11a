import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { SettledCounts } from "../telemetry/metrics.ts";
import { isNotLeased } from "./leases.ts";
import { type SettledState, webhookDeleted, webhookDisabled } from "./state-transitions.ts";

/** Above the epoch of any webhook. */
const deletedEpoch = sql.lit(2_147_483_647);

/*
 * The rules of `isLive` and `staleState` in SQL, for statements that have the webhook as `webhooks`, joined from the left. A
 * queued delivery is stale exactly if its epoch is not above the last stale one. It becomes `webhookDisabled` if its epoch is
 * not above the last failed one either, else `webhookDeleted`.
 */
export const lastStaleEpoch: RawBuilder<number> = sql`case when webhooks.webhook_id is null then ${deletedEpoch}
  when webhooks.enabled then webhooks.epoch - 1 else webhooks.epoch end`;
export const lastFailedEpoch = (webhookId: RawBuilder<string>): RawBuilder<number> => sql`
  case when webhooks.webhook_id is null then coalesce((
    select last_failed_epoch from deleted_webhooks where deleted_webhooks.webhook_id = ${webhookId}
  ), -1) else ${lastStaleEpoch} end`;

/** The epoch of a webhook, to queue a delivery with. If the webhook was deleted meanwhile, the delivery is stale. */
export const currentEpoch = (webhookId: RawBuilder<string>): RawBuilder<number> =>
  sql`coalesce((select webhooks.epoch from webhooks where webhooks.webhook_id = ${webhookId}), ${deletedEpoch})`;

/** Where the stale deliveries of a webhook were settled last. The index is faster to read from there than from its start. */
export interface SettlePosition {
  readonly epoch: number;
  readonly dueAt: Date;
}

/**
 * Settles up to `limit` stale deliveries of a webhook. Those in flight are settled when their results are recorded.
 *
 * @param after where to go on. @default from the start
 * @returns how many, all together and by status, and where to go on
 */
export async function settleStaleDeliveries(
  db: Kysely<Schema>,
  webhookId: string,
  { limit, now, after }: { readonly limit: number; readonly now: Date; readonly after?: SettlePosition | undefined },
): Promise<{ count: number; settled: SettledCounts; position: SettlePosition | undefined }> {
  const settle = (condition: RawBuilder<boolean>, { status, reason }: SettledState) => sql`
    update deliveries set status = ${status}, reason = ${reason}, settled_at = ${now}
    -- Arrays make the planner look up each row by its key, whatever it knows of the tables.
    where delivery_id = any (array(select delivery_id from stale where ${condition}))
      -- An array excludes no partition.
      and delivery_id between (select min(delivery_id) from stale) and (select max(delivery_id) from stale)`;
  const isAfter = after === undefined ? sql`true` : sql`(epoch, due_at) >= (${after.epoch}, ${after.dueAt})`;
  const { rows } = await sql<{ count: number; failed: number; epoch: number | null; dueAt: Date | null }>`
    with settlement as materialized (
      select ${lastStaleEpoch} as last_epoch, ${lastFailedEpoch(sql`wanted.webhook_id`)} as last_failed_epoch
      from (select ${webhookId}::text as webhook_id) as wanted left join webhooks using (webhook_id)
    ), stale as materialized (
      select delivery_id, epoch, due_at, epoch <= (select last_failed_epoch from settlement) as has_failed
      from delivery_queue
      where webhook_id = ${webhookId} and epoch <= (select last_epoch from settlement) and ${isAfter}
        and ${isNotLeased(now)}
      order by epoch, due_at limit ${limit}
      for update skip locked
    ), removed as (
      delete from delivery_queue where delivery_id = any (array(select delivery_id from stale))
    ), failed as (${settle(sql`has_failed`, webhookDisabled)}
    ), cancelled as (${settle(sql`not has_failed`, webhookDeleted)}
    )
    select count(*)::integer as count, (count(*) filter (where has_failed))::integer as failed, max(epoch) as epoch,
      (array_agg(due_at order by epoch desc, due_at desc))[1] as "dueAt"
    from stale`.execute(db);
  const [{ count, failed, epoch, dueAt } = { count: 0, failed: 0, epoch: null, dueAt: null }] = rows;
  const position = epoch === null || dueAt === null ? undefined : { epoch, dueAt };
  return { count, settled: { failed, cancelled: count - failed }, position };
}

/**
 * Forgets up to `limit` deleted webhooks that have no queued deliveries, once there is no fan-out: it may contain some. Returns
 * how many.
 */
export async function forgetDeletedWebhooks(
  db: Kysely<Schema>,
  { limit }: { readonly limit: number },
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from deleted_webhooks where webhook_id = any (array(
      select webhook_id from deleted_webhooks
      where not exists (select from delivery_queue where delivery_queue.webhook_id = deleted_webhooks.webhook_id offset 0)
        and not exists (select from fan_outs offset 0)
      limit ${limit}
    ))`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
