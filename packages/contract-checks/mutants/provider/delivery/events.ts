import { deliveryRules, type EventFilters } from "../../../src/reference/delivery-rules.ts";
import { eventKey } from "../../../src/reference/state.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withFields, withRules, withStatus } from "../mutant.ts";
import {
  afterwards,
  changingDeliveries,
  conflict,
  fieldsOf,
  filteringDeliveries,
  handling,
  listingOnly,
  respondingWith,
} from "./handlers.ts";
import { itemsOf, keyOf } from "./publishing.ts";

const withCounts = (change: (counts: Readonly<Record<string, number>>) => object) =>
  respondingWith("getEvent", ({ deliveries }) => ({
    deliveries: { ...(deliveries as object), ...change(deliveries as Record<string, number>) },
  }));

/** Lists events as if a filter were another one. */
const filtering = (change: (filters: EventFilters) => Partial<EventFilters>) =>
  withRules({
    isEventListed: (event, filters) => deliveryRules.isEventListed(event, { ...filters, ...change(filters) }),
  });

/** Lists the events of the inboxes that a filter finds. */
const findingInbox = (isFound: (inbox: string, wanted: string) => boolean) =>
  withRules({
    isEventListed: (event, { inbox_id, ...filters }) => {
      const inbox = deliveryRules.inboxOf(event.event);
      const isMeant = inbox_id === null || (inbox !== undefined && isFound(inbox, inbox_id));
      return isMeant && deliveryRules.isEventListed(event, { ...filters, inbox_id: null });
    },
  });

/** Finds the deliveries of an erased event by its inbox. */
const filteringErased = withRules({
  isListed: (delivery, filters, event) =>
    deliveryRules.isListed(delivery, filters, event && { ...event, isErased: false }),
});

/** The millisecond after a time. */
const after = (time: string | null) => time && new Date(Date.parse(time) + 1).toISOString();

const withoutZone = (time: string | null) => time?.replace("+02:00", "Z") ?? null;

