/**
 * The least processor time of a service: bare fastify that stores an event with one INSERT statement, sends it signed, and
 * records results as often as the service does. It checks nothing, and would lose what a crash interrupts.
 */
import type { AddressInfo } from "node:net";
import type { PublishEventRequest } from "@agent-webhooks/types/delivery";
import { operations } from "@agent-webhooks/types/delivery";
import Fastify from "fastify";
import { bareDeliveryId, insertRows, recordRows } from "../support/bare-rows.ts";
import { type DatabasePlace, openDatabase } from "../support/database.ts";
import { post } from "./post.ts";
import { argument, serve } from "./process.ts";

export interface BareServiceArgument {
  readonly place: DatabasePlace;
  /** Where the POSTs go. */
  readonly sinkUrl: string;
  readonly webhookIds: readonly string[];
}

const recordEveryMs = 20;

const { place, sinkUrl, webhookIds } = argument<BareServiceArgument>();
const database = await openDatabase(place);
const app = Fastify();
let serial = 0;
let delivered: string[] = [];

setInterval(() => {
  if (delivered.length === 0) return;
  const deliveryIds = delivered;
  delivered = [];
  void recordRows(database, deliveryIds);
}, recordEveryMs);

app.post<{ Body: PublishEventRequest }>(operations.publishEvent.path, async ({ body: { event } }) => {
  const number = serial++;
  const deliveryId = bareDeliveryId(number);
  const { event_id: eventId } = event;
  const body = JSON.stringify(event);
  const webhookId = webhookIds[number % webhookIds.length] ?? "";
  await insertRows(database, [{ eventId, inbox: "", body, deliveryId, webhookId }]);
  void post(sinkUrl, eventId, Buffer.from(body)).then(() => delivered.push(deliveryId));
  return { event_id: eventId, deliveries: 1, duplicate: false };
});

await app.listen({ host: "127.0.0.1", port: 0 });
serve({ url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, pid: process.pid }, () => ({}));
