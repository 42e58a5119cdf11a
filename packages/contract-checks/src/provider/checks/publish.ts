import { eventTypes } from "@agent-webhooks/types";
import type { PublishedEvent } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { reverseKeys } from "../../receiver/data/json-encodings.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import { repeatConcurrently } from "../concurrently.ts";
import {
  eventType,
  expectNew,
  expectSentTo,
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
} from "../events.ts";
import { expectEqual, expectStatus, expectThat, webhookOf } from "../expect.ts";
import type { TargetResponse } from "../response.ts";

const publishes = ["publishEvent", "listDeliveries"] as const;

const everyType: ProviderCheck = providerCheck({
  id: "publish_every_type",
  holds: "an event of each type is delivered to the webhooks that subscribe to it, and the list shows each delivery",
  operations: publishes,
  async run({ client, verifyEach }) {
    const pod = uniqueName("pod");
    const inbox = uniqueName("inbox");
    const webhook = webhookOf(
      await client.create({ event_types: [...eventTypes], inbox_ids: [inbox], pod_ids: [pod] }),
    );
    await verifyEach(eventTypes, async (type) => {
      const event = newEvent({ type, inbox, pod });
      expectNew(await publish(client, event), event);
      const filters = { event_id: event.id, webhook_id: webhook.webhook_id };
      const { response, deliveries } = await listDeliveries(client, filters);
      expectEqual(response, deliveries.length, 1, "number of deliveries of the event");
      for (const delivery of deliveries) {
        expectEqual(response, delivery.event_id, event.id, "event_id");
        expectEqual(response, delivery.event_type, type, "event_type");
        expectEqual(response, delivery.webhook_id, webhook.webhook_id, "webhook_id");
        const isOpen = delivery.status === "pending" || delivery.status === "failed";
        expectThat(response, isOpen, "unexpected status", "pending: the endpoint does not exist", delivery.status);
      }
    });
  },
});

/** Publishes an event, and verifies which of several webhooks get it. */
async function expectMatches(
  { client }: CheckContext,
  event: ReturnType<typeof newEvent>,
  webhooks: Readonly<Record<string, string>>,
  expected: readonly string[],
  podId?: string,
): Promise<void> {
  const response = await publish(client, event, podId);
  const result = publishedOf(response);
  await expectSentTo(client, { response, event, result }, webhooks, expected);
}

const matching: ProviderCheck = providerCheck({
  id: "publish_matching",
  holds: "an event goes to the webhooks with its type that are limited to its inbox or its pod, or not limited",
  operations: publishes,
  async run(context) {
    const { client, verify } = context;
    const [inbox, pod, other] = ["inbox-é", "pod-é", "other"].map(uniqueName) as [string, string, string];
    const create = async (fields: Parameters<typeof client.create>[0]) =>
      webhookOf(await client.create({ event_types: [eventType], ...fields })).webhook_id;
    const webhooks = {
      unlimited: await create({}),
      "its inbox": await create({ inbox_ids: [other, inbox] }),
      "its pod": await create({ pod_ids: [other, pod] }),
      "its inbox, another pod": await create({ inbox_ids: [inbox], pod_ids: [other] }),
      "another inbox, its pod": await create({ inbox_ids: [other], pod_ids: [pod] }),
      "its inbox and its pod": await create({ inbox_ids: [inbox], pod_ids: [pod] }),
      "another inbox": await create({ inbox_ids: [other] }),
      "another pod": await create({ pod_ids: [other] }),
      "the inbox as a pod": await create({ pod_ids: [inbox] }),
      // An id is compared as it is.
      "its inbox in upper case": await create({ inbox_ids: [inbox.toUpperCase()] }),
      "its pod in upper case": await create({ pod_ids: [pod.toUpperCase()] }),
      "the start of its inbox": await create({ inbox_ids: [inbox.slice(0, -1)] }),
      "its inbox and a space": await create({ inbox_ids: [`${inbox} `] }),
      "its inbox, decomposed": await create({ inbox_ids: [inbox.normalize("NFD")] }),
      "another type": await create({ event_types: [otherEventType], inbox_ids: [inbox] }),
      "several types": await create({ event_types: [otherEventType, eventType], inbox_ids: [inbox] }),
    };
    const ofInbox = ["unlimited", "its inbox", "its inbox, another pod", "its inbox and its pod", "several types"];
    const ofBoth = [
      "unlimited",
      "its inbox",
      "its pod",
      "its inbox, another pod",
      "another inbox, its pod",
      "its inbox and its pod",
      "several types",
    ];
    await verify(() => expectMatches(context, newEvent({ inbox }), webhooks, ofInbox));
    await verify(() => expectMatches(context, newEvent({ inbox }), webhooks, ofBoth, pod));
    await verify(() => expectMatches(context, newEvent(), webhooks, ["unlimited"]));
    await verify(() =>
      expectMatches(context, newEvent({ type: otherEventType, inbox }), webhooks, ["another type", "several types"]),
    );
  },
});

