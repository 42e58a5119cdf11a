import type { DeliveryStatus } from "@agent-webhooks/types/delivery";
import { DeliveryStatusSchema } from "@agent-webhooks/types/delivery/schemas";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { firstDeliveryIdSince } from "../deliveries/delivery-id.ts";
import { indexSql, type PageQuery, pageRange, type TimeFilter } from "../lib/paging.ts";
import type { Found, SearchSource } from "../lib/search.ts";
import { eventBody } from "../publish/event-body.ts";
import { isNotLeased } from "../worker/leases.ts";
import { lastStaleEpoch } from "../worker/stale-deliveries.ts";
import { eventErased } from "../worker/state-transitions.ts";

/** Which events to list. */
export interface EventFilter extends TimeFilter {
  readonly event_type?: string | undefined;
  readonly inbox_id?: string | undefined;
}

/** An event without its body. */
export interface ListedEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly inboxId: string | null;
  readonly podId: string | null;
  readonly publishedAt: Date;
}

/**
 * The organization as the indexes of lists have it. A lookup by organization and id compares the column itself, and cannot use
 * them: the planner would sometimes prefer one to the primary key, and read all events of the organization.
 */
export const eventListIndex: { readonly organization_id: RawBuilder<string> } = {
  organization_id: sql`events.organization_id collate "POSIX"`,
};

const listedColumns = sql.raw(
  `event_id as "eventId", event_type as "eventType", inbox_id as "inboxId", pod_id as "podId", published_at as "publishedAt"`,
);

/** The searches for the events of a list, one in the index of each filter, of which the first one to end is enough. */
export function eventSearches(
  db: Kysely<Schema>,
  organizationId: string,
  filter: EventFilter,
): SearchSource<ListedEvent>[] {
  const filtered = (["inbox_id", "event_type"] as const).filter((name) => filter[name] !== undefined);
  const indexed = filtered.length === 0 ? [undefined] : filtered;
  return indexed.map((column) => ({
    scan: (query, limit) => scan(db, { organizationId, filter, column }, query, limit),
  }));
}

interface EventScan {
  readonly organizationId: string;
  readonly filter: EventFilter;
  /** The column of a filter whose index is used. */
  readonly column: "inbox_id" | "event_type" | undefined;
}

async function scan(
  db: Kysely<Schema>,
  { organizationId, filter, column }: EventScan,
  query: PageQuery,
  maxRows: number,
): Promise<Found<ListedEvent>> {
  const direction = sql.raw(query.ascending ? "asc" : "desc");
  const { lower, upper } = pageRange(query, filter);
  const { event_type = null, inbox_id = null } = filter;
  const values = { organization_id: organizationId, ...(column !== undefined && { [column]: filter[column] }) };
  const between = {
    published_at: [lower.createdAt, upper.createdAt] as const,
    event_id: [lower.id, upper.id] as const,
  };
  const { isInRange, order } = indexSql({ values, between, expressions: eventListIndex }, direction);
  const { rows } = await sql<ListedEvent & { isListed: boolean; isLast: boolean }>`
    with scanned as materialized (
      select event_id, event_type, inbox_id, pod_id, published_at, erased_at from events
      where ${isInRange} and ${sql.ref(column ?? "organization_id")} is not null
      order by ${order} limit ${sql.lit(maxRows)}
    ), placed as (
      select *, row_number() over (order by published_at ${direction}, event_id ${direction}) = ${sql.lit(maxRows)} as is_last,
        erased_at is null and (${event_type}::text is null or event_type = ${event_type})
          and (${inbox_id}::text is null or inbox_id = ${inbox_id}) as is_listed
      from scanned
    )
    select ${listedColumns}, is_listed as "isListed", is_last as "isLast" from (
      (select * from placed where is_listed order by published_at ${direction}, event_id ${direction} limit ${query.rows})
      union
      select * from placed where is_last
    ) as found
    order by published_at ${direction}, event_id ${direction}`.execute(db);
  const items = rows.filter(({ isListed }) => isListed).slice(0, query.rows);
  const last = rows.find(({ isLast }) => isLast);
  return { items, searchedTo: last && { createdAt: last.publishedAt, id: last.eventId } };
}

/** An event with its body, as text. */
export interface EventWithBody extends ListedEvent {
  readonly body: string;
}

export async function selectEvent(
  db: Kysely<Schema>,
  organizationId: string,
  eventId: string,
): Promise<EventWithBody | undefined> {
  const { rows } = await sql<ListedEvent & { body: string | null }>`
    select ${listedColumns}, ${eventBody} as body from events
    where organization_id = ${organizationId} and event_id = ${eventId} and erased_at is null`.execute(db);
  const [event] = rows;
  // Without a body, retention is removing it.
  return event === undefined || event.body === null ? undefined : { ...event, body: event.body };
}

/** Numbers of deliveries by status, and of those without rows of their own. */
export interface DeliveryCounts {
  readonly eventId: string;
  readonly pending: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  /** There are more than `max`. */
  readonly isIncomplete: boolean;
}

