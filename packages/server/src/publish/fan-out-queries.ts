import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { numberedDeliveryId } from "../deliveries/delivery-id.ts";

/** Deliveries of a fan-out: as many as are queued and sent in some milliseconds, for which other events wait. */
export const fanOutSize = 20;

/** Common table expressions that store pending deliveries, at the start of their schedule, leased until then if they have a lease. */
export const insertDeliveries = (
  source: RawBuilder<unknown>,
  leasedUntil: Date | null = null,
): RawBuilder<unknown> => sql`created as (
      insert into deliveries
        (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at)
      select delivery_id, organization_id, event_id, event_type, webhook_id, 'pending', false, published_at
      from ${source}
    ), queued as (
      insert into delivery_queue
        (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, epoch,
          lease, leased_until)
      select delivery_id, organization_id, webhook_id, event_id, false, published_at, due_at, 0, 0, epoch,
        lease, case when lease is not null then ${leasedUntil}::timestamptz end
      from ${source}
    )`;

/** Fan-outs of an organization whose deliveries were put into the queue. */
export interface QueuedFanOuts {
  readonly organizationId: string;
  readonly webhookIds: string[];
}

/** A batch of events that match few webhooks each leaves many small fan-outs. */
const maxFanOuts = 50;

/** Which organization has its turn. */
export interface FanOutTurn {
  /** The organization that had the one before; empty for the first. */
  readonly after: string;
  /** Organizations that are left out. */
  readonly except: readonly string[];
}

const hasTurn = ({ after, except }: FanOutTurn) =>
  sql`organization_id > ${after} and organization_id <> all (${sql.val([...except])}::text[])`;

/** The organization of the next fan-out. */
export async function selectFanOutOrganization(db: Kysely<Schema>, turn: FanOutTurn): Promise<string | undefined> {
  const { rows } = await sql<{ organization_id: string }>`
    select organization_id from fan_outs where ${hasTurn(turn)} order by organization_id limit 1`.execute(db);
  return rows[0]?.organization_id;
}

/**
 * Puts the deliveries of fan-outs into the queue, as many as one may have: the first ones of the organization that has its
 * turn. Those that another process is queueing are skipped. None becomes due before `now`: many would hide the deliveries
 * in flight, which are counted among those that have been due for longest; see `capacityWithinLimits`.
 *
 * @returns `undefined` if there is none
 */
export async function queueFanOuts(
  db: Kysely<Schema>,
  turn: FanOutTurn,
  now: Date,
): Promise<QueuedFanOuts | undefined> {
  const { rows } = await sql<QueuedFanOuts>`
    with locked as materialized (
      select organization_id, delivery_id_prefix, first_number, cardinality(webhook_ids) as deliveries from fan_outs
      where ${hasTurn(turn)}
      order by organization_id, delivery_id_prefix, first_number limit ${sql.lit(maxFanOuts)}
      for update skip locked
    ), next as (
      select organization_id, delivery_id_prefix, first_number from (
        select *, sum(deliveries) over (order by organization_id, delivery_id_prefix, first_number) as total,
          min(organization_id) over () as first_organization
        from locked
      ) as counted
      where organization_id = first_organization and (total <= ${sql.lit(fanOutSize)} or total = deliveries)
    ), fan_out as (
      delete from fan_outs using next
      where fan_outs.organization_id = next.organization_id
        and fan_outs.delivery_id_prefix = next.delivery_id_prefix and fan_outs.first_number = next.first_number
      returning fan_outs.*
    ), to_queue as materialized (
      select ${numberedDeliveryId(sql`delivery_id_prefix`, sql`first_number + place - 1`)} as delivery_id,
        organization_id, event_id, event_type, webhook_id, epoch, published_at,
        greatest(due_at, ${now}::timestamptz) as due_at, null::text as lease
      from fan_out
      cross join unnest(webhook_ids, epochs) with ordinality as delivery (webhook_id, epoch, place)
    ), ${insertDeliveries(sql`to_queue`)}
    select organization_id as "organizationId", array_agg(distinct webhook_id) as "webhookIds"
    from fan_out cross join unnest(webhook_ids) as webhook_id
    group by organization_id`.execute(db);
  return rows[0];
}
