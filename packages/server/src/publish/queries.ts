import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { numberedDeliveryId } from "../deliveries/delivery-id.ts";
import { type CurrentWebhookRow, currentWebhookColumns } from "../worker/current-state.ts";
import { maxHandedOver, type NewLease, needsNoClaim } from "../worker/hand-over.ts";
import { currentEpoch } from "../worker/stale-deliveries.ts";
import { eventBody, insertEventBodies } from "./event-body.ts";
import { fanOutSize, insertDeliveries } from "./fan-out-queries.ts";
import type { EventSource } from "./matching.ts";

/** An event to store. */
export interface NewEvent extends EventSource {
  readonly organizationId: string;
  readonly eventId: string;
  readonly eventType: string;
  /** JSON without white space. It has no line breaks, so that many can be passed as lines without escaping. */
  readonly body: string;
  readonly publishedAt: Date;
  /** When the first attempt of its deliveries is due. */
  readonly dueAt: Date;
  readonly deliveryIdPrefix: string;
}

export interface InsertedEvent {
  readonly organizationId: string;
  readonly eventId: string;
  /** It matches too many webhooks, and was not stored. */
  readonly isTooLarge: boolean;
  readonly deliveries: number;
  /** Its deliveries were stored as fan-outs. */
  readonly isFannedOut: boolean;
  /** The webhooks that have its deliveries in the queue. */
  readonly webhookIds: string[];
  /** Those of its deliveries that are stored under the lease. */
  readonly leased: readonly LeasedDelivery[];
}

/** A delivery that is stored under a lease. */
export interface LeasedDelivery {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly epoch: number;
  readonly webhook: CurrentWebhookRow;
}

export interface InsertOptions extends MatchLimits {
  /** Deliveries that need no claim are stored under this lease. @default none is */
  readonly lease?: NewLease | undefined;
}

/** How many webhooks events may match. */
export interface MatchLimits {
  /** An event that matches more is not stored. @default no limit */
  readonly perEvent?: number;
  /** If the events together match more, none is stored. @default no limit */
  readonly total?: number;
}

const noLimit = 2_000_000_000;
/** Deliveries that `insertEvents` puts into the queue. The rest are stored as fan-outs, which is much faster. */
const maxQueued = 1_000;

/**
 * Stores events, with a delivery for each webhook that they match, in one statement. An event whose id the organization
 * already has is not stored and not returned.
 */
export async function insertEvents(
  db: Kysely<Schema>,
  events: readonly NewEvent[],
  { perEvent = noLimit, total = noLimit, lease }: InsertOptions = {},
): Promise<InsertedEvent[]> {
  const column = <Value>(value: (event: NewEvent) => Value) => sql.val(events.map(value));
  const { rows } = await sql<InsertedEvent>`
    with input as (
      select * from unnest(
        ${column((event) => event.organizationId)}::text[],
        ${column((event) => event.eventId)}::text[],
        ${column((event) => event.eventType)}::text[],
        ${column((event) => event.inboxId)}::text[],
        ${column((event) => event.podId)}::text[],
        string_to_array(${events.map(({ body }) => body).join("\n")}, ${"\n"}),
        ${column((event) => event.publishedAt.toISOString())}::timestamptz[],
        ${column((event) => event.dueAt.toISOString())}::timestamptz[],
        ${column((event) => event.deliveryIdPrefix)}::text[]
      ) as event (organization_id, event_id, event_type, inbox_id, pod_id, body, published_at, due_at, id_prefix)
    ), found as materialized (
      -- The rule of matchesEventFilter.
      select input.organization_id, input.event_id, found.webhook_id, found.epoch
      from input
      cross join lateral (
        select webhook_id, epoch from event_webhooks
        where organization_id = input.organization_id and event_type = input.event_type
          and source = any (array['', 'inbox:' || input.inbox_id, 'pod:' || input.pod_id])
          -- Once, if the webhook lists both the inbox and the pod.
          and (source not like 'pod:%' or not exists (
            select from event_webhooks as by_inbox
            where by_inbox.organization_id = input.organization_id and by_inbox.event_type = input.event_type
              and by_inbox.source = 'inbox:' || input.inbox_id and by_inbox.webhook_id = event_webhooks.webhook_id
            offset 0
          ))
        limit ${perEvent}::integer + 1
      ) as found
      where not exists (
        select from events where events.organization_id = input.organization_id and events.event_id = input.event_id
        offset 0
      )
      limit ${total}::integer + 1
    ), counted as materialized (
      -- One row an event, because the planner joins the rows of deliveries slowly if it expects few. Events with few
      -- deliveries come first.
      select organization_id, event_id, count(*)::integer as deliveries, array_agg(webhook_id) as webhook_ids,
        array_agg(epoch) as epochs,
        sum(count(*)) over (order by count(*), organization_id, event_id) <= ${maxQueued} as is_queued
      from found group by organization_id, event_id
    ), too_large as materialized (
      select organization_id, event_id from input where (select sum(deliveries) > ${total}::integer from counted)
      union
      select organization_id, event_id from counted where deliveries > ${perEvent}::integer
    ), stored as (
      insert into events (organization_id, event_id, event_type, inbox_id, pod_id, deliveries, published_at)
      select organization_id, event_id, event_type, inbox_id, pod_id, coalesce(deliveries, 0), published_at
      from input left join counted using (organization_id, event_id)
      where (organization_id, event_id) not in (select organization_id, event_id from too_large)
      -- Ordered, because publishers of the same events would otherwise deadlock.
      order by organization_id, event_id
      on conflict do nothing
      returning organization_id, event_id, deliveries, published_at
    ), new_events as materialized (
      select organization_id, event_id, input.event_type, body, stored.published_at, due_at, id_prefix, stored.deliveries,
        webhook_ids, epochs, is_queued
      from stored
      join input using (organization_id, event_id)
      left join counted using (organization_id, event_id)
    ), bodies as (${insertEventBodies(sql`new_events`)}
    ), to_queue as (
      select ${numberedDeliveryId(sql`id_prefix`, sql`number`)} as delivery_id, organization_id, event_id, event_type,
        webhook_id, epoch, published_at, due_at,
        ${leaseOf(lease)} as lease
      from new_events
      cross join unnest(webhook_ids, epochs) with ordinality as delivery (webhook_id, epoch, number)
      where is_queued
    ), ${insertDeliveries(sql`to_queue`, lease?.until)}, leased as (
      select organization_id, event_id,
        json_agg(json_build_object('deliveryId', delivery_id, 'webhookId', webhook_id, 'epoch', epoch, 'webhook', (
          select row_to_json(webhook) from (
            select ${currentWebhookColumns(lease?.now ?? new Date(0))} from webhooks where webhooks.webhook_id = to_queue.webhook_id
          ) as webhook
        ))) as deliveries
      from to_queue where lease is not null group by organization_id, event_id
    ), fanned_out as (
      insert into fan_outs
        (organization_id, delivery_id_prefix, first_number, event_id, event_type, published_at, due_at, webhook_ids, epochs)
      select organization_id, id_prefix, first, event_id, event_type, published_at, due_at,
        webhook_ids[first:first + ${fanOutSize - 1}], epochs[first:first + ${fanOutSize - 1}]
      from new_events cross join generate_series(1, deliveries, ${fanOutSize}) as first
      where not is_queued
    )
    select organization_id as "organizationId", event_id as "eventId", false as "isTooLarge", new_events.deliveries,
      coalesce(not is_queued, false) as "isFannedOut", case when is_queued then webhook_ids else '{}' end as "webhookIds",
      coalesce(leased.deliveries, '[]') as leased
    from new_events left join leased using (organization_id, event_id)
    union all
    select organization_id, event_id, true, 0, false, '{}', '[]' from too_large`.execute(db);
  return rows;
}

