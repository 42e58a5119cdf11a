import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { Schema } from "../database/schema.ts";
import { eventListIndex } from "../events/queries.ts";
import { currentEpoch, lastStaleEpoch } from "../worker/stale-deliveries.ts";
import { recoverableStatus } from "../worker/state-transitions.ts";
import {
  deliveryIdPrefix,
  firstDeliveryIdSince,
  idRange,
  numberedDeliveryId,
  onlyDeliveryId,
  type TimeRange,
} from "./delivery-id.ts";
import { requeue } from "./queries.ts";

/** An event that did not reach a webhook. */
export interface Recoverable {
  readonly eventId: string;
  readonly publishedAt: Date;
  /** The failed delivery. Null if the webhook missed the event. */
  readonly deliveryId: string | null;
  /** The delivery is part of a fan-out: it failed before it was queued. */
  readonly isFannedOut: boolean;
}

/** The last event that was looked at. */
export interface ScanPosition {
  readonly publishedAt: Date;
  readonly eventId: string;
}

/**
 * Looks at up to `limit` events of an organization, in order of publication, for those that did not reach a webhook.
 *
 * @param options.after where to go on. @default at the start of the range
 * @returns the last event that was looked at; `undefined` if there were fewer than `limit`
 */
export async function scanForRecoverable(
  db: Kysely<Schema>,
  { organizationId, webhookId }: { readonly organizationId: string; readonly webhookId: string },
  { since, until, after, limit }: TimeRange & { readonly after?: ScanPosition | undefined; readonly limit: number },
): Promise<{ found: Recoverable[]; last: ScanPosition | undefined }> {
  const position = after ?? { publishedAt: since, eventId: "" };
  const last = await selectLastOfScan(db, organizationId, { position, until, limit });
  const end = last === undefined ? until : new Date(last.publishedAt.getTime() + 1);
  const isScanned =
    last === undefined
      ? sql`published_at < ${until}`
      : sql`(published_at, event_id) <= (${last.publishedAt}, ${last.eventId})`;
  const { rows: found } = await sql<Recoverable>`
    with scanned as materialized (
      select event_id, event_type, inbox_id, pod_id, deliveries, published_at from events
      where ${eventListIndex.organization_id} = ${organizationId} and ${isScanned}
        and (published_at, event_id) > (${position.publishedAt}, ${position.eventId}) and erased_at is null
      order by published_at, event_id
    ), fanned_out as materialized (
      -- Deliveries that are not queued yet. They are looked up once, through the index.
      select event_id, ${numberedDeliveryId(sql`delivery_id_prefix`, sql`first_number + place - 1`)} as delivery_id,
        epochs[place] as epoch
      from fan_outs cross join lateral (select array_position(webhook_ids, ${webhookId}::text) as place) as numbered
      where organization_id = ${organizationId}
        and delivery_id_prefix >= ${firstDeliveryIdSince(position.publishedAt)}
        and delivery_id_prefix < ${firstDeliveryIdSince(end)} and ${webhookId} = any (webhook_ids)
    )
    select scanned.event_id as "eventId", scanned.published_at as "publishedAt",
      coalesce(delivery.delivery_id, fanned_out.delivery_id) as "deliveryId",
      delivery.delivery_id is null and fanned_out.delivery_id is not null as "isFannedOut"
    from scanned
    join webhooks on webhooks.webhook_id = ${webhookId}
    left join lateral (
      -- A delivery has the created_at of its event. The offset makes the planner use that index for each event.
      select delivery_id, status from deliveries
      where webhook_id = ${webhookId} and created_at = scanned.published_at and event_id = scanned.event_id
        and ${isPublishedBetween(position.publishedAt, end)}
      offset 0
    ) as delivery on true
    left join fanned_out on fanned_out.event_id = scanned.event_id
    where case
      when status = ${recoverableStatus} then true
      -- Stale deliveries are failed ones that are not settled yet; see isLive.
      when status = 'pending' then exists (
        select from delivery_queue
        where delivery_queue.delivery_id = delivery.delivery_id and delivery_queue.epoch <= ${lastStaleEpoch}
        offset 0
      )
      when status is not null then false
      when fanned_out.delivery_id is not null then fanned_out.epoch <= ${lastStaleEpoch}
      -- The rule of matchesEventFilter.
      else scanned.event_type = any (event_types)
        and (
          (inbox_ids = '{}' and pod_ids = '{}') or inbox_id = any (inbox_ids) or scanned.pod_id = any (pod_ids)
        )
        -- A test event is for one webhook only.
        and not (scanned.deliveries = 1 and exists (
          select from deliveries
          where deliveries.organization_id = ${organizationId} and deliveries.event_id = scanned.event_id and test
            and ${isPublishedBetween(position.publishedAt, end)}
          offset 0
        ))
    end`.execute(db);
  return { found, last };
}

