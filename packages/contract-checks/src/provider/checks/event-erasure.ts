import { schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import {
  deliver,
  deliveryOf,
  listDeliveries,
  newEvent,
  publish,
  publishBatch,
  publishedOf,
  subscribe,
  waitFor,
  waitUntilSettled,
} from "../events.ts";
import { expectEqual, expectStatus, objectOf } from "../expect.ts";
import { eventList, type Filters, listAll } from "../lists.ts";
import { expectSameDelivery } from "./deliveries.ts";
import { eventOf, getEvent } from "./events.ts";

const erased: ProviderCheck = providerCheck({
  id: "event_erased",
  holds: "an erased event cannot be read, listed, published or sent again, and its deliveries can still be read",
  operations: [
    "eraseEvent",
    "getEvent",
    "listEvents",
    "publishEvent",
    "publishEvents",
    "resendDelivery",
    "recoverWebhook",
    "getDelivery",
  ],
  async run(context) {
    const { client, verify, verifyEach } = context;
    const webhook = await subscribe(client);
    const { event, delivery } = await deliver(client, webhook);
    const other = newEvent({ inbox: webhook.inbox });
    publishedOf(await publish(client, other));
    expectStatus(await client.call("eraseEvent", { id: event.id }), 200, "the event was published");
    const settled = await waitUntilSettled(context, delivery.delivery_id);
    await verify(async () => {
      const after = deliveryOf(settled, "deliveries outlive their event");
      expectSameDelivery(settled, after, delivery);
      // All attempts of a short schedule may have failed before.
      if (after.status === "failed" && after.reason === "exhausted") return;
      const at = (field: string) => schemaPointer("Delivery", ["properties", field]);
      expectEqual(settled, after.status, "cancelled", "status", at("status"));
      expectEqual(settled, after.reason, "event_erased", "reason", at("reason"));
    });
    await verify(async () => expectStatus(await getEvent(client, event.id), 404, "the event was erased"));
    await verify(async () => {
      const { response, items } = await listAll(client, eventList, { inbox_id: webhook.inbox });
      const ids = items.map(({ event_id }) => String(event_id));
      expectEqual(response, ids, [other.id], "events of the inbox, without the erased one");
    });
    const lists: [what: string, Filters, eventIds: string[]][] = [
      ["events of the deliveries of the inbox, without the erased one", { inbox_id: webhook.inbox }, [other.id]],
      ["events of the deliveries of the erased event", { event_id: event.id }, [event.id]],
    ];
    await verifyEach(lists, async ([what, filters, eventIds]) => {
      const list = () => listDeliveries(client, { webhook_id: webhook.id, ...filters });
      const idsOf = ({ deliveries }: Awaited<ReturnType<typeof list>>) => deliveries.map(({ event_id }) => event_id);
      // Lists may lag behind for some seconds.
      const listed = await waitFor(context, list, (listed) => idsOf(listed).join() === eventIds.join());
      expectEqual(listed.response, idsOf(listed), eventIds, what);
    });
    await verify(async () => {
      const again = await client.call("eraseEvent", { id: event.id });
      expectStatus(again, 404, "the event was erased before");
    });
    await verifyEach(
      [() => publish(client, event), () => publishBatch(client, [newEvent(), event])],
      async (publishAgain) => expectStatus(await publishAgain(), 409, "an erased event_id stays in use"),
    );
    await verify(async () => {
      const response = await client.call("resendDelivery", { id: delivery.delivery_id });
      expectStatus(response, 409, "the event of the delivery was erased");
    });
    await verify(async () => {
      const body = { since: "2020-01-01T00:00:00Z", dry_run: true };
      const read = async () => {
        const { deliveries } = await listDeliveries(client, { webhook_id: webhook.id, status: "failed" });
        const response = await client.call("recoverWebhook", { id: webhook.id, body });
        const { count } = objectOf(response, 202, "the webhook is enabled");
        const others = deliveries.filter(({ event_id }) => event_id !== event.id).length;
        return { response, count, others };
      };
      // The other one may fail in between, and lists may lag behind for some seconds.
      const { response, count, others } = await waitFor(context, read, ({ count, others }) => count === others);
      expectEqual(response, count, others, "number of deliveries to recover, without that of the erased event");
    });
    await verify(async () => eventOf(await getEvent(client, other.id)));
  },
});

export const eventErasureChecks: readonly ProviderCheck[] = [erased];