/** The lease of a new `delivery`, if it needs no claim. */
const leaseOf = (lease: NewLease | undefined): RawBuilder<string | null> =>
  lease === undefined
    ? sql`null::text`
    : sql`case when due_at <= published_at and (select sum(deliveries) from new_events) <= ${sql.lit(maxHandedOver)}
          and ${needsNoClaim(lease.now)} then ${lease.lease} end`;

/** An event that was published before. */
export interface KnownEvent {
  readonly organizationId: string;
  readonly eventId: string;
  readonly podId: string | null;
  /** Null if it is missing. */
  readonly body: string | null;
  readonly deliveries: number;
  readonly isErased: boolean;
}

export async function selectEvents(
  db: Kysely<Schema>,
  ids: readonly Pick<NewEvent, "organizationId" | "eventId">[],
): Promise<KnownEvent[]> {
  const { rows } = await sql<KnownEvent>`
    select organization_id as "organizationId", event_id as "eventId", pod_id as "podId",
      ${eventBody} as body, deliveries, erased_at is not null as "isErased"
    from unnest(
      ${sql.val(ids.map(({ organizationId }) => organizationId))}::text[],
      ${sql.val(ids.map(({ eventId }) => eventId))}::text[]
    ) as wanted (organization_id, event_id)
    join events using (organization_id, event_id)`.execute(db);
  return rows;
}

/** Stores an event with one delivery, to a webhook that need not match it. */
export async function insertTestEvent(
  db: Kysely<Schema>,
  event: NewEvent,
  webhookId: string,
  deliveryId: string,
): Promise<void> {
  await sql`
    with stored as (
      insert into events (organization_id, event_id, event_type, inbox_id, pod_id, deliveries, published_at)
      values (${event.organizationId}, ${event.eventId}, ${event.eventType}, ${event.inboxId}, ${event.podId}, 1,
        ${event.publishedAt})
      returning organization_id, event_id, event_type, published_at
    ), bodies as (${insertEventBodies(sql`(
        select published_at, organization_id, event_id, ${event.body}::text as body from stored
      ) as new_event`)}
    ), created as (
      insert into deliveries
        (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at)
      select ${deliveryId}::text, organization_id, event_id, event_type, ${webhookId}::text, 'pending', true, published_at
      from stored
      returning delivery_id, organization_id, webhook_id, event_id, test, created_at
    )
    insert into delivery_queue
      (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, epoch)
    select delivery_id, organization_id, webhook_id, event_id, test, created_at, ${event.dueAt}::timestamptz, 0, 0,
      ${currentEpoch(sql`created.webhook_id`)}
    from created`.execute(db);
}
