import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { eventListIndex } from "../events/queries.ts";
import { indexSql, type PageQuery, type Position, pageRange, type TimeFilter } from "../lib/paging.ts";
import type { Found, SearchSource } from "../lib/search.ts";
import { hasReason } from "../worker/state-transitions.ts";
import { firstDeliveryIdSince, publishedAtOf } from "./delivery-id.ts";
import { type DeliveryWithContext, deliveryContext } from "./queries.ts";

/** Which deliveries to list. */
export interface DeliveryFilter extends TimeFilter {
  readonly webhook_id?: string | undefined;
  readonly event_id?: string | undefined;
  readonly event_type?: string | undefined;
  readonly inbox_id?: string | undefined;
  readonly status?: string | undefined;
  /** Of the last attempt. */
  readonly outcome?: string | undefined;
}

/** The part of a list that a scan goes through. */
interface Range {
  readonly organizationId: string;
  readonly lower: Position;
  readonly upper: Position;
  readonly direction: RawBuilder<unknown>;
  readonly limit: RawBuilder<number>;
}

/**
 * Rows of an index in the order of the list, joined with their deliveries: up to `limit` rows, and all that have the time
 * of the last one if their order is not exact. No row is left out after the limit, so that a scan is never longer.
 */
interface Source {
  readonly rows: (filter: DeliveryFilter, range: Range) => RawBuilder<unknown>;
  /** The rows of a time are in any order. */
  readonly isByTime?: true;
  readonly hasOwnRows?: false;
}

/** Positions as a range of an index that ends with these columns. */
const placesOf = ({ lower, upper }: Pick<Range, "lower" | "upper">) => ({
  created_at: [lower.createdAt, upper.createdAt] as const,
  delivery_id: [lower.id, upper.id] as const,
});

const placed = sql`created_at as place_time, delivery_id as place`;

/** Looks up the delivery of each place. The offset makes the planner do so, whatever it knows of the tables. */
const withDeliveries = (places: RawBuilder<unknown>) => sql`
  select place_time, place, deliveries.* from (${places}) as places
  left join lateral (
    select * from deliveries where deliveries.delivery_id = places.place offset 0
  ) as deliveries on true`;

/**
 * The events are in the order of the list, their deliveries only by time. The outer order is that of the index as well: the
 * join ends at the limit. Ordered by time alone, it would read and sort the deliveries of all `limit` events.
 */
function deliveriesOfEvents(column: "inbox_id" | "event_type", filter: DeliveryFilter, range: Range) {
  const { organizationId, lower, upper, direction, limit } = range;
  // All events of the time of a position: their deliveries may be on either side of it.
  const until = new Date(upper.createdAt.getTime() + (upper.id === "" ? 0 : 1));
  const values = { organization_id: organizationId, [column]: filter[column] };
  const { isInRange } = indexSql(
    {
      values,
      between: { published_at: [lower.createdAt, until], event_id: ["", ""] },
      expressions: eventListIndex,
    },
    direction,
  );
  const orderBy = (...columns: readonly RawBuilder<unknown>[]) =>
    sql.join(columns.map((indexed) => sql`${indexed} ${direction}`));
  return sql`
    select events.published_at as place_time, null::text as place, deliveries.*
    from (
      select ${eventListIndex.organization_id} as listed_organization, ${sql.ref(column)}, published_at, event_id from events
      where ${isInRange} and ${sql.ref(column)} is not null
      order by ${orderBy(eventListIndex.organization_id, sql.ref(column), sql`published_at`)}
      fetch first ${limit} rows with ties
    ) as events
    left join lateral (
      select * from deliveries
      where deliveries.organization_id = ${organizationId} and deliveries.event_id = events.event_id
        and ${hasIdIn(range)}
      offset 0
    ) as deliveries on true
    order by ${orderBy(sql`listed_organization`, sql.ref(`events.${column}`), sql`events.published_at`)}
    fetch first ${limit} rows with ties`;
}