/** The type of event that names its pod itself. */
const domainType = eventTypes.find((type) => Object.values(newEvent({ type }).event).some(hasPod)) ?? eventType;

function hasPod(value: unknown): boolean {
  return isObject(value) && "pod_id" in value;
}

const pods: ProviderCheck = providerCheck({
  id: "publish_pod",
  holds: "the pod of an event is pod_id, or the one that the event names; two different ones are rejected with 400",
  operations: publishes,
  async run(context) {
    const { client, verify } = context;
    const pod = uniqueName("pod");
    const fields = { event_types: [domainType], inbox_ids: [], pod_ids: [pod] };
    const webhooks = { "its pod": (await subscribe(client, fields)).id };
    await verify(() => expectMatches(context, newEvent({ type: domainType, pod }), webhooks, ["its pod"]));
    await verify(() => expectMatches(context, newEvent({ type: domainType, pod }), webhooks, ["its pod"], pod));
    await verify(() => expectMatches(context, newEvent({ type: domainType }), webhooks, []));
    const event = newEvent({ type: domainType, pod });
    expectStatus(await publish(client, event, uniqueName("pod")), 400, "the event names another pod than pod_id");
    expectNew(await publish(client, event), event, "the event was rejected before, so it is new");
  },
});

const changedWebhooks: ProviderCheck = providerCheck({
  id: "publish_current_webhooks",
  holds: "an event goes to the webhooks as they are now: not to disabled and deleted ones, and by the changed filter",
  operations: ["publishEvent", "disableWebhook", "enableWebhook", "deleteWebhook", "updateWebhook"],
  async run(context) {
    const { client, verify } = context;
    const { id, inbox } = await subscribe(client);
    const webhooks = { "the webhook": id };
    const expectSent = (isSent: boolean, to = inbox) =>
      verify(() => expectMatches(context, newEvent({ inbox: to }), webhooks, isSent ? ["the webhook"] : []));
    await client.call("disableWebhook", { id });
    await expectSent(false);
    await client.call("enableWebhook", { id });
    await expectSent(true);
    const moved = uniqueName("inbox");
    await client.update(id, { add_inbox_ids: [moved], remove_inbox_ids: [inbox] });
    await expectSent(false);
    await expectSent(true, moved);
    await client.delete(id);
    await expectSent(false, moved);
  },
});

const idempotent: ProviderCheck = providerCheck({
  id: "publish_idempotent",
  holds:
    "publishing an event again returns the first result as a duplicate and creates no delivery, in any order of keys",
  operations: publishes,
  async run({ client, verifyEach }) {
    const { id, inbox } = await subscribe(client);
    const event = newEvent({ inbox });
    const first = publishedOf(await publish(client, event));
    // Also for a webhook that did not exist when it was published first.
    const later = await subscribe(client, { inbox_ids: [inbox] });
    const reversed = { id: event.id, event: reverseKeys(event.event) as typeof event.event };
    const because = "the event was published before";
    await verifyEach([event, reversed, event], async (again) => {
      const response = await publish(client, again);
      expectDuplicate(response, publishedOf(response, because), first);
    });
    await verifyEach([event, reversed], async (again) => {
      const response = await publishBatch(client, [again]);
      expectDuplicate(response, resultsOf(response, because)[0], first);
    });
    await verifyEach([event, reversed], async (again) => {
      const response = await publishBatch(client, [newEvent(), again]);
      expectDuplicate(response, resultsOf(response, because)[1], first);
    });
    const webhooks = { "the webhook": id, "a webhook created later": later.id };
    const response = await publish(client, event);
    await expectSentTo(client, { response, event, result: first }, webhooks, ["the webhook"]);
    const { response: listed, deliveries } = await listDeliveries(client, { event_id: event.id, webhook_id: id });
    expectEqual(listed, deliveries.length, 1, "number of deliveries of the event to the webhook");
  },
});

