import type { OperatorEvent } from "@agent-webhooks/types/delivery";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { isLimited } from "../worker/delivery-limits.ts";

/*
 * Events for the operator are stored in `operator_events` by the transaction that they are about, so that none is lost, and
 * published by `OperatorEvents`. There is one of a type for each webhook within an hour at most: of those that are stored in
 * one hour the key allows one, and the condition excludes another one shortly after it.
 */

export type OperatorEventType = OperatorEvent["event_type"];

/**
 * The organization of the operator's webhook. No token belongs to it: ids of organizations have no control characters. Its
 * webhook, events and deliveries are like all others, and no other organization sees them.
 */
export const operatorOrganization = "\u0001operator";

/** The same for the operator webhook of an organization. */
export const operatorOrganizationOf = (organizationId: string): string => operatorOrganization + organizationId;

/** Whether no events are about the webhooks of an organization, because it has those of operators. */
export const isOperatorOrganization = (organizationId: string): boolean =>
  organizationId.startsWith(operatorOrganization);

/** There is one webhook in each of these organizations. */
export const operatorClientId = "operator";

/** The webhook id of events that are about no webhook. */
export const noWebhook = "";

/**
 * A statement that stores events of one type.
 *
 * @param rows a table with the columns `webhook_id`, `organization_id` and `details`: those fields of the event that its type
 *   alone has, as JSON. Other fields are added when it is published
 */
export const storeOperatorEvents = (
  eventType: OperatorEventType,
  rows: RawBuilder<unknown>,
  now: Date,
): RawBuilder<unknown> => sql`
  insert into operator_events (webhook_id, event_type, hour, organization_id, occurred_at, details)
  select distinct on (webhook_id) webhook_id, ${sql.lit(eventType)}, date_trunc('hour', ${now}::timestamptz, 'UTC'),
    organization_id, ${now}::timestamptz, details
  from ${rows}
  where not starts_with(organization_id, ${operatorOrganization}) and not exists (
    select from operator_events as recent
    where recent.webhook_id = rows.webhook_id and recent.event_type = ${sql.lit(eventType)}
      and recent.occurred_at > ${now}::timestamptz - interval '1 hour'
    offset 0
  )
  order by webhook_id
  on conflict (webhook_id, event_type, hour) do nothing`;

/** JSON of a time, as the API shows it. */
export const jsonTime = (time: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** How long every attempt has to fail before that is reported. */
const failingMs = 3_600_000;
/** Webhooks that a step reports. */
const stepRows = 500;

/** Stores an event for each webhook that has been failing for an hour, unless it has been stored before. */
export async function reportFailing(db: Kysely<Schema>, now: Date): Promise<void> {
  await sql`
    with failing as materialized (
      select webhook_id, first_failure_at from endpoint_failures
      where not reported and first_failure_at <= ${new Date(now.getTime() - failingMs)}
      order by first_failure_at limit ${stepRows}
      for update skip locked
    ), reported as (
      update endpoint_failures set reported = true where webhook_id in (select webhook_id from failing)
    ), rows as (
      select webhook_id, organization_id, jsonb_build_object('since', ${jsonTime(sql`first_failure_at`)}) as details
      from failing join webhooks using (webhook_id) where enabled
    )
    ${storeOperatorEvents("webhook.failing", sql`rows`, now)}`.execute(db);
}

/**
 * Stores an event about the queue, if deliveries to one of these webhooks have been due since before `dueBefore`. Those that
 * wait for the limits of their webhook are not late.
 */
export async function reportBehind(
  db: Kysely<Schema>,
  webhookIds: readonly string[],
  { now, dueBefore }: { readonly now: Date; readonly dueBefore: Date },
): Promise<void> {
  if (webhookIds.length === 0) return;
  await sql`
    with oldest as materialized (
      select min(due_at) as due_at
      from unnest(${sql.val([...webhookIds])}::text[]) as wanted (webhook_id)
      join webhooks using (webhook_id)
      left join delivery_settings using (webhook_id)
      cross join lateral (
        select due_at from delivery_queue
        where delivery_queue.webhook_id = wanted.webhook_id and delivery_queue.epoch = webhooks.epoch
        order by due_at limit 1
      ) as due
      where enabled and not ${isLimited}
    ), rows as (
      select ${sql.lit(noWebhook)} as webhook_id, '' as organization_id,
        jsonb_build_object('queue', jsonb_build_object('oldest_due_at', ${jsonTime(sql`due_at`)})) as details
      from oldest where due_at <= ${dueBefore}
    )
    ${storeOperatorEvents("queue.behind", sql`rows`, now)}`.execute(db);
}

export interface StoredOperatorEvent {
  readonly event_type: OperatorEventType;
  readonly webhook_id: string;
  readonly hour: Date;
  readonly organization_id: string;
  readonly occurred_at: Date;
  readonly details: Readonly<Record<string, unknown>>;
  /** Null if it is about no webhook, or that was deleted. */
  readonly url: string | null;
  /** The organizations of the operator webhooks that it goes to: that of the service, and that of the webhook's owner. */
  readonly recipients: readonly string[];
}

/** The events that are not published yet, the oldest first. */
export async function selectUnpublished(db: Kysely<Schema>): Promise<StoredOperatorEvent[]> {
  const { rows } = await sql<StoredOperatorEvent>`
    select event_type, operator_events.webhook_id, hour, operator_events.organization_id, occurred_at, details, url,
      array(
        select organization_id from webhooks as recipient
        where recipient.organization_id in (${operatorOrganization}, ${operatorOrganization} || operator_events.organization_id)
      ) as recipients
    from operator_events left join webhooks using (webhook_id)
    where not published order by occurred_at limit ${stepRows}`.execute(db);
  return rows;
}

export async function setPublished(db: Kysely<Schema>, events: readonly StoredOperatorEvent[]): Promise<void> {
  const column = (value: (event: StoredOperatorEvent) => string) => sql.val(events.map(value));
  await sql`
    update operator_events set published = true
    from unnest(
      ${column(({ webhook_id }) => webhook_id)}::text[],
      ${column(({ event_type }) => event_type)}::text[],
      ${column(({ hour }) => hour.toISOString())}::timestamptz[]
    ) as done (webhook_id, event_type, hour)
    where operator_events.webhook_id = done.webhook_id and operator_events.event_type = done.event_type
      and operator_events.hour = done.hour`.execute(db);
}

/** Deletes what was published before a time. */
export async function deletePublished(db: Kysely<Schema>, before: Date): Promise<void> {
  await sql`
    delete from operator_events where ctid = any (array(
      select ctid from operator_events where published and occurred_at < ${before} order by occurred_at limit ${stepRows}
    ))`.execute(db);
}
