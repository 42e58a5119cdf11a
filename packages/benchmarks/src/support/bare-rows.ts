import type { Database } from "./database.ts";
import { eventType } from "./events.ts";

/** An event with one delivery. */
export interface BareRow {
  readonly eventId: string;
  readonly inbox: string;
  readonly body: string;
  readonly deliveryId: string;
  readonly webhookId: string;
}

const insertStatement = `
  with input as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
      as input (event_id, inbox_id, body, delivery_id, webhook_id)
  ), stored as (
    insert into events (organization_id, event_id, event_type, inbox_id, deliveries, published_at)
    select 'default', event_id, '${eventType}', inbox_id, 1, $6 from input
  ), bodies as (
    insert into event_bodies (published_at, organization_id, event_id, body)
    select $6, 'default', event_id, convert_to(body, 'UTF8') from input
  ), created as (
    insert into deliveries (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at)
    select delivery_id, 'default', event_id, '${eventType}', webhook_id, 'pending', false, $6 from input
  )
  insert into delivery_queue
    (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts)
  select delivery_id, 'default', webhook_id, event_id, false, $6, $6, 0, 0 from input`;

/** Stores events, deliveries and their places in the queue in one bare INSERT statement. */
export async function insertRows(database: Database, rows: readonly BareRow[]): Promise<void> {
  const column = (name: keyof BareRow) => rows.map((row) => row[name]);
  await database.query(insertStatement, [
    column("eventId"),
    column("inbox"),
    column("body"),
    column("deliveryId"),
    column("webhookId"),
    new Date(),
  ]);
}

const recordStatement = `
  with removed as (
    delete from delivery_queue where delivery_id = any ($1::text[])
  ), settled as (
    update deliveries set status = 'succeeded', settled_at = $2 where delivery_id = any ($1::text[])
  )
  insert into attempts (delivery_id, attempt, started_at, duration_ms, outcome, status_code)
  select delivery_id, 1, $2, 1, 'succeeded', 204 from unnest($1::text[]) as delivery_id`;

/** Records that deliveries have succeeded, in one bare statement. */
export async function recordRows(database: Database, deliveryIds: readonly string[]): Promise<void> {
  await database.query(recordStatement, [deliveryIds, new Date()]);
}

const run = Date.now().toString(32);

/** The id of a delivery in this process. */
export const bareDeliveryId = (number: number): string => `dlv_0${run}${String(number).padStart(20, "0")}`;
