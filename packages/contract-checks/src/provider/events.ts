import { type EventType, eventTypes } from "@agent-webhooks/types";
import type { DeliveryDetails, PublishedEvent } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { firstExample, type TestEvent, withSource } from "../receiver/data/events.ts";
import { schemaPointer } from "../spec/pointer.ts";
import type { CheckContext } from "./check-context.ts";
import type { ProviderClient } from "./client.ts";
import { expectEqual, expectStatus, expectThat, type ObservedWebhook, objectOf, webhookOf } from "./expect.ts";
import { deliveryList, type Filters, listAll } from "./lists.ts";
import type { TargetResponse } from "./response.ts";

/** A delivery in a response: only its id is certain to be there. */
export type ObservedDelivery = Partial<DeliveryDetails> & { readonly delivery_id: string };

/** A type that most events of the checks have, and another one. */
export const eventType: EventType = eventTypes[0];
export const otherEventType: EventType = eventTypes[2];

/** A name that nothing else has, for an inbox or a pod. */
export function uniqueName(kind: string): string {
  return `${kind}-${crypto.randomUUID()}`;
}

/** An event with an id of its own, in an inbox and a pod that no other event has, unless they are given. */
export function newEvent({
  type = eventType,
  inbox = uniqueName("inbox"),
  pod = uniqueName("pod"),
}: {
  readonly type?: string;
  readonly inbox?: string;
  readonly pod?: string;
} = {}): TestEvent {
  return withSource(firstExample(type), inbox, pod);
}

/** Publishes an event, validly or not. */
export function publish(
  client: ProviderClient,
  { event }: Pick<TestEvent, "event">,
  podId?: string,
): Promise<TargetResponse> {
  return client.call("publishEvent", { body: { event, ...(podId !== undefined && { pod_id: podId }) } });
}

/** Publishes an event with a field whose number is sent as it is written. */
export function publishNumber(
  client: ProviderClient,
  { event }: Pick<TestEvent, "event">,
  number: string,
): Promise<TargetResponse> {
  const rawBody = `{"event":${JSON.stringify(event).slice(0, -1)},"contract_check":${number}}}`;
  return client.call("publishEvent", { rawBody });
}

/** An event of a batch, and the pod that its item names. */
export type BatchEvent = Pick<TestEvent, "event"> & { readonly podId?: string };

/** Publishes several events in one request, validly or not. */
export function publishBatch(client: ProviderClient, events: readonly BatchEvent[]): Promise<TargetResponse> {
  const items = events.map(({ event, podId }) => ({ event, ...(podId !== undefined && { pod_id: podId }) }));
  return client.call("publishEvents", { body: { events: items } });
}

/** The result of publishing. @throws CheckFailedError when the event was not accepted */
export function publishedOf(response: TargetResponse, because = "the event is valid"): Partial<PublishedEvent> {
  return objectOf(response, 202, because);
}

/** The results of publishing several events. @throws CheckFailedError when they were not accepted */
export function resultsOf(response: TargetResponse, because = "the events are valid"): Partial<PublishedEvent>[] {
  const { results } = objectOf(response, 202, because);
  return Array.isArray(results) ? results.map((result) => (isObject(result) ? result : {})) : [];
}

/** @throws CheckFailedError when the event was not accepted as a new one */
export function expectNew(response: TargetResponse, event: Pick<TestEvent, "id">, because?: string): void {
  const published = publishedOf(response, because);
  const at = (field: string) => schemaPointer("PublishedEvent", ["properties", field]);
  expectEqual(response, published.event_id, event.id, "event_id", at("event_id"));
  expectEqual(response, published.duplicate, false, "duplicate", at("duplicate"));
}

/**
 * Compares the webhooks that get an event, of the named ones, and the number of all in the result of publishing: other
 * users may have webhooks that get it too.
 *
 * @throws CheckFailedError
 */