/** Deliveries, or rows that name them, with these values. */
function placesWith(values: Readonly<Record<string, unknown>>, range: Range) {
  const { isInRange, order } = indexSql({ values, between: placesOf(range) }, range.direction);
  return { isInRange, end: sql`order by ${order} limit ${range.limit}` };
}

const all: Source = {
  rows(_, range) {
    const { isInRange, end } = placesWith({ organization_id: range.organizationId }, range);
    return sql`select ${placed}, deliveries.* from deliveries where ${isInRange} ${end}`;
  },
};

/** Each has an index for a filter. The other filters are conditions for what it finds. */
const sources = {
  event_id: {
    rows: ({ event_id }, range) => sql`
      select ${placed}, deliveries.* from deliveries
      where organization_id = ${range.organizationId} and event_id = ${event_id} and ${isPlacedIn(range)}
      order by created_at ${range.direction}, delivery_id ${range.direction} limit ${range.limit}`,
  },
  webhook_id: {
    rows({ webhook_id }, range) {
      const { isInRange, end } = placesWith({ webhook_id }, range);
      // A webhook belongs to one organization, so its first delivery tells of all whether they are visible.
      return sql`
        select ${placed}, deliveries.* from deliveries
        where ${isInRange} and ${range.organizationId} = (
          select organization_id from deliveries where webhook_id = ${webhook_id} order by created_at, delivery_id limit 1
        ) ${end}`;
    },
  },
  inbox_id: { rows: (filter, range) => deliveriesOfEvents("inbox_id", filter, range), isByTime: true },
  event_type: { rows: (filter, range) => deliveriesOfEvents("event_type", filter, range), isByTime: true },
  notDelivered: {
    rows({ status }, range) {
      const { isInRange, end } = placesWith({ organization_id: range.organizationId, status }, range);
      return withDeliveries(sql`select ${placed} from not_delivered where ${isInRange} ${end}`);
    },
  },
  /** The queue of all organizations, which is usually short. */
  pending: {
    rows: (_, range) =>
      withDeliveries(sql`
        select ${placed} from delivery_queue where ${hasIdIn(range)}
        order by delivery_id ${range.direction} limit ${range.limit}`),
    hasOwnRows: false,
  },
  /** Attempts with an organization are the failed ones; see `recordResults`. */
  failedAttempts: {
    rows({ outcome }, { organizationId, direction, limit, lower, upper }) {
      const values = { organization_id: organizationId, outcome };
      const { isInRange, order } = indexSql(
        { values, between: { delivery_id: [idOf(lower), idOf(upper)] } },
        direction,
      );
      return withDeliveries(sql`
        select null::timestamptz as place_time, delivery_id as place from attempts
        where ${isInRange} and organization_id is not null order by ${order} limit ${limit}`);
    },
  },
} satisfies Readonly<Record<string, Source>>;

/** The sources that find all deliveries of a list. */
function sourcesOf({ status, outcome, ...filter }: DeliveryFilter): Source[] {
  const found: Source[] = (["event_id", "webhook_id", "inbox_id", "event_type"] as const)
    .filter((name) => filter[name] !== undefined)
    .map((name) => sources[name]);
  if (status !== undefined && hasReason(status)) found.push(sources.notDelivered);
  if (status === "pending") found.push(sources.pending, all);
  if (outcome !== undefined && outcome !== "succeeded") found.push(sources.failedAttempts);
  // Most deliveries succeed: no index is needed to find those.
  return found.length === 0 ? [all] : found;
}

/** The searches for the deliveries of a list, of which the first one to end is enough. */
export function deliverySearches(
  db: Kysely<Schema>,
  organizationId: string,
  filter: DeliveryFilter,
): SearchSource<DeliveryWithContext>[] {
  return sourcesOf(filter).map((source) => ({
    hasOwnRows: source.hasOwnRows ?? true,
    scan: (query, limit) => scan(db, { organizationId, filter, source }, query, limit),
  }));
}

