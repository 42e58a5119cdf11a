import { type Kysely, type RawBuilder, sql } from "kysely";
import type { AttemptRow, DeliveryRow, Schema } from "../database/schema.ts";
import { isNotLeased } from "../worker/leases.ts";
import { currentEpoch, lastFailedEpoch, lastStaleEpoch } from "../worker/stale-deliveries.ts";
import { isLive, staleState } from "../worker/state-transitions.ts";
import { firstDeliveryIdSince } from "./delivery-id.ts";
import type { PartitionNames } from "./partitions.ts";

/** A delivery, and what explains its state. */
export interface DeliveryWithContext extends DeliveryRow {
  /** When the next attempt is due. Null once the delivery is settled. */
  readonly due_at: Date | null;
  readonly attempts: number | null;
  readonly leased_until: Date | null;
  readonly epoch: number | null;
  /** Null if the webhook was deleted. */
  readonly webhook_enabled: boolean | null;
  readonly webhook_epoch: number | null;
  /** Deliveries that were queued up to this epoch have failed. */
  readonly last_failed_epoch: number;
  readonly disabled_because: string | null;
  /** Until when the circuit breaker of the endpoint is open. */
  readonly open_until: Date | null;
}

/** The state of a delivery that is stale and not yet settled. `undefined` for any other one. */
export function findStaleState(row: DeliveryWithContext, now: Date): ReturnType<typeof staleState> | undefined {
  const { epoch, leased_until, webhook_enabled, webhook_epoch, last_failed_epoch } = row;
  const isInFlight = leased_until !== null && leased_until > now;
  if (epoch === null || isInFlight) return undefined;
  const webhook =
    webhook_enabled === null || webhook_epoch === null ? undefined : { enabled: webhook_enabled, epoch: webhook_epoch };
  return isLive({ epoch }, webhook) ? undefined : staleState({ epoch }, webhook, last_failed_epoch);
}

/** The columns and joins of a `DeliveryWithContext`, in a statement that has the delivery as `deliveries`. */
export const deliveryContext: { readonly columns: RawBuilder<unknown>; readonly joins: RawBuilder<unknown> } = {
  columns: sql`deliveries.delivery_id, deliveries.organization_id, deliveries.event_id, deliveries.event_type,
    deliveries.webhook_id, deliveries.status, deliveries.reason, deliveries.test, deliveries.created_at,
    deliveries.settled_at, delivery_queue.due_at, delivery_queue.attempts, delivery_queue.leased_until,
    delivery_queue.epoch, webhooks.enabled as webhook_enabled, webhooks.epoch as webhook_epoch,
    webhooks.disabled_because, ${lastFailedEpoch(sql`deliveries.webhook_id`)} as last_failed_epoch,
    endpoint_failures.open_until`,
  // The offsets make the planner look up each row, whatever it knows of the tables.
  joins: sql`
    left join lateral (
      select due_at, attempts, leased_until, epoch from delivery_queue
      where delivery_queue.delivery_id = deliveries.delivery_id offset 0
    ) as delivery_queue on true
    left join lateral (
      select webhook_id, enabled, epoch, disabled_because from webhooks
      where webhooks.webhook_id = deliveries.webhook_id offset 0
    ) as webhooks on true
    left join lateral (
      select open_until from endpoint_failures where endpoint_failures.webhook_id = deliveries.webhook_id offset 0
    ) as endpoint_failures on true`,
};

export async function selectDelivery(
  db: Kysely<Schema>,
  organizationId: string,
  deliveryId: string,
): Promise<DeliveryWithContext | undefined> {
  const { rows } = await sql<DeliveryWithContext>`
    select ${deliveryContext.columns} from deliveries ${deliveryContext.joins}
    where deliveries.organization_id = ${organizationId} and deliveries.delivery_id = ${deliveryId}`.execute(db);
  return rows[0];
}

export async function isEventErased(db: Kysely<Schema>, organizationId: string, eventId: string): Promise<boolean> {
  const { rows } = await sql`
    select from events
    where organization_id = ${organizationId} and event_id = ${eventId} and erased_at is not null`.execute(db);
  return rows.length > 0;
}

