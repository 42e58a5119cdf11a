import type { DeliveryStatus } from "@agent-webhooks/types/delivery";
import { DeliveryStatusSchema } from "@agent-webhooks/types/delivery/schemas";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { firstDeliveryIdSince } from "../deliveries/delivery-id.ts";
import { type PageQuery, pageRange, type TimeFilter } from "../lib/paging.ts";
import type { Found, SearchSource } from "../lib/search.ts";
import { eventBody } from "../publish/event-body.ts";

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

const listedColumns = sql.raw(
  `event_id as "eventId", event_type as "eventType", inbox_id as "inboxId", pod_id as "podId", published_at as "publishedAt"`,
);

/** The searches for the events of a list, one in the index of each filter, of which the first one to end is enough. */
export function eventSearches(
  db: Kysely<Schema>,
  organizationId: string,
  filter: EventFilter,
): SearchSource<ListedEvent>[] {
  const conditions = (["inbox_id", "event_type"] as const).flatMap((name) =>
    filter[name] === undefined ? [] : [sql<boolean>`${sql.ref(name)} = ${filter[name]}`],
  );
  const indexed = conditions.length === 0 ? [sql<boolean>`true`] : conditions;
  return indexed.map((condition) => ({
    scan: (query, limit) => scan(db, { organizationId, filter, condition }, query, limit),
  }));
}

async function scan(
  db: Kysely<Schema>,
  {
    organizationId,
    filter,
    condition,
  }: { organizationId: string; filter: EventFilter; condition: RawBuilder<boolean> },
  query: PageQuery,
  maxRows: number,
): Promise<Found<ListedEvent>> {
  const direction = sql.raw(query.ascending ? "asc" : "desc");
  const { lower, upper } = pageRange(query, filter);
  const { event_type = null, inbox_id = null } = filter;
  const { rows } = await sql<ListedEvent & { isListed: boolean; isLast: boolean }>`
    with scanned as materialized (
      select event_id, event_type, inbox_id, pod_id, published_at from events
      where organization_id = ${organizationId} and ${condition}
        and (published_at, event_id) > (${lower.createdAt}::timestamptz, ${lower.id})
        and (published_at, event_id) < (${upper.createdAt}::timestamptz, ${upper.id})
      order by published_at ${direction}, event_id ${direction} limit ${sql.lit(maxRows)}
    ), placed as (
      select *, row_number() over (order by published_at ${direction}, event_id ${direction}) = ${sql.lit(maxRows)} as is_last,
        (${event_type}::text is null or event_type = ${event_type})
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
    where organization_id = ${organizationId} and event_id = ${eventId}`.execute(db);
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
