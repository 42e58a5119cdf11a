import { isDeepStrictEqual } from "node:util";
import { eventTypes } from "@agent-webhooks/types";
import { operations, type StoredEventDetails } from "@agent-webhooks/types/delivery";
import { DeliveryStatusSchema, StoredEventSchema } from "@agent-webhooks/types/delivery/schemas";
import { normalizeNumber } from "@agent-webhooks/types/exact-json";
import { isObject } from "@agent-webhooks/types/json-schema";
import { schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ProviderClient } from "../client.ts";
import {
  deliver,
  deliveryOf,
  disableAndSettle,
  listDeliveries,
  newEvent,
  otherEventType,
  publish,
  publishBatch,
  publishedOf,
  resultsOf,
  subscribe,
  uniqueName,
  waitFor,
  waitUntilSettled,
} from "../events.ts";
import { expectEqual, expectStatus, expectThat, toIsoTime } from "../expect.ts";
import { deliveryList, eventList, type Filters, listAll, namesOf, type PagedList } from "../lists.ts";
import type { TargetResponse } from "../response.ts";
import { expectSameDelivery } from "./deliveries.ts";
import { createToken } from "./tokens.ts";

const at = (schema: string, field: string) => schemaPointer(schema, ["properties", field]);

/** The event in a response. @throws CheckFailedError when the response is not an event */
function eventOf(response: TargetResponse): StoredEventDetails {
  const { json } = expectStatus(response, operations.getEvent.success, "the event was published");
  expectThat(
    response,
    isObject(json) && isObject(json.event),
    "the response is not an event",
    "an event, with `event`",
  );
  return json as unknown as StoredEventDetails;
}

/** The fields of the contract that an event keeps: without the numbers of its deliveries, which change. */
function fieldsOf(event: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const { deliveries: _, ...properties } = StoredEventSchema.properties;
  const fields = Object.keys(properties).map((name) => [name, event?.[name]]);
  return { ...Object.fromEntries(fields), published_at: toIsoTime(String(event?.published_at)) };
}

const getEvent = (client: ProviderClient, id: string) => client.call("getEvent", { id });

const read: ProviderCheck = providerCheck({
  id: "event_read",
  holds: "get returns an event as it was published, with its pod and its time, and the list shows the same",
  operations: ["getEvent", "listEvents", "publishEvent"],
  async run({ client, verify, verifyEach }) {
    const inbox = uniqueName("inbox");
    const message = newEvent({ inbox });
    const domain = newEvent({ type: eventTypes.at(-1) ?? "" });
    const pod = uniqueName("pod");
    publishedOf(await publish(client, message, pod));
    publishedOf(await publish(client, domain));
    await verifyEach([message, domain], async ({ id, event }) => {
      const response = await getEvent(client, id);
      const stored = eventOf(response);
      const isMessage = id === message.id;
      expectEqual(response, stored.event_id, id, "event_id", at("StoredEventDetails", "event_id"));
      expectEqual(response, stored.event_type, event.event_type, "event_type", at("StoredEventDetails", "event_type"));
      const isSame = isDeepStrictEqual(stored.event, event);
      expectThat(response, isSame, "the event is not the published one", JSON.stringify(event));
      if (!isMessage) return;
      expectEqual(response, stored.inbox_id, inbox, "inbox_id", at("StoredEventDetails", "inbox_id"));
      expectEqual(response, stored.pod_id, pod, "pod_id", at("StoredEventDetails", "pod_id"));
    });
    await verify(async () => {
      const { response, items } = await listAll(client, eventList, { inbox_id: inbox });
      const [listed] = items;
      const stored = fieldsOf(eventOf(await getEvent(client, message.id)));
      const isSame = isDeepStrictEqual(fieldsOf(listed), stored);
      expectThat(response, isSame, "the list shows another event than get", JSON.stringify(stored));
    });
  },
});

/** Numbers that JavaScript would change. */
const exactNumbers = ["1e400", "9007199254740993", "0.1000000000000000055511151231257827"];