export async function expectSentTo(
  client: ProviderClient,
  {
    response,
    event,
    result,
  }: { response: TargetResponse; event: Pick<TestEvent, "id">; result: Partial<PublishedEvent> },
  webhooks: Readonly<Record<string, string>>,
  expected: readonly string[],
): Promise<void> {
  const list = await listDeliveries(client, { event_id: event.id });
  const listed = list.deliveries.map(({ webhook_id }) => webhook_id);
  const names = Object.keys(webhooks).filter((name) => listed.includes(webhooks[name]));
  expectEqual(list.response, names, [...expected], "webhooks that get the event");
  expectEqual(list.response, listed.length, new Set(listed).size, "number of deliveries: one for each webhook");
  const pointer = schemaPointer("PublishedEvent", ["properties", "deliveries"]);
  const what = "deliveries, the number of webhooks that get the event";
  expectEqual(response, result.deliveries, listed.length, what, pointer);
}

/** Creates a webhook for the events of an inbox that no other webhook has. */
export async function subscribe(
  client: ProviderClient,
  fields: Parameters<ProviderClient["create"]>[0] = {},
): Promise<{ readonly webhook: ObservedWebhook; readonly id: string; readonly inbox: string }> {
  const inbox = uniqueName("inbox");
  const webhook = webhookOf(await client.create({ event_types: [eventType], inbox_ids: [inbox], ...fields }));
  return { webhook, id: webhook.webhook_id, inbox };
}

/** A delivery in a response. @throws CheckFailedError when the response is not a delivery */
export function deliveryOf(response: TargetResponse, because = "the delivery exists"): ObservedDelivery {
  const { operation } = response;
  const { json } = expectStatus(response, operation?.success ?? [200], because);
  const isDelivery = isObject(json) && typeof json.delivery_id === "string";
  expectThat(response, isDelivery, "the response is not a delivery", "a delivery, with its delivery_id");
  return json as unknown as ObservedDelivery;
}

/** All deliveries with these filters, newest first. */
export async function listDeliveries(
  client: ProviderClient,
  filters: Filters,
): Promise<{ response: TargetResponse; deliveries: readonly ObservedDelivery[] }> {
  const { response, items } = await listAll(client, deliveryList, filters);
  return { response, deliveries: items as unknown as ObservedDelivery[] };
}

/** The only delivery with these filters. @throws CheckFailedError when there are more, or none */
async function onlyDelivery(client: ProviderClient, filters: Filters): Promise<ObservedDelivery> {
  const { response, deliveries } = await listDeliveries(client, filters);
  expectEqual(response, deliveries.length, 1, "number of deliveries");
  return deliveries[0] ?? { delivery_id: "" };
}

/** Publishes an event to a webhook, and returns its delivery there. */
export async function deliver(
  client: ProviderClient,
  { id, inbox }: { readonly id: string; readonly inbox: string },
): Promise<{ readonly event: TestEvent; readonly delivery: ObservedDelivery }> {
  const event = newEvent({ inbox });
  publishedOf(await publish(client, event));
  return { event, delivery: await onlyDelivery(client, { event_id: event.id, webhook_id: id }) };
}

/** Milliseconds that a provider has for what it may do after it has responded. */
export const patienceMs = 20_000;

/** Repeats a request until its response is as wanted, or the time for it is over. Returns the last response. */
export async function waitFor<Result>(
  { target: { clock } }: Pick<CheckContext, "target">,
  request: () => Promise<Result>,
  isDone: (result: Result) => boolean,
  { ms = patienceMs, pollMs = 100 }: { readonly ms?: number; readonly pollMs?: number } = {},
): Promise<Result> {
  const until = clock.now() + ms;
  for (;;) {
    const result = await request();
    if (isDone(result) || clock.now() >= until) return result;
    await clock.sleep(pollMs);
  }
}

/** Waits until a delivery is no longer pending: an attempt that is under way may have to end first. */
export async function waitUntilSettled(
  context: Pick<CheckContext, "target" | "client">,
  id: string,
): Promise<TargetResponse> {
  const read = () => context.client.call("getDelivery", { id });
  return waitFor(context, read, (response) => deliveryOf(response).status !== "pending");
}

/** Disables a webhook, and returns its delivery when it is settled. */
export async function disableAndSettle(
  context: Pick<CheckContext, "target" | "client">,
  webhookId: string,
  deliveryId: string,
): Promise<TargetResponse> {
  webhookOf(await context.client.call("disableWebhook", { id: webhookId }), "the webhook exists");
  return waitUntilSettled(context, deliveryId);
}

/** Enables a webhook. */
export async function enable(client: ProviderClient, webhookId: string): Promise<void> {
  webhookOf(await client.call("enableWebhook", { id: webhookId }), "the webhook exists");
}