/** The last event that a scan looks at; `undefined` if there are fewer than `limit`. */
async function selectLastOfScan(
  db: Kysely<Schema>,
  organizationId: string,
  { position, until, limit }: { readonly position: ScanPosition; readonly until: Date; readonly limit: number },
): Promise<ScanPosition | undefined> {
  const { rows } = await sql<ScanPosition>`
    select published_at as "publishedAt", event_id as "eventId" from events
    where ${eventListIndex.organization_id} = ${organizationId} and published_at < ${until}
      and (published_at, event_id) > (${position.publishedAt}, ${position.eventId})
    order by published_at, event_id offset ${limit - 1} limit 1`.execute(db);
  return rows[0];
}

/** When the latest event of an organization was published. */
export async function selectLastPublication(db: Kysely<Schema>, organizationId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ publishedAt: Date }>`
    select published_at as "publishedAt" from events
    where ${eventListIndex.organization_id} = ${organizationId} order by published_at desc, event_id desc limit 1`.execute(
    db,
  );
  return rows[0]?.publishedAt;
}

/** Makes Postgres look only at the partitions of deliveries whose events were published from `since` to before `until`. */
const isPublishedBetween = (since: Date, until: Date): RawBuilder<boolean> =>
  sql`deliveries.delivery_id >= ${firstDeliveryIdSince(since)} and deliveries.delivery_id < ${firstDeliveryIdSince(until)}`;

/** How many deliveries were queued. */
export interface RecoveredCounts {
  readonly failed: number;
  readonly missed: number;
}

/** When recovered deliveries are due: the first one at `dueAt`, each further one `spacingMs` later. */
export interface RecoverySchedule {
  readonly dueAt: Date;
  readonly spacingMs: number;
}

/** @param place in the schedule, from 1 */
const dueAtPlace = ({ dueAt, spacingMs }: RecoverySchedule, place: RawBuilder<unknown>): RawBuilder<Date> =>
  sql`${dueAt}::timestamptz + (${place} - 1) * ${spacingMs}::double precision * interval '1 millisecond'`;

/** Queues what a scan has found, unless it was queued since. The webhook is locked. */
export async function queueRecoverable(
  transaction: Transaction<Schema>,
  webhookId: string,
  found: readonly Recoverable[],
  schedule: RecoverySchedule,
): Promise<RecoveredCounts> {
  const deliveryIds = found.flatMap(({ deliveryId }) => deliveryId ?? []);
  const fannedOut = found.filter(({ isFannedOut }) => isFannedOut);
  const missed = found.filter(({ deliveryId }) => deliveryId === null);
  // First: if one is being queued, this waits, and the next statement finds it in the queue.
  const revived = fannedOut.length === 0 ? 0 : await reviveFannedOut(transaction, webhookId, fannedOut);
  const failed = deliveryIds.length === 0 ? 0 : await queueFailed(transaction, deliveryIds, schedule);
  return {
    failed: revived + failed,
    missed: missed.length === 0 ? 0 : await queueMissed(transaction, webhookId, missed, schedule),
  };
}

