/** The limit of publishing: the rows of an event, a delivery and its place in the queue, in one bare INSERT statement. */
import { type DatabasePlace, openDatabase } from "../support/database.ts";
import { eventText, eventType, idMark, inboxMark, inboxOf } from "../support/events.ts";
import { argument, serve } from "./process.ts";

export interface InsertsArgument {
  readonly place: DatabasePlace;
  readonly webhookIds: readonly string[];
}

export interface InsertsMessage {
  /** Events per statement. */
  readonly count: number;
  /** Concurrent statements. */
  readonly connections: number;
  readonly ms: number;
}

const { place, webhookIds } = argument<InsertsArgument>();
const database = await openDatabase(place);
const prefix = Date.now().toString(32);
let serial = 0;

const statement = `
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

serve<InsertsMessage>({}, async ({ count, connections, ms }) => {
  const start = performance.now();
  const end = start + ms;
  let events = 0;
  const insert = async () => {
    while (performance.now() < end) {
      const rows = Array.from({ length: count }, row);
      const column = (name: keyof ReturnType<typeof row>) => rows.map((values) => values[name]);
      await database.query(statement, [
        column("eventId"),
        column("inbox"),
        column("body"),
        column("deliveryId"),
        column("webhookId"),
        new Date(),
      ]);
      events += count;
    }
  };
  await Promise.all(Array.from({ length: connections }, insert));
  return { perSecond: events / ((performance.now() - start) / 1000) };
});

function row() {
  const number = serial++;
  const eventId = `evt_bare_${prefix}_${number}`;
  const inbox = inboxOf(number % webhookIds.length);
  return {
    eventId,
    inbox,
    body: eventText.replace(idMark, eventId).replace(inboxMark, inbox),
    deliveryId: `dlv_0${prefix}${String(number).padStart(20, "0")}`,
    webhookId: webhookIds[number % webhookIds.length] ?? "",
  };
}