const exact: ProviderCheck = providerCheck({
  id: "event_numbers",
  holds: "numbers of an event keep all their digits",
  async run({ client, verifyEach }) {
    await verifyEach(exactNumbers, async (number) => {
      const { id, event } = newEvent();
      const rawBody = `{"event":${JSON.stringify(event).slice(0, -1)},"contract_check":${number}}}`;
      // With a path of its own a call is not of an operation: no schema knows the number.
      const published = await client.call("publishEvent", { path: operations.publishEvent.path, rawBody });
      expectStatus(published, 202, "the event is valid, and may have other fields");
      const path = operations.getEvent.path.replace("{event_id}", id);
      const response = await client.call("getEvent", { path });
      const [, found] = /"contract_check"\s*:\s*([^\s,}]+)/.exec(response.body) ?? [];
      // 1E+400 has the digits of 1e400.
      const isSame = normalizeNumber(found ?? "") === normalizeNumber(number);
      expectThat(response, isSame, "a number changed", number, found);
    });
  },
});

const counts: ProviderCheck = providerCheck({
  id: "event_delivery_counts",
  holds: "an event has the numbers of its deliveries by status",
  operations: ["getEvent", "listDeliveries", "disableWebhook"],
  async run(context) {
    const { client } = context;
    const one = await subscribe(client);
    await subscribe(client, { inbox_ids: [one.inbox] });
    const event = newEvent({ inbox: one.inbox });
    publishedOf(await publish(client, event));
    const ofOne = await listDeliveries(client, { webhook_id: one.id });
    for (const { delivery_id } of ofOne.deliveries) await disableAndSettle(context, one.id, delivery_id);
    const { deliveries } = await listDeliveries(client, { event_id: event.id });
    const countsOf = (response: TargetResponse) => eventOf(response).deliveries;
    // The other one is pending, or has failed where the retry schedule is short. Webhooks of other checks may get the event.
    const isCounted = ({ failed, pending }: StoredEventDetails["deliveries"]) => failed >= 1 && pending + failed >= 2;
    // Counts may lag behind for some seconds.
    const request = () => getEvent(client, event.id);
    const response = await waitFor(context, request, (response) => isCounted(countsOf(response)));
    const counted = countsOf(response);
    const total = DeliveryStatusSchema.enum.reduce((sum, status) => sum + counted[status], 0);
    expectEqual(response, total, deliveries.length, "number of deliveries", at("StoredEventDetails", "deliveries"));
    const wrong = "deliveries are counted under other statuses";
    expectThat(response, isCounted(counted), wrong, "one failed, the other one pending");
  },
});

const filters: ProviderCheck = providerCheck({
  id: "event_filters",
  holds: "lists of events and deliveries have what matches all of their filters, also by time, and nothing else",
  operations: ["listEvents", "listDeliveries", "publishEvents"],
  async run(context) {
    const { target, client, verifyEach } = context;
    const { id: webhook_id, inbox } = await subscribe(client, { event_types: [...eventTypes] });
    const earlier = newEvent({ inbox });
    publishedOf(await publish(client, earlier));
    const { published_at: start } = eventOf(await getEvent(client, earlier.id));
    // Providers may have whole seconds.
    await target.clock.sleep(1_100);
    const [other, same] = [newEvent({ inbox, type: otherEventType }), newEvent({ inbox })];
    resultsOf(await publishBatch(client, [other, same]));
    const { published_at: end } = eventOf(await getEvent(client, other.id));
    const type = String(earlier.event.event_type);
    const early = toIsoTime(start) ?? "";
    const late = toIsoTime(end) ?? "";
    const cases: [Filters, expected: readonly { readonly id: string }[]][] = [
      [{}, [earlier, other, same]],
      [{ event_type: type }, [earlier, same]],
      [{ event_type: otherEventType }, [other]],
      [{ since: early, until: late }, [earlier]],
      [{ since: late }, [other, same]],
      [{ until: early }, []],
      [{ since: late, event_type: type }, [same]],
      [{ until: late, event_type: otherEventType }, []],
    ];
    const lists: [PagedList, Filters][] = [
      [eventList, { inbox_id: inbox }],
      [deliveryList, { inbox_id: inbox }],
      [deliveryList, { webhook_id }],
    ];
    const all = lists.flatMap(([list, own]) =>
      cases.map(([of, expected]) => ({ list, of: { ...own, ...of }, expected })),
    );
    await verifyEach(all, async ({ list, of, expected }) => {
      const { response, items } = await listAll(client, list, of);
      const ids = items.map(({ event_id }) => String(event_id)).toSorted();
      const wanted = expected.map(({ id }) => id).toSorted();
      expectEqual(response, ids, wanted, `events in the list with ${namesOf(of)}`);
    });
    await verifyEach([eventList, deliveryList], async (list) => {
      const { response, items } = await listAll(client, list, { inbox_id: uniqueName("inbox") });
      expectEqual(response, items.length, 0, "number of items of an inbox without events");
      const call = { query: { since: late, until: early } };
      expectStatus(await client.call(list.operation, call), 400, "`until` is before `since`");
    });
  },
});