export async function selectAttempts(db: Kysely<Schema>, deliveryId: string): Promise<AttemptRow[]> {
  return db
    .selectFrom("attempts")
    .select([
      "delivery_id",
      "attempt",
      "started_at",
      "duration_ms",
      "outcome",
      "status_code",
      "error",
      "response_excerpt",
    ])
    .where("delivery_id", "=", deliveryId)
    .orderBy("attempt")
    .execute();
}

/** `undefined` if the organization never had the webhook, as far as deliveries tell. */
export async function selectWebhookState(
  db: Kysely<Schema>,
  organizationId: string,
  webhookId: string,
): Promise<"enabled" | "disabled" | "deleted" | undefined> {
  // All deliveries of a webhook are of one organization. With both conditions, the planner may read all of the organization.
  const { rows } = await sql<{ enabled: boolean | null; known: boolean | null }>`
    select (select enabled from webhooks where organization_id = ${organizationId} and webhook_id = ${webhookId}) as enabled,
      (select organization_id from deliveries where webhook_id = ${webhookId}
        order by created_at desc, delivery_id desc limit 1) = ${organizationId} as known`.execute(db);
  const { enabled = null, known = null } = rows[0] ?? {};
  if (enabled !== null) return enabled ? "enabled" : "disabled";
  return known === true ? "deleted" : undefined;
}

/** Sends a settled or stale delivery again. Returns false if it is pending already. */
export async function requeueDelivery(
  db: Kysely<Schema>,
  deliveryId: string,
  { now, dueAt }: { readonly now: Date; readonly dueAt: Date },
): Promise<boolean> {
  // In this order: while a stale delivery is being settled, the first statement waits for it and the second one finds it.
  const isRevived = await reviveStale(db, deliveryId, { now, dueAt });
  return (
    isRevived ||
    (await requeue(db, sql`delivery_id = ${deliveryId} and status <> 'pending'`, sql`${dueAt}::timestamptz`)) > 0
  );
}

