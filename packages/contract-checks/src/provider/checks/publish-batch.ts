import { PublishEventsRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { repeatConcurrently } from "../concurrently.ts";
import {
  type BatchEvent,
  eventType,
  expectNew,
  expectSentTo,
  listDeliveries,
  newEvent,
  otherEventType,
  publish,
  publishBatch,
  publishedOf,
  resultsOf,
  subscribe,
  uniqueName,
} from "../events.ts";
import { expectEqual, expectStatus, expectThat, webhookOf } from "../expect.ts";
import { createToken } from "./tokens.ts";

const operations = ["publishEvents", "publishEvent"] as const;

const results: ProviderCheck = providerCheck({
  id: "batch_results",
  holds: "a batch returns one result for each event, in the order of the request, and publishes each as one alone",
  operations: ["publishEvents", "listDeliveries"],
  async run({ client }) {
    const { id, inbox } = await subscribe(client);
    const known = newEvent({ inbox });
    expectNew(await publish(client, known), known);
    const twice = newEvent({ inbox });
    const events = [twice, newEvent(), known, newEvent({ type: otherEventType, inbox }), newEvent({ inbox }), twice];
    const response = await publishBatch(client, events);
    const expected = events.map((event, index) => {
      return { event_id: event.id, duplicate: event === known || events.indexOf(event) < index };
    });
    const results = resultsOf(response);
    const found = results.map(({ event_id, duplicate }) => ({ event_id, duplicate }));
    expectEqual(response, found, expected, "results", schemaPointer("PublishedEvents", ["properties", "results"]));
    for (const [index, event] of events.entries()) {
      const result = results[index] ?? {};
      const isSent = index !== 1 && index !== 3;
      await expectSentTo(client, { response, event, result }, { "the webhook": id }, isSent ? ["the webhook"] : []);
    }
  },
});

const racing: ProviderCheck = providerCheck({
  id: "batch_racing",
  holds: "concurrent batches with the same events in other orders are accepted, and together publish each event once",
  operations: ["publishEvents", "listDeliveries"],
  async run({ client }) {
    const { id, inbox } = await subscribe(client);
    const events = Array.from({ length: 6 }, () => newEvent({ inbox }));
    const responses = await repeatConcurrently(events.length, (index) => {
      const rotated = [...events.slice(index), ...events.slice(0, index)];
      return publishBatch(client, index % 2 === 0 ? rotated : rotated.toReversed());
    });
    const results = responses.flatMap((response) => resultsOf(response, "a batch can be repeated"));
    const published = results.filter(({ duplicate }) => duplicate === false).map(({ event_id }) => event_id);
    const ids = events.map(({ id }) => id).toSorted();
    const [response] = responses;
    if (response !== undefined) expectEqual(response, published.toSorted(), ids, "events that the batches published");
    const list = await listDeliveries(client, { webhook_id: id });
    const delivered = list.deliveries.map(({ event_id }) => event_id).toSorted();
    expectEqual(list.response, delivered, ids, "events that are delivered");
  },
});

const allOrNothing: ProviderCheck = providerCheck({
  id: "batch_all_or_nothing",
  holds: "a batch with an invalid event or a conflict is rejected as a whole: none of its events is published",
  operations,
  async run({ client, verifyEach }) {
    const { id, inbox } = await subscribe(client);
    const known = newEvent({ inbox });
    expectNew(await publish(client, known), known);
    const invalid = { event: { ...newEvent({ inbox }).event, event_type: "unknown" } };
    const conflicting = { event: { ...known.event, contract_check: 1 } };
    const twice = newEvent({ inbox });
    const other = { event: { ...twice.event, contract_check: 1 } };
    const elsewhere = { ...twice, podId: uniqueName("pod") };
    const cases: [what: string, status: number | number[], wrong: BatchEvent[]][] = [
      ["an event is invalid", 400, [invalid]],
      ["an event_id was published before with another event", 409, [conflicting]],
      ["an event_id was published before with another pod", 409, [{ ...known, podId: uniqueName("pod") }]],
      ["two events have the same event_id and are different", [409, 400], [twice, other]],
      ["two events have the same event_id and different pods", [409, 400], [twice, elsewhere]],
    ];
    await verifyEach(cases, async ([what, status, wrong]) => {
      const [before, after] = [newEvent({ inbox }), newEvent({ inbox })];
      for (const events of [
        [before, ...wrong, after],
        [...wrong, before, after],
        [before, after, ...wrong],
      ]) {
        expectStatus(await publishBatch(client, events), status, what);
      }
      const { response, deliveries } = await listDeliveries(client, { webhook_id: id });
      const published = deliveries.map(({ event_id }) => event_id).filter((id) => id === before.id || id === after.id);
      expectEqual(response, published, [], "events of a rejected batch that are delivered");
      expectNew(await publish(client, before), before, "the batch was rejected, so the event is new");
    });
  },
});

const names: ProviderCheck = providerCheck({
  id: "batch_names_the_item",
  holds: "the errors of a batch name the item, as in events.3.event.message.size",
  operations: ["publishEvents"],
  async run({ client, verifyEach }) {
    await verifyEach([0, 1, 3], async (index) => {
      const events: Pick<ReturnType<typeof newEvent>, "event">[] = Array.from({ length: 5 }, () => newEvent());
      events[index] = { event: { ...newEvent().event, event_id: 1 } };
      const response = expectStatus(await publishBatch(client, events), 400, `item ${index} is invalid`);
      // Providers write paths in several ways: only another number is wrong.
      const named = [...response.body.matchAll(/events\W{1,4}(\d+)/g)].map(([, number]) => Number(number));
      const isRight = named.every((number) => number === index);
      expectThat(
        response,
        isRight,
        "the error names another item",
        `events.${index}`,
        `events.${named.join(", events.")}`,
      );
    });
  },
});

const pods: ProviderCheck = providerCheck({
  id: "batch_pods",
  holds: "each event of a batch has the pod of its own item",
  operations: ["publishEvents", "listDeliveries"],
  async run({ client }) {
    const pod = uniqueName("pod");
    const { id } = await subscribe(client, { inbox_ids: [], pod_ids: [pod] });
    const [without, within, elsewhere] = [newEvent(), newEvent(), newEvent()];
    const events = [
      { event: without.event },
      { event: within.event, pod_id: pod },
      { event: elsewhere.event, pod_id: uniqueName("pod") },
    ];
    const response = await client.call("publishEvents", { body: { events } });
    resultsOf(response);
    const list = await listDeliveries(client, { webhook_id: id });
    expectEqual(
      list.response,
      list.deliveries.map(({ event_id }) => event_id),
      [within.id],
      "events that are delivered",
    );
  },
});

const {
  maxItems,
  "x-max-deliveries": maxDeliveries,
  "x-max-event-bytes": maxEventBytes,
} = PublishEventsRequestSchema.properties.events;

const eventSize: ProviderCheck = providerCheck({
  id: "batch_event_size",
  holds: `a batch with an event of more than ${maxEventBytes} bytes is rejected with 400, as a whole`,
  operations: ["publishEvents"],
  async run({ client, verifyEach }) {
    /** Of characters with two bytes: the limit is one of bytes. */
    const eventOf = (bytes: number) => {
      const { id, event } = newEvent();
      const used = Buffer.byteLength(JSON.stringify({ ...event, contract_check: "" }));
      const [pairs, rest] = [Math.floor((bytes - used) / 2), (bytes - used) % 2];
      return { id, event: { ...event, contract_check: "é".repeat(pairs) + "x".repeat(rest) } };
    };
    await verifyEach([0, 1], async (index) => {
      const other = newEvent();
      const batchWith = (event: ReturnType<typeof eventOf>) => (index === 0 ? [event, other] : [other, event]);
      const response = await publishBatch(client, batchWith(eventOf(maxEventBytes + 1)));
      expectStatus(response, 400, `an event has at most ${maxEventBytes} bytes, without insignificant white space`);
      const largest = eventOf(maxEventBytes);
      const results = resultsOf(await publishBatch(client, batchWith(largest)), `${maxEventBytes} bytes are allowed`);
      const what = "duplicate of an event of a batch that was rejected";
      expectEqual(response, results[index === 0 ? 1 : 0]?.duplicate, false, what);
    });
  },
});

const tooManyDeliveries: ProviderCheck = providerCheck({
  id: "batch_deliveries",
  holds: `a batch whose events match more than ${maxDeliveries} webhooks together is rejected with 400, as a whole`,
  operations,
  async run(context) {
    // An organization that has no other webhooks.
    const { client } = await createToken(context);
    const inbox = uniqueName("inbox");
    const webhooks = Math.floor(maxDeliveries / maxItems) + 1;
    const fields = { event_types: [eventType], inbox_ids: [inbox] };
    await repeatConcurrently(webhooks, async () => webhookOf(await client.create(fields)));
    const [first, ...others] = Array.from({ length: maxItems }, () => newEvent({ inbox }));
    if (first === undefined) return;
    const response = await publishBatch(client, [first, ...others]);
    expectStatus(response, 400, `${maxItems} events match ${webhooks} webhooks each`);
    const alone = await publish(client, first);
    expectNew(alone, first, "the batch was rejected, so the event is new");
    expectEqual(alone, publishedOf(alone).deliveries, webhooks, "deliveries of one of the events alone");
  },
});

export const publishBatchChecks: readonly ProviderCheck[] = [
  results,
  racing,
  allOrNothing,
  names,
  pods,
  eventSize,
  tooManyDeliveries,
];
