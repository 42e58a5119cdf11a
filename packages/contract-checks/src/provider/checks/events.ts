import { isDeepStrictEqual } from "node:util";
import { eventTypes } from "@agent-webhooks/types";
import { operations, type StoredEventDetails } from "@agent-webhooks/types/delivery";
import { DeliveryStatusSchema, StoredEventSchema } from "@agent-webhooks/types/delivery/schemas";
import { normalizeNumber } from "@agent-webhooks/types/exact-json";
import { isObject } from "@agent-webhooks/types/json-schema";
import { withFields } from "../../receiver/data/events.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ProviderClient } from "../client.ts";
import {
  disableAndSettle,
  listDeliveries,
  newEvent,
  otherEventType,
  publish,
  publishBatch,
  publishedOf,
  publishNumber,
  resultsOf,
  subscribe,
  uniqueName,
  waitFor,
} from "../events.ts";
import { expectEqual, expectStatus, expectThat, toIsoTime, toOtherZone } from "../expect.ts";
import { deliveryList, eventList, type Filters, listAll, namesOf, type PagedList } from "../lists.ts";
import type { TargetResponse } from "../response.ts";
import { createToken } from "./tokens.ts";

const at = (schema: string, field: string) => schemaPointer(schema, ["properties", field]);

/** The event in a response. @throws CheckFailedError when the response is not an event */
export function eventOf(response: TargetResponse): StoredEventDetails {
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

export const getEvent = (client: ProviderClient, id: string): Promise<TargetResponse> =>
  client.call("getEvent", { id });

/** How many deliveries the event in a response has, of any status. */
export function deliveryCountOf(response: TargetResponse): number {
  const { deliveries } = eventOf(response);
  return DeliveryStatusSchema.enum.reduce((sum, status) => sum + deliveries[status], 0);
}

/** What storage may change: characters that have several forms, and values that are empty. */
const oddValues = { text: "café cafe\u0301 \u212b 🦄", empty: "", nothing: null, list: [], object: {} };

const read: ProviderCheck = providerCheck({
  id: "event_read",
  holds: "get returns an event as it was published, with its pod and its time, and the list shows the same",
  operations: ["getEvent", "listEvents", "publishEvent"],
  async run({ client, verify, verifyEach }) {
    const inbox = uniqueName("inbox");
    const message = withFields(newEvent({ inbox }), { contract_check: oddValues });
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
      const event = newEvent();
      expectStatus(await publishNumber(client, event, number), 202, "the event is valid, and may have other fields");
      // With a path of its own a call is not of an operation: no schema knows the number.
      const path = operations.getEvent.path.replace("{event_id}", event.id);
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
    const pointer = at("StoredEventDetails", "deliveries");
    expectEqual(response, deliveryCountOf(response), deliveries.length, "number of deliveries", pointer);
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
    const name = uniqueName("Inbox");
    const inbox = `${name} +é`;
    const { id: webhook_id } = await subscribe(client, { event_types: [...eventTypes], inbox_ids: [inbox] });
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
      [{ since: toOtherZone(early), until: toOtherZone(late) }, [earlier]],
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
    // An id is compared as it is: another case, a pattern, white space and another form of a letter make another id.
    const others = {
      "another id": uniqueName("inbox"),
      "an id in lower case": inbox.toLowerCase(),
      "the start of an id and %": `${name}%`,
      "an id and a space": `${inbox} `,
      "an id in another Unicode form": inbox.normalize("NFD"),
    };
    const namedLists = [eventList, deliveryList].flatMap((list) =>
      Object.entries(others).map(([what, inbox_id]) => ({ list, what, inbox_id })),
    );
    await verifyEach(namedLists, async ({ list, what, inbox_id }) => {
      const { response, items } = await listAll(client, list, { inbox_id });
      expectEqual(response, items.length, 0, `number of items with ${what} as inbox_id`);
    });
    await verifyEach([eventList, deliveryList], async (list) => {
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
    // Ids that differ only in case are two.
    const ids = ["a", longest, special, special.toUpperCase()];
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

export const eventChecks: readonly ProviderCheck[] = [read, exact, counts, filters, oddIds];