/** Makes stale deliveries live that are part of fan-outs, which are queued in their turn. */
async function reviveFannedOut(
  transaction: Transaction<Schema>,
  webhookId: string,
  fannedOut: readonly Recoverable[],
): Promise<number> {
  const { first, last } = timesOf(fannedOut);
  const place = sql`array_position(webhook_ids, ${webhookId}::text)`;
  const { numAffectedRows = 0n } = await sql`
    with locked as materialized (
      -- In order, because recoveries of other webhooks lock the same rows.
      select organization_id, delivery_id_prefix, first_number, webhooks.epoch
      from fan_outs join webhooks using (organization_id)
      where webhooks.webhook_id = ${webhookId}
        and delivery_id_prefix >= ${firstDeliveryIdSince(first)}
        and delivery_id_prefix < ${firstDeliveryIdSince(new Date(last.getTime() + 1))}
        -- Not = any, which compares each row with the whole list.
        and event_id in (select unnest(${sql.val(fannedOut.map(({ eventId }) => eventId))}::text[]))
        and ${webhookId} = any (webhook_ids) and epochs[${place}] <= ${lastStaleEpoch}
      order by delivery_id_prefix, first_number for update of fan_outs
    )
    update fan_outs set epochs[${place}] = locked.epoch
    from locked
    where fan_outs.organization_id = locked.organization_id
      and fan_outs.delivery_id_prefix = locked.delivery_id_prefix
      and fan_outs.first_number = locked.first_number`.execute(transaction);
  return Number(numAffectedRows);
}

/** When the first and the last one of some events were published. */
function timesOf(events: readonly Recoverable[]): { readonly first: Date; readonly last: Date } {
  const times = events.map(({ publishedAt }) => publishedAt.getTime());
  return {
    first: new Date(times.reduce((a, b) => Math.min(a, b))),
    last: new Date(times.reduce((a, b) => Math.max(a, b))),
  };
}

/** Stale deliveries first: if one is being settled, this waits, and the next statement finds it failed. */
async function queueFailed(
  transaction: Transaction<Schema>,
  deliveryIds: readonly string[],
  schedule: RecoverySchedule,
): Promise<number> {
  const { first, last } = idRange(deliveryIds);
  const ids = sql`${sql.val([...deliveryIds])}::text[]`;
  const isOneOf = sql<boolean>`delivery_id = any (${ids}) and delivery_id between ${first} and ${last}`;
  const dueAt = dueAtPlace(schedule, sql`array_position(${ids}, delivery_id)`);
  const { numAffectedRows = 0n } = await sql`
    update delivery_queue
    set epoch = webhooks.epoch,
      -- One that is in flight goes on with its schedule.
      due_at = case when lease is null then ${dueAt} else due_at end,
      schedule_index = case when lease is null then 0 else schedule_index end
    from webhooks
    where ${isOneOf} and webhooks.webhook_id = delivery_queue.webhook_id
      and delivery_queue.epoch <= ${lastStaleEpoch}`.execute(transaction);
  return (
    Number(numAffectedRows) + (await requeue(transaction, sql`${isOneOf} and status = ${recoverableStatus}`, dueAt))
  );
}

async function queueMissed(
  transaction: Transaction<Schema>,
  webhookId: string,
  missed: readonly Recoverable[],
  schedule: RecoverySchedule,
): Promise<number> {
  const { first, last } = timesOf(missed);
  const { rows } = await sql<{ count: number }>`
    with missed as materialized (
      select missed.delivery_id, place, events.organization_id, events.event_id, events.event_type, events.published_at
      from unnest(
        ${sql.val(missed.map(({ publishedAt }) => onlyDeliveryId(deliveryIdPrefix(publishedAt))))}::text[],
        ${sql.val(missed.map(({ eventId }) => eventId))}::text[]
      ) with ordinality as missed (delivery_id, event_id, place)
      join webhooks on webhooks.webhook_id = ${webhookId}
      -- The offsets make the planner look up each event, whatever it knows of the tables.
      cross join lateral (
        select organization_id, event_id, event_type, published_at from events
        where events.organization_id = webhooks.organization_id and events.event_id = missed.event_id
          and erased_at is null
        offset 0
      ) as events
      where not exists (
        select from deliveries
        where deliveries.webhook_id = ${webhookId} and deliveries.created_at = events.published_at
          and deliveries.event_id = events.event_id and ${isPublishedBetween(first, new Date(last.getTime() + 1))}
        offset 0
      )
    ), created as (
      insert into deliveries
        (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at)
      select delivery_id, organization_id, event_id, event_type, ${webhookId}, 'pending', false, published_at
      from missed
    ), queued as (
      insert into delivery_queue
        (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, epoch)
      select delivery_id, organization_id, ${webhookId}, event_id, false, published_at, ${dueAtPlace(schedule, sql`place`)}, 0, 0,
        ${currentEpoch(sql`${webhookId}`)}
      from missed
    )
    select count(*)::integer as count from missed`.execute(transaction);
  return rows[0]?.count ?? 0;
}
