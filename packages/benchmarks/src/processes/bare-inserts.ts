/** The limit of publishing: the rows of an event, a delivery and its place in the queue, in one bare INSERT statement. */
import { type BareRow, bareDeliveryId, insertRows } from "../support/bare-rows.ts";
import { type DatabasePlace, openDatabase } from "../support/database.ts";
import { eventText, idMark, inboxMark, inboxOf } from "../support/events.ts";
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
let serial = 0;

serve<InsertsMessage>({}, async ({ count, connections, ms }) => {
  const start = performance.now();
  const end = start + ms;
  let events = 0;
  const insert = async () => {
    while (performance.now() < end) {
      await insertRows(database, Array.from({ length: count }, row));
      events += count;
    }
  };
  await Promise.all(Array.from({ length: connections }, insert));
  return { perSecond: events / ((performance.now() - start) / 1000) };
});

function row(): BareRow {
  const number = serial++;
  const deliveryId = bareDeliveryId(number);
  const eventId = `evt_bare_${deliveryId}`;
  const inbox = inboxOf(number % webhookIds.length);
  return {
    eventId,
    inbox,
    body: eventText.replace(idMark, eventId).replace(inboxMark, inbox),
    deliveryId,
    webhookId: webhookIds[number % webhookIds.length] ?? "",
  };
}