/** Makes a stale delivery live, at the start of the retry schedule. */
async function reviveStale(
  db: Kysely<Schema>,
  deliveryId: string,
  { now, dueAt }: { readonly now: Date; readonly dueAt: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update delivery_queue
    set epoch = webhooks.epoch, due_at = ${dueAt}, schedule_index = 0, lease = null, leased_until = null
    from webhooks
    where delivery_id = ${deliveryId} and webhooks.webhook_id = delivery_queue.webhook_id
      and delivery_queue.epoch <= ${lastStaleEpoch} and ${isNotLeased(now)}`.execute(db);
  return numAffectedRows === 1n;
}

/** Puts settled deliveries back into the queue, at the start of the retry schedule. Attempts are counted on. */
export async function requeue(
  db: Kysely<Schema>,
  condition: RawBuilder<boolean>,
  dueAt: RawBuilder<Date>,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with requeued as (
      update deliveries set status = 'pending', reason = null, settled_at = null
      where ${condition}
      returning delivery_id, organization_id, webhook_id, event_id, test, created_at
    ), queued as (
      insert into delivery_queue
        (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, epoch)
      select delivery_id, organization_id, webhook_id, event_id, test, created_at, ${dueAt}, 0,
        coalesce((select max(attempt) from attempts where attempts.delivery_id = requeued.delivery_id), 0),
        ${currentEpoch(sql`requeued.webhook_id`)}
      from requeued
    )
    select count(*)::integer as count from requeued`.execute(db);
  return rows[0]?.count ?? 0;
}

/** What a step of retention looked at. */
export interface DeletedRange<Position> {
  /** The last row; `undefined` when there are no more. */
  readonly last: Position | undefined;
  /** There were as many rows as it looks at. */
  readonly isFull: boolean;
}

/** The rows to look at next. A range of the index is several times faster to delete than a list of keys. */
export interface RetentionRange<Position> {
  /** The partitions in which they are. */
  readonly partitions: PartitionNames;
  readonly after: Position;
  readonly before: Position;
  readonly limit: number;
}

/** Deletes the settled ones among the next deliveries of a partition, and their attempts. */
export async function deleteDeliveries(
  db: Kysely<Schema>,
  { partitions, after, before, limit }: RetentionRange<string>,
): Promise<DeletedRange<string>> {
  const [deliveries, notDelivered, attempts] = [
    sql.table(partitions.deliveries),
    sql.table(partitions.not_delivered),
    sql.table(partitions.attempts),
  ];
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ last: string | null; count: number }>`
      with range as materialized (
        select max(delivery_id) as last, count(*)::integer as count from (
          select delivery_id from ${deliveries}
          where delivery_id > ${after} and delivery_id < ${before}
          order by delivery_id limit ${limit}
        ) as next
      ), deleted as (
        delete from ${deliveries}
        where delivery_id > ${after} and delivery_id <= (select last from range) and status <> 'pending'
        returning organization_id, status, created_at, delivery_id, reason
      ), no_longer_listed as (
        delete from ${notDelivered} where ctid = any (array(
          select listed.ctid
          from deleted
          -- The offset makes the planner look up each row, whatever it knows of the table.
          cross join lateral (
            select ctid from ${notDelivered} as listed
            where listed.organization_id = deleted.organization_id and listed.status = deleted.status
              and listed.created_at = deleted.created_at and listed.delivery_id = deleted.delivery_id
            offset 0
          ) as listed
          where deleted.reason is not null
        ))
      )
      select last, count from range`.execute(transaction);
    const [{ last, count } = { last: null, count: 0 }] = rows;
    // A statement of its own, because the first one may have waited for a delivery that is sent again.
    await sql`
      delete from ${attempts} as attempts
      where delivery_id > ${after} and delivery_id <= ${last ?? before}
        and not exists (
          select from deliveries
          where deliveries.delivery_id = attempts.delivery_id and delivery_id > ${after}
            and delivery_id <= ${last ?? before}
          offset 0
        )`.execute(transaction);
    return { last: last ?? undefined, isFull: count === limit };
  });
}

/**
 * Deletes those of the next events whose deliveries are in a partition and that have none any more. Events of one time are
 * deleted together. Each event is looked up (`offset 0`): a join would read the whole partition for each step.
 */
export async function deleteEvents(
  db: Kysely<Schema>,
  { partitions, after, before, limit }: RetentionRange<Date>,
): Promise<DeletedRange<Date>> {
  const [deliveries, bodies] = [sql.table(partitions.deliveries), sql.table(partitions.event_bodies)];
  const isUnused = sql`published_at > ${after} and published_at <= (select last from range) and not exists (
        select from ${deliveries} as deliveries
        where deliveries.organization_id = stored.organization_id and deliveries.event_id = stored.event_id
        offset 0
      ) and not exists (
        select from fan_outs
        where fan_outs.organization_id = stored.organization_id and fan_outs.event_id = stored.event_id
          and delivery_id_prefix < ${firstDeliveryIdSince(before)}
        offset 0
      )`;
  const { rows } = await sql<{ last: Date | null; count: number }>`
    with range as materialized (
      select max(published_at) as last, count(*)::integer as count from (
        select published_at from events
        where published_at > ${after} and published_at < ${before}
        order by published_at limit ${limit}
      ) as next
    ), deleted as (
      delete from events as stored where ${isUnused}
    ), body_deleted as (
      delete from ${bodies} as stored where ${isUnused}
    )
    select last, count from range`.execute(db);
  const [{ last, count } = { last: null, count: 0 }] = rows;
  return { last: last ?? undefined, isFull: count === limit };
}

/** Makes the space of deleted rows usable again. The embedded database has no autovacuum. */
export async function vacuumTables(db: Kysely<Schema>, tables: Iterable<string>): Promise<void> {
  for (const table of tables) await sql`vacuum ${sql.table(table)}`.execute(db);
}