/** Counts the deliveries of events, up to `max` of each. */
export async function countDeliveries(
  db: Kysely<Schema>,
  organizationId: string,
  events: readonly ListedEvent[],
  max: number,
): Promise<DeliveryCounts[]> {
  const idsSince = (plusMs: number) =>
    sql.val(events.map(({ publishedAt }) => firstDeliveryIdSince(new Date(publishedAt.getTime() + plusMs))));
  const count = (status: DeliveryStatus) =>
    sql`(count(*) filter (where status = ${sql.lit(status)} and place <= ${max}))::integer as ${sql.ref(status)}`;
  const { rows } = await sql<DeliveryCounts>`
    select event_id as "eventId", counted.pending + fanned_out.pending as pending, succeeded, failed, cancelled,
      "isIncomplete"
    from unnest(
      ${sql.val(events.map(({ eventId }) => eventId))}::text[], ${idsSince(0)}::text[], ${idsSince(1)}::text[]
    ) as wanted (event_id, lower_id, upper_id)
    cross join lateral (
      select ${sql.join(DeliveryStatusSchema.enum.map(count))}, coalesce(max(place), 0) > ${max} as "isIncomplete"
      from (
        select status, row_number() over () as place from (
          select status from deliveries
          where deliveries.organization_id = ${organizationId} and deliveries.event_id = wanted.event_id
            -- Postgres looks only at the partition of the event.
            and delivery_id > lower_id and delivery_id < upper_id
          limit ${max}::integer + 1
        ) as deliveries
      ) as deliveries
    ) as counted
    cross join lateral (
      select coalesce(sum(cardinality(webhook_ids)), 0)::integer as pending from fan_outs
      where fan_outs.organization_id = ${organizationId} and fan_outs.event_id = wanted.event_id
        and delivery_id_prefix > lower_id and delivery_id_prefix < upper_id
    ) as fanned_out`.execute(db);
  return rows;
}

/**
 * Erases the body of an event, and its inbox and pod, which come from it.
 *
 * @returns when it was published; `undefined` if there is no such event
 */
export async function eraseEvent(
  db: Kysely<Schema>,
  organizationId: string,
  eventId: string,
  now: Date,
): Promise<Date | undefined> {
  const { rows } = await sql<{ publishedAt: Date }>`
    with erased as (
      update events set erased_at = ${now}, body = null, inbox_id = null, pod_id = null
      where organization_id = ${organizationId} and event_id = ${eventId} and erased_at is null
      returning organization_id, event_id, published_at
    ), body_deleted as (
      delete from event_bodies using erased
      where event_bodies.published_at = erased.published_at and event_bodies.event_id = erased.event_id
        and event_bodies.organization_id = erased.organization_id
    )
    select published_at as "publishedAt" from erased`.execute(db);
  return rows[0]?.publishedAt;
}

/** The pending deliveries of an event to cancel next. */
interface CancelRange {
  readonly publishedAt: Date;
  /** Only deliveries whose ids come after this one. */
  readonly after: string;
  readonly limit: number;
  readonly now: Date;
}

/**
 * Cancels pending deliveries of an erased event, except for those in flight: these are cancelled when an attempt fails.
 *
 * @returns how many, and the last one that was looked at: `undefined` if there are no more
 */
export async function cancelDeliveries(
  db: Kysely<Schema>,
  organizationId: string,
  eventId: string,
  { publishedAt, after, limit, now }: CancelRange,
): Promise<{ cancelled: number; last: string | undefined }> {
  const end = firstDeliveryIdSince(new Date(publishedAt.getTime() + 1));
  const { rows } = await sql<{ cancelled: number; last: string | null }>`
    with pending as materialized (
      select delivery_id from deliveries
      where organization_id = ${organizationId} and event_id = ${eventId} and status = 'pending'
        and delivery_id > ${after} and delivery_id < ${end}
      order by delivery_id limit ${limit}
    ), queued as materialized (
      select delivery_id from delivery_queue left join webhooks using (webhook_id)
      where delivery_id = any (array(select delivery_id from pending)) and ${isNotLeased(now)}
        -- Stale ones have their state already.
        and delivery_queue.epoch > ${lastStaleEpoch}
      for update of delivery_queue skip locked
    ), removed as (
      delete from delivery_queue where delivery_id = any (array(select delivery_id from queued))
    ), cancelled as (
      update deliveries set status = ${eventErased.status}, reason = ${eventErased.reason}, settled_at = ${now}
      where delivery_id = any (array(select delivery_id from queued)) and delivery_id > ${after} and delivery_id < ${end}
    )
    select (select count(*)::integer from queued) as cancelled,
      case when count(*) = ${limit} then max(delivery_id) end as last
    from pending`.execute(db);
  const [{ cancelled, last } = { cancelled: 0, last: null }] = rows;
  return { cancelled, last: last ?? undefined };
}
