import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { numberedDeliveryId } from "../deliveries/delivery-id.ts";
import { currentEpoch } from "../worker/queue.ts";
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

export interface StoredEvent {
  readonly organizationId: string;
  readonly eventId: string;
  readonly deliveries: number;
  /** The webhooks that it goes to. */
  readonly webhookIds: string[];
}

/**
 * Stores events, with a delivery for each webhook that they match, in one statement. An event whose id the organization
 * already has is not stored and not returned.
 */
export async function insertEvents(db: Kysely<Schema>, events: readonly NewEvent[]): Promise<StoredEvent[]> {
  const column = <Value>(value: (event: NewEvent) => Value) => sql.val(events.map(value));
  const { rows } = await sql<StoredEvent>`
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
    ), matching as materialized (
      -- The rule of matchesEventFilter. Distinct, because a webhook may list both the inbox and the pod.
      select distinct input.organization_id, input.event_id, webhooks.webhook_id, webhooks.epoch
      from input
      -- The offset makes the planner search the index for each event, whatever it knows of the table.
      cross join lateral (
        select webhook_id from subscriptions
        where organization_id = input.organization_id
          and source = any (array['', 'inbox:' || input.inbox_id, 'pod:' || input.pod_id])
        offset 0
      ) as subscribed
      cross join lateral (
        select webhook_id, epoch from webhooks
        where webhooks.webhook_id = subscribed.webhook_id and enabled and input.event_type = any (event_types)
        offset 0
      ) as webhooks
    ), counted as (
      select organization_id, event_id, count(*)::integer as deliveries, array_agg(webhook_id) as webhook_ids
      from matching group by organization_id, event_id
    ), stored as (
      insert into events
        (organization_id, event_id, event_type, inbox_id, pod_id, body, deliveries, published_at)
      select organization_id, event_id, event_type, inbox_id, pod_id, convert_to(body, 'UTF8'),
        coalesce(deliveries, 0), published_at
      from input left join counted using (organization_id, event_id)
      -- Ordered, because publishers of the same events would otherwise deadlock.
      order by organization_id, event_id
      on conflict do nothing
      returning organization_id, event_id, event_type, deliveries, published_at
    ), numbered as materialized (
      select
        ${numberedDeliveryId(sql`id_prefix`, sql`row_number() over (partition by organization_id, event_id)`)}
          as delivery_id,
        organization_id, event_id, stored.event_type, webhook_id, epoch, stored.published_at, due_at
      from matching
      join stored using (organization_id, event_id)
      join input using (organization_id, event_id)
    ), created as (
      insert into deliveries
        (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at)
      select delivery_id, organization_id, event_id, event_type, webhook_id, 'pending', false, published_at
      from numbered
    ), queued as (
      insert into delivery_queue
        (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, epoch)
      select delivery_id, organization_id, webhook_id, event_id, false, published_at, due_at, 0, 0, epoch
      from numbered
    )
    select organization_id as "organizationId", event_id as "eventId", stored.deliveries,
      coalesce(webhook_ids, '{}') as "webhookIds"
    from stored left join counted using (organization_id, event_id)`.execute(db);
  return rows;
}

/** An event that was published before. */
export interface KnownEvent {
  readonly organizationId: string;
  readonly eventId: string;
  readonly podId: string | null;
  readonly body: string;
  readonly deliveries: number;
}

export async function selectEvents(
  db: Kysely<Schema>,
  ids: readonly Pick<NewEvent, "organizationId" | "eventId">[],
): Promise<KnownEvent[]> {
  const { rows } = await sql<KnownEvent>`
    select organization_id as "organizationId", event_id as "eventId", pod_id as "podId",
      convert_from(body, 'UTF8') as body, deliveries
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
      insert into events
        (organization_id, event_id, event_type, inbox_id, pod_id, body, deliveries, published_at)
      values (${event.organizationId}, ${event.eventId}, ${event.eventType}, ${event.inboxId}, ${event.podId},
        ${Buffer.from(event.body)}, 1, ${event.publishedAt})
      returning organization_id, event_id, event_type, published_at
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
