import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";

/** An event as it is stored. */
export interface NewEvent {
  readonly organizationId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly inboxId: string | null;
  readonly podId: string | null;
  /** JSON without white space: no line breaks, so that many can be handed over as lines, with nothing to escape. */
  readonly body: string;
  readonly publishedAt: Date;
  /** When the first attempt of its deliveries is due. */
  readonly dueAt: Date;
  /** What the ids of its deliveries begin with. */
  readonly deliveryIds: string;
}

export interface StoredEvent {
  readonly organization_id: string;
  readonly event_id: string;
  readonly deliveries: number;
  /** The webhooks that it goes to. */
  readonly webhook_ids: string[];
}

/**
 * Stores events with a delivery for each webhook that wants them, in one statement. Events whose id the organization
 * knows are left out of the answer, and nothing is stored for them.
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
        ${column((event) => event.deliveryIds)}::text[]
      ) as event (organization_id, event_id, event_type, inbox_id, pod_id, body, published_at, due_at, delivery_ids)
    ), matching as materialized (
      -- Of a webhook that is limited to the inbox and to the pod there are two.
      select distinct input.organization_id, input.event_id, wanting.webhook_id
      from input
      -- An offset has it searched for each event, whatever the planner thinks of the table.
      cross join lateral (
        select webhook_id from subscriptions
        where organization_id = input.organization_id
          and place = any (array['', 'inbox:' || input.inbox_id, 'pod:' || input.pod_id])
        offset 0
      ) as subscribed
      cross join lateral (
        select webhook_id from webhooks
        where webhooks.webhook_id = subscribed.webhook_id and enabled and input.event_type = any (event_types)
        offset 0
      ) as wanting
    ), counted as (
      select organization_id, event_id, count(*)::integer as deliveries, array_agg(webhook_id) as webhook_ids
      from matching group by organization_id, event_id
    ), stored as (
      insert into events
        (organization_id, event_id, event_type, inbox_id, pod_id, body, deliveries, published_at)
      select organization_id, event_id, event_type, inbox_id, pod_id, convert_to(body, 'UTF8'),
        coalesce(deliveries, 0), published_at
      from input left join counted using (organization_id, event_id)
      -- In one order, or two publishers of the same events would wait for each other.
      order by organization_id, event_id
      on conflict do nothing
      returning organization_id, event_id, event_type, deliveries, published_at
    ), created as (
      insert into deliveries
        (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at)
      select
        delivery_ids || lpad((row_number() over (partition by organization_id, event_id))::text, 6, '0'),
        organization_id, event_id, stored.event_type, webhook_id, 'pending', false, stored.published_at
      from matching
      join stored using (organization_id, event_id)
      join input using (organization_id, event_id)
      returning delivery_id, organization_id, webhook_id, event_id, test, created_at
    ), queued as (
      insert into delivery_queue
        (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, step, attempts)
      select delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, 0, 0
      from created join input using (organization_id, event_id)
    )
    select organization_id, event_id, stored.deliveries, coalesce(webhook_ids, '{}') as webhook_ids
    from stored left join counted using (organization_id, event_id)`.execute(db);
  return rows;
}

/** An event that was published before. */
export interface KnownEvent {
  readonly organization_id: string;
  readonly event_id: string;
  readonly pod_id: string | null;
  readonly body: string;
  readonly deliveries: number;
}

export async function selectEvents(
  db: Kysely<Schema>,
  ids: readonly Pick<NewEvent, "organizationId" | "eventId">[],
): Promise<KnownEvent[]> {
  const { rows } = await sql<KnownEvent>`
    select organization_id, event_id, pod_id, convert_from(body, 'UTF8') as body, deliveries
    from unnest(
      ${sql.val(ids.map(({ organizationId }) => organizationId))}::text[],
      ${sql.val(ids.map(({ eventId }) => eventId))}::text[]
    ) as wanted (organization_id, event_id)
    join events using (organization_id, event_id)`.execute(db);
  return rows;
}

/** Stores an event for one webhook that did not ask for it. */
export async function insertTestEvent(
  db: Kysely<Schema>,
  event: NewEvent,
  webhookId: string,
  deliveryId: string,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { organizationId: organization_id, eventId: event_id, eventType: event_type, publishedAt } = event;
    await transaction
      .insertInto("events")
      .values({
        organization_id,
        event_id,
        event_type,
        inbox_id: event.inboxId,
        pod_id: event.podId,
        body: Buffer.from(event.body),
        deliveries: 1,
        published_at: publishedAt,
      })
      .execute();
    await transaction
      .insertInto("deliveries")
      .values({
        delivery_id: deliveryId,
        organization_id,
        event_id,
        event_type,
        webhook_id: webhookId,
        status: "pending",
        reason: null,
        test: true,
        created_at: publishedAt,
        settled_at: null,
      })
      .execute();
    await transaction
      .insertInto("delivery_queue")
      .values({
        delivery_id: deliveryId,
        organization_id,
        webhook_id: webhookId,
        event_id,
        test: true,
        created_at: publishedAt,
        due_at: event.dueAt,
        step: 0,
        attempts: 0,
        lease: null,
        leased_until: null,
      })
      .execute();
  });
}