interface ScanEnd {
  readonly has_more: boolean;
  readonly place: string | null;
  readonly place_time: Date | null;
}

async function scan(
  db: Kysely<Schema>,
  { organizationId, filter, source }: { organizationId: string; filter: DeliveryFilter; source: Source },
  query: PageQuery,
  maxRows: number,
): Promise<Found<DeliveryWithContext>> {
  const { ascending } = query;
  const direction = sql.raw(ascending ? "asc" : "desc");
  const last = sql.raw(ascending ? "max" : "min");
  // Literals, because a plan for any number of rows would be another one.
  const limit = sql.lit<number>(maxRows);
  const range = { organizationId, direction, limit, ...pageRange(query, filter) };
  const { rows } = await sql<ScanEnd & { [Column in keyof DeliveryWithContext]: DeliveryWithContext[Column] | null }>`
    with scanned as materialized (${source.rows(filter, range)}
    ), found as materialized (
      -- A delivery has several attempts.
      select distinct on (created_at, delivery_id) delivery_id, organization_id, event_id, event_type, webhook_id, status,
        reason, test, created_at, settled_at
      from scanned
      where organization_id = ${organizationId} and ${isPlacedIn(range)} and ${isListed(filter)}
      order by created_at ${direction}, delivery_id ${direction} limit ${query.rows}
    ), scan_end as (
      select count(*) >= ${limit} as has_more, ${last}(place) as place, ${last}(place_time) as place_time from scanned
    )
    select has_more, place, place_time, deliveries.*
    from scan_end left join (
      select ${deliveryContext.columns} from found as deliveries ${deliveryContext.joins}
    ) as deliveries on true
    order by created_at ${direction}, delivery_id ${direction}`.execute(db);
  const [end] = rows;
  const items = rows.filter(({ delivery_id }) => delivery_id !== null) as DeliveryWithContext[];
  return { items, searchedTo: end?.has_more === true ? positionOf(end, source, ascending) : undefined };
}

/** What was looked at ends there. */
function positionOf({ place, place_time }: ScanEnd, { isByTime }: Source, ascending: boolean): Position {
  if (!isByTime && place !== null) return { createdAt: publishedAtOf(place), id: place };
  // All rows of this time were looked at.
  const time = place_time?.getTime() ?? 0;
  return { createdAt: new Date(ascending ? time + 1 : time), id: "" };
}

/** Positions in order of the ids of deliveries, which is also that of their times. */
const idOf = ({ createdAt, id }: Position) => (id === "" ? firstDeliveryIdSince(createdAt) : id);

const hasIdIn = ({ lower, upper }: Range) => sql`(delivery_id > ${idOf(lower)} and delivery_id < ${idOf(upper)})`;

const isPlacedIn = ({ lower, upper }: Range) => sql`(
  (created_at, delivery_id) > (${lower.createdAt}::timestamptz, ${lower.id})
  and (created_at, delivery_id) < (${upper.createdAt}::timestamptz, ${upper.id})
)`;

/** Whether a scanned delivery matches all filters. */
function isListed(filter: DeliveryFilter): RawBuilder<boolean> {
  const columns = (["webhook_id", "event_id", "event_type", "status"] as const).map((name) => {
    const value = filter[name] ?? null;
    return sql`(${value}::text is null or ${sql.ref(name)} = ${value})`;
  });
  const { inbox_id = null, outcome = null } = filter;
  return sql<boolean>`${sql.join(columns, sql` and `)}
    and (${inbox_id}::text is null or exists (
      select from events
      where events.organization_id = scanned.organization_id and events.event_id = scanned.event_id
        and inbox_id = ${inbox_id}
      offset 0
    ))
    and (${outcome}::text is null or ${outcome} = (
      select outcome from attempts where attempts.delivery_id = scanned.delivery_id order by attempt desc limit 1
    ))`;
}