export const eventMutants: readonly ProviderMutant[] = mutantsOf("events", {
  event_read: {
    event_other_field: respondingWith("getEvent", ({ event }) => ({ event: { ...(event as object), more: 1 } })),
    event_only_known_fields: respondingWith("getEvent", ({ event }) => {
      const { type, event_type, event_id } = event as Record<string, unknown>;
      return { event: { type, event_type, event_id } };
    }),
    event_text_normalised: respondingWith("getEvent", ({ event }) => ({
      event: JSON.parse(JSON.stringify(event).normalize("NFC")),
    })),
    event_nulls_dropped: respondingWith("getEvent", ({ event }) => ({
      event: JSON.parse(JSON.stringify(event, (_, value) => value ?? undefined)),
    })),
    event_other_id: changingResponse("getEvent", 200, withFields({ event_id: "evt_other" })),
    event_other_type: changingResponse("getEvent", 200, withFields({ event_type: "message.complained" })),
    event_without_pod: changingResponse("getEvent", 200, withFields({ pod_id: undefined })),
    event_without_inbox: changingResponse("getEvent", 200, withFields({ inbox_id: undefined })),
    event_other_time: changingResponse("getEvent", 200, withFields({ published_at: "2026-01-16T08:00:00.000Z" })),
    events_listed_without_pod: respondingWith("listEvents", ({ events }) => ({
      events: (events as object[]).map((event) => ({ ...event, pod_id: undefined })),
    })),
  },
  event_numbers: {
    numbers_rounded: withRules({ parseExactly: () => undefined }),
  },
  event_delivery_counts: {
    counts_without_pending: withCounts(() => ({ pending: 0 })),
    counts_failed_as_cancelled: withCounts(({ failed = 0 }) => ({ failed: 0, cancelled: failed })),
    counts_twice: withCounts(({ failed = 0 }) => ({ failed: 2 * failed })),
    counts_all_as_succeeded: withCounts(() => ({ pending: 0, failed: 0, succeeded: 2 })),
  },
  event_filters: {
    type_ignored: filtering(() => ({ event_type: null })),
    inbox_ignored: filtering(() => ({ inbox_id: null })),
    since_ignored: filtering(() => ({ since: null })),
    since_exclusive: filtering(({ since }) => ({ since: after(since) })),
    until_ignored: filtering(() => ({ until: null })),
    until_inclusive: filtering(({ until }) => ({ until: after(until) })),
    deliveries_type_ignored: filteringDeliveries(() => ({ event_type: null })),
    deliveries_inbox_ignored: filteringDeliveries(() => ({ inbox_id: null })),
    deliveries_since_ignored: filteringDeliveries(() => ({ since: null })),
    deliveries_until_ignored: filteringDeliveries(() => ({ until: null })),
    zone_ignored: filtering(({ since, until }) => ({ since: withoutZone(since), until: withoutZone(until) })),
    deliveries_zone_ignored: filteringDeliveries(({ since, until }) => ({
      since: withoutZone(since),
      until: withoutZone(until),
    })),
    inbox_in_any_case: findingInbox((inbox, wanted) => inbox.toLowerCase() === wanted.toLowerCase()),
    inbox_as_pattern: findingInbox((inbox, wanted) =>
      wanted.endsWith("%") ? inbox.startsWith(wanted.slice(0, -1)) : inbox === wanted,
    ),
    inbox_trimmed: findingInbox((inbox, wanted) => inbox === wanted.trim()),
    inbox_normalised: findingInbox((inbox, wanted) => inbox.normalize() === wanted.normalize()),
    reversed_times_accepted: changingResponse("listEvents", 400, (response, { path }) =>
      path.includes("until") ? { ...response, status: 200, body: { count: 0, limit: 20, events: [] } } : response,
    ),
  },
  event_erased: {
    erase_ignored: handling("eraseEvent", async () => ({ status: 200, headers: {}, body: "" })),
    erased_listed: withRules({ isErased: () => false }),
    erased_deliveries_removed: changingDeliveries("eraseEvent", () => undefined),
    erased_deliveries_pending: changingDeliveries("eraseEvent", () => ({ status: "pending", reason: undefined })),
    erased_other_reason: changingDeliveries("eraseEvent", () => ({ reason: "webhook_changed" })),
    erased_deliveries_keep_the_inbox: filteringErased,
    erased_published_in_a_batch: handling("publishEvents", (next, context, { events }) => {
      for (const key of itemsOf(context).map((item) => keyOf(context, item))) {
        const stored = events.get(key);
        if (stored !== undefined) events.set(key, { ...stored, isErased: false });
      }
      return next();
    }),
    erased_deliveries_not_listed: listingOnly((_, __, event) => event?.isErased !== true),
    erased_resent: withRules({
      resendConflict: (delivery, webhook) => deliveryRules.resendConflict(delivery, webhook, undefined),
    }),
    erased_forgotten: afterwards("eraseEvent", ({ events }, { id, identity }) => {
      events.delete(eventKey(identity.organization, id));
    }),
    erases_all: afterwards("eraseEvent", ({ events }) => events.clear()),
  },
  event_ids: {
    ids_in_any_case: handling("publishEvent", (next, { body, identity: { organization } }, { events }) => {
      const id = String(fieldsOf(fieldsOf(body).event).event_id);
      const others = [...events.values()].filter(
        (stored) => stored.organization === organization && stored.event.event_id !== id,
      );
      const isTaken = others.some(({ event }) => event.event_id.toLowerCase() === id.toLowerCase());
      return isTaken ? conflict("It was published before.") : next();
    }),
    long_id_unknown: handling("getEvent", async (next, { id }) =>
      id.length > 64
        ? { status: 404, headers: {}, body: { name: "NotFoundError", message: "Event not found." } }
        : next(),
    ),
    special_id_cut: handling("getEvent", async (next, { id }) => {
      const response = await next();
      const [event_id] = id.split("?");
      return { ...response, body: { ...(response.body as object), event_id } };
    }),
    short_id_unknown: changingResponse("getEvent", 200, (response, { path }) =>
      path.endsWith("/a") ? withStatus(404)(response) : response,
    ),
  },
});