const oddIds: ProviderCheck = providerCheck({
  id: "event_ids",
  holds: "an event is found by its id, of any length and with any characters",
  operations: ["getEvent", "eraseEvent", "publishEvent"],
  async run(context) {
    const { verifyEach } = context;
    // A short id may be that of another event of the organization.
    const { client } = await createToken(context);
    const longest = `evt_${crypto.randomUUID()}`.padEnd(256, "x");
    const special = `evt/${crypto.randomUUID()}?a=b&c#d%2e;e:f@g+h`;
    const ids = ["a", longest, special];
    await verifyEach(ids, async (id) => {
      const response = await publish(client, { event: { ...newEvent().event, event_id: id } });
      expectStatus(response, 202, "the event_id is valid");
      const stored = await getEvent(client, id);
      expectEqual(stored, eventOf(stored).event_id, id, "event_id", at("StoredEventDetails", "event_id"));
    });
    await verifyEach(ids, async (id) => {
      expectStatus(await client.call("eraseEvent", { id }), 200, "the event was published");
      expectStatus(await getEvent(client, id), 404, "the event was erased");
    });
    await verifyEach(["getEvent", "eraseEvent"] as const, async (operation) => {
      const response = await client.call(operation, { id: `${longest}x`, isOddId: true });
      expectStatus(response, [404, 400], "no event has an id of this length");
    });
  },
});

const erased: ProviderCheck = providerCheck({
  id: "event_erased",
  holds: "an erased event cannot be read, listed, published or sent again, and its deliveries can still be read",
  operations: [
    "eraseEvent",
    "getEvent",
    "listEvents",
    "publishEvent",
    "resendDelivery",
    "recoverWebhook",
    "getDelivery",
  ],
  async run(context) {
    const { client, verify } = context;
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
      expectEqual(settled, after.status, "cancelled", "status", at("Delivery", "status"));
      expectEqual(settled, after.reason, "event_erased", "reason", at("Delivery", "reason"));
    });
    await verify(async () => expectStatus(await getEvent(client, event.id), 404, "the event was erased"));
    await verify(async () => {
      const { response, items } = await listAll(client, eventList, { inbox_id: webhook.inbox });
      const ids = items.map(({ event_id }) => String(event_id));
      expectEqual(response, ids, [other.id], "events of the inbox, without the erased one");
    });
    await verify(async () => {
      const list = () => listDeliveries(client, { webhook_id: webhook.id, inbox_id: webhook.inbox });
      const idsOf = ({ deliveries }: Awaited<ReturnType<typeof list>>) => deliveries.map(({ event_id }) => event_id);
      // Lists may lag behind for some seconds.
      const listed = await waitFor(context, list, (listed) => idsOf(listed).join() === other.id);
      const what = "events of the deliveries of the inbox, without the erased one";
      expectEqual(listed.response, idsOf(listed), [other.id], what);
    });
    await verify(async () => {
      const again = await client.call("eraseEvent", { id: event.id });
      expectStatus(again, 404, "the event was erased before");
    });
    await verify(async () => expectStatus(await publish(client, event), 409, "an erased event_id stays in use"));
    await verify(async () => {
      const response = await client.call("resendDelivery", { id: delivery.delivery_id });
      expectStatus(response, 409, "the event of the delivery was erased");
    });
    await verify(async () => {
      const body = { since: "2020-01-01T00:00:00Z", dry_run: true };
      const read = async () => {
        const { deliveries } = await listDeliveries(client, { webhook_id: webhook.id, status: "failed" });
        const response = await client.call("recoverWebhook", { id: webhook.id, body });
        const { json } = expectStatus(response, 202, "the webhook is enabled");
        const others = deliveries.filter(({ event_id }) => event_id !== event.id).length;
        return { response, count: isObject(json) ? json.count : undefined, others };
      };
      // The other one may fail in between, and lists may lag behind for some seconds.
      const { response, count, others } = await waitFor(context, read, ({ count, others }) => count === others);
      expectEqual(response, count, others, "number of deliveries to recover, without that of the erased event");
    });
    await verify(async () => eventOf(await getEvent(client, other.id)));
  },
});

export const eventChecks: readonly ProviderCheck[] = [read, exact, counts, filters, oddIds, erased];