/** @throws CheckFailedError when a result is not the first one, as a duplicate */
function expectDuplicate(
  response: TargetResponse,
  result: Partial<PublishedEvent> | undefined,
  first: Partial<PublishedEvent>,
): void {
  const { event_id, deliveries, duplicate } = result ?? {};
  const expected = { event_id: first.event_id, deliveries: first.deliveries, duplicate: true };
  expectEqual(response, { event_id, deliveries, duplicate }, expected, "result", schemaPointer("PublishedEvent"));
}

const racing: ProviderCheck = providerCheck({
  id: "publish_racing",
  holds: "of concurrent requests with the same event, one publishes it, and the others return it as a duplicate",
  operations: publishes,
  async run({ client }) {
    const { id, inbox } = await subscribe(client);
    const event = newEvent({ inbox });
    const responses = await repeatConcurrently(6, () => publish(client, event));
    const first = responses.filter((response) => publishedOf(response).duplicate === false);
    const [response] = responses;
    if (response !== undefined) expectEqual(response, first.length, 1, "number of requests that published the event");
    const list = await listDeliveries(client, { event_id: event.id, webhook_id: id });
    expectEqual(list.response, list.deliveries.length, 1, "number of deliveries of the event");
  },
});

/** Two numbers that are the same in 64 bits of floating point. */
const closeNumbers = ["9007199254740993", "9007199254740992"] as const;

const conflict: ProviderCheck = providerCheck({
  id: "publish_conflict",
  holds: "an event_id that was published with another event or pod is rejected with 409, and the first event stays",
  operations: publishes,
  async run({ client, verify, verifyEach }) {
    const { id, inbox } = await subscribe(client);
    const event = newEvent({ inbox });
    const pod = uniqueName("pod");
    const first = publishedOf(await publish(client, event, pod));
    const changed = (fields: object) => ({ event: { ...event.event, ...fields } });
    const otherType = newEvent({ type: otherEventType, inbox });
    const conflicts: [what: string, event: Pick<typeof event, "event">, podId?: string][] = [
      ["the event has another field", changed({ contract_check: 1 }), pod],
      ["the event is in another inbox", { event: { ...newEvent().event, event_id: event.id } }, pod],
      ["the event has another type", { event: { ...otherType.event, event_id: event.id } }, pod],
      ["the pod is another one", event, uniqueName("pod")],
      ["there is no pod", event],
    ];
    await verifyEach(conflicts, async ([what, other, podId]) =>
      expectStatus(await publish(client, other, podId), 409, `the event_id was published before, and ${what}`),
    );
    await verify(async () => {
      const numbered = newEvent({ inbox });
      const [number, other] = closeNumbers;
      publishedOf(await publishNumber(client, numbered, number));
      const because = `the event_id was published before, with ${number} in place of ${other}`;
      expectStatus(await publishNumber(client, numbered, other), 409, because);
    });
    await verify(async () => {
      const { event } = newEvent({ inbox });
      const responses = await repeatConcurrently(4, (index) =>
        publish(client, { event: { ...event, contract_check: index } }),
      );
      const statuses = responses.map(({ status }) => status).toSorted();
      const isOnce = statuses.join() === "202,409,409,409";
      const message = "of concurrent requests with one event_id and different events, not one is accepted";
      const expected =
        "202 for one, 409 for the others. Compare again under the lock or unique key: the losers return 409";
      for (const response of responses.slice(0, 1))
        expectThat(response, isOnce, message, expected, statuses.join(", "));
    });
    const again = await publish(client, event, pod);
    expectDuplicate(again, publishedOf(again), first);
    const { response, deliveries } = await listDeliveries(client, { event_id: event.id, webhook_id: id });
    expectEqual(response, deliveries.length, 1, "number of deliveries of the event");
  },
});

export const publishChecks: readonly ProviderCheck[] = [
  everyType,
  matching,
  pods,
  changedWebhooks,
  idempotent,
  racing,
  conflict,
];
