import { eventTypes, type WebhookEvent } from "@agent-webhooks/types";
import type { DeliveryStatus, PublishEventRequest, PublishEventsRequest } from "@agent-webhooks/types/delivery";
import { DeliveryStatusSchema } from "@agent-webhooks/types/delivery/schemas";
import { isObject } from "@agent-webhooks/types/json-schema";
import type { HttpRequest } from "../provider/http.ts";
import { maxDeliveries } from "./delivery-rules.ts";
import { ConflictError, InvalidRequestError, type Issues } from "./errors.ts";
import { type ApiOptions, type Handler, ok } from "./handler.ts";
import { eventFilters, listPage, readFilters } from "./paging.ts";
import { createDelivery } from "./queue.ts";
import type { Rules } from "./rules.ts";
import { eventKey, type Identity, type StoredEvent } from "./state.ts";

/** The operations on events. */
export function eventsApi(
  api: ApiOptions,
): Record<"publishEvent" | "publishEvents" | "listEvents" | "getEvent" | "eraseEvent", Handler> {
  const {
    state: { webhooks, events, deliveries },
    rules,
    deliverer,
  } = api;

  /** Stores all of the events or none, and creates their deliveries. */
  const publish = (
    items: readonly PublishEventRequest[],
    { organization }: Identity,
    pathOf: (index: number) => string,
    exactEvents: readonly unknown[],
  ) => {
    const prepared = items.map(({ event, pod_id }, index) => {
      const exact = (exactEvents[index] ?? event) as WebhookEvent;
      const pod = rules.podOf(event as WebhookEvent, pod_id, pathOf(index));
      const key = eventKey(organization, event.event_id);
      const stored = events.get(key);
      if (stored !== undefined && rules.isErased(stored))
        throw new ConflictError(`The event ${event.event_id} was erased.`);
      if (stored !== undefined && !rules.isSameEvent(stored, exact, pod)) {
        throw new ConflictError(`The event ${event.event_id} was published before with other content or another pod.`);
      }
      return { key, event: event as WebhookEvent, exact, pod };
    });
    for (const [index, { key, event, exact, pod }] of prepared.entries()) {
      const first = prepared.find((other) => other.key === key);
      const isSame =
        first === undefined ||
        rules.isSameEvent({ ...first, organization, published_at: 0, isTest: false, deliveries: 0 }, exact, pod);
      if (!isSame) throw new ConflictError(`The event ${event.event_id} stands twice in the batch, item ${index}.`);
    }
    const matched = prepared.map(({ key, event, pod }) =>
      events.has(key)
        ? []
        : [...webhooks.values()].filter((webhook) => rules.isMatch(webhook, { event, organization, pod })),
    );
    if (rules.isTooMany(matched.length, matched.flat().length)) {
      throw new InvalidRequestError({ events: [`must have at most ${maxDeliveries} deliveries together`] });
    }
    return prepared.map(({ key, event, exact, pod }, index) => {
      const { event_id } = event;
      const before = events.get(key);
      if (before !== undefined) return { event_id, deliveries: before.deliveries, duplicate: true };
      const matching = matched[index] ?? [];
      const published_at = rules.now();
      const stored: StoredEvent = {
        event,
        exact,
        organization,
        pod,
        published_at,
        position: rules.newPosition(),
        isTest: false,
        deliveries: matching.length,
      };
      events.set(key, stored);
      for (const { webhook_id } of matching) createDelivery(api, stored, webhook_id, published_at);
      return { event_id, deliveries: matching.length, duplicate: false };
    });
  };

  const renderStored = ({ event, organization, pod, published_at }: StoredEvent) => {
    const own = [...deliveries.values()].filter(
      (delivery) => delivery.organization === organization && delivery.event_id === event.event_id,
    );
    const count = (status: DeliveryStatus) => own.filter((delivery) => delivery.status === status).length;
    const inbox_id = rules.inboxOf(event);
    return {
      event_id: event.event_id,
      event_type: event.event_type,
      ...(inbox_id !== undefined && { inbox_id }),
      ...(pod !== undefined && { pod_id: pod }),
      published_at: new Date(published_at).toISOString(),
      deliveries: Object.fromEntries(DeliveryStatusSchema.enum.map((status) => [status, count(status)])),
    };
  };

  return {
    publishEvent: ({ body, identity, request }) => {
      rejectInvalidEvents(rules, [body as PublishEventRequest], () => "");
      const exact = rules.parseExactly(textOf(rules, request)) as Partial<PublishEventRequest> | undefined;
      const [result] = publish([body as PublishEventRequest], identity, () => "", [exact?.event]);
      return ok(result, 202);
    },
    publishEvents: ({ body, identity, request }) => {
      const { events: items } = body as PublishEventsRequest;
      const pathOf = (index: number) => `events.${index}.`;
      rejectInvalidEvents(rules, items, pathOf);
      const exact = rules.parseExactly(textOf(rules, request)) as Partial<PublishEventsRequest> | undefined;
      const events = exact?.events?.map(({ event }) => event) ?? [];
      const large = events.findIndex((event) => rules.isTooLarge(event));
      if (large >= 0) throw new InvalidRequestError({ [`${pathOf(large)}event`]: ["is too large"] });
      return ok({ results: publish(items, identity, pathOf, events) }, 202);
    },
    listEvents: ({ query, identity }) => {
      const filters = readFilters(rules, "listEvents", query, eventFilters);
      const isListed = (stored: StoredEvent) =>
        rules.isOwn(stored, identity) && !rules.isErased(stored) && rules.isEventListed(stored, filters);
      const owner = JSON.stringify([identity.organization, "events", filters]);
      const { items, fields } = listPage(rules, query, owner, events.values(), isListed, (stored) => {
        const { event, published_at, position = event.event_id } = stored;
        return { id: position, created_at: published_at, updated_at: published_at };
      });
      return ok({ ...fields, events: items.map(renderStored) });
    },
    getEvent: ({ event }) => ok({ ...renderStored(event), event: event.exact }),
    eraseEvent: ({ event, identity: { organization }, id }) => {
      events.set(eventKey(organization, id), { ...event, isErased: true });
      deliverer.settleEvent(organization, id, "cancelled", "event_erased");
      return ok("");
    },
  };
}

const textOf = (rules: Rules, { body = "" }: HttpRequest) => rules.decodeBody(Buffer.from(body));

/** @throws InvalidRequestError when an event is invalid by the schema of its type */
function rejectInvalidEvents(
  rules: Rules,
  items: readonly PublishEventRequest[],
  pathOf: (index: number) => string,
): void {
  const issues: Issues = Object.fromEntries(
    items.flatMap(({ event }, index) =>
      Object.entries(eventIssues(rules, event)).map(([path, messages]) => [
        [`${pathOf(index)}event`, path].filter((part) => part !== "body").join("."),
        messages,
      ]),
    ),
  );
  if (Object.keys(issues).length > 0) throw new InvalidRequestError(issues);
}

function eventIssues(rules: Rules, event: unknown): Issues {
  const type = isObject(event) ? event.event_type : undefined;
  const known = eventTypes.find((known) => known === type);
  if (known === undefined) return { event_type: ["must be one of the event types"] };
  return rules.bodyIssues(rules.eventSchema(known), event);
}
