import { setImmediate } from "node:timers/promises";
import type { StoredEvent, StoredEventDetails } from "@agent-webhooks/types/delivery";
import { EventDeliveriesSchema } from "@agent-webhooks/types/delivery/schemas";
import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import { firstDeliveryIdSince } from "../deliveries/delivery-id.ts";
import type { Clock } from "../lib/clock.ts";
import { notFound } from "../lib/errors.ts";
import { hasNul } from "../lib/ids.ts";
import { JsonText } from "../lib/json-text.ts";
import type { PageQuery } from "../lib/paging.ts";
import { type Found, type SearchOptions, searchPage } from "../lib/search.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import {
  cancelDeliveries,
  countDeliveries,
  type DeliveryCounts,
  type EventFilter,
  eraseEvent,
  eventSearches,
  type ListedEvent,
  selectEvent,
} from "./queries.ts";

export interface EventsOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: Pick<DeliveryLog, "failed">;
  readonly metrics: Pick<Metrics, "settled">;
  readonly search: SearchOptions;
  /** Deliveries that a statement cancels. */
  readonly maxCancelled: number;
}

/** Deliveries that a request counts. */
const maxCounted = EventDeliveriesSchema["x-max-counted"];

/** The published events of every organization. Methods treat those of another organization as missing. */
export class Events {
  readonly #options: EventsOptions;

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  /** Returns the events of a page. It may be short if many events have to be looked at. */
  async page(organizationId: string, filter: EventFilter, query: PageQuery): Promise<Found<StoredEvent>> {
    const { db, search } = this.#options;
    const { items, searchedTo } = await searchPage(eventSearches(db, organizationId, filter), query, search);
    // The one that tells whether there is a next page is not shown.
    const shown = Math.min(items.length, query.rows - 1);
    return { items: await this.#withCounts(organizationId, items, shown), searchedTo };
  }

  /**
   * Returns an event with its own JSON: parsing it would change numbers.
   *
   * @throws ServiceError 404
   */
  async get(organizationId: string, eventId: string): Promise<JsonText<StoredEventDetails>> {
    const event = hasNul(eventId) ? undefined : await selectEvent(this.#options.db, organizationId, eventId);
    if (event === undefined) throw notFound("Event");
    const [stored] = await this.#withCounts(organizationId, [event]);
    return new JsonText(`${JSON.stringify(stored).slice(0, -1)},"event":${event.body}}`);
  }

  /**
   * Erases the payload of an event at once, and cancels its pending deliveries. Those that this does not come to, because the
   * process ends or the database fails, are cancelled when they are due.
   *
   * @throws ServiceError 404
   */
  async erase(organizationId: string, eventId: string): Promise<void> {
    const { db, clock, log } = this.#options;
    const now = clock.now();
    const publishedAt = hasNul(eventId) ? undefined : await eraseEvent(db, organizationId, eventId, now);
    if (publishedAt === undefined) throw notFound("Event");
    // An error would make the caller repeat the request, which returns 404.
    await this.#cancelDeliveries(organizationId, eventId, publishedAt).catch((error: unknown) =>
      log.failed("cancelling the deliveries of an erased event failed", error),
    );
  }

  async #cancelDeliveries(organizationId: string, eventId: string, publishedAt: Date): Promise<void> {
    const { db, clock, metrics, maxCancelled: limit } = this.#options;
    let after: string | undefined = firstDeliveryIdSince(publishedAt);
    while (after !== undefined) {
      const range = { publishedAt, after, limit, now: clock.now() };
      const { cancelled, last } = await cancelDeliveries(db, organizationId, eventId, range);
      metrics.settled({ cancelled });
      after = last;
      // Other requests have their turn, also where statements block the thread.
      await setImmediate();
    }
  }

  /** @param shown how many share the deliveries that are counted */
  async #withCounts(organizationId: string, events: readonly ListedEvent[], shown = 1): Promise<StoredEvent[]> {
    if (events.length === 0) return [];
    const max = Math.floor(maxCounted / Math.max(1, shown));
    const counts = await countDeliveries(this.#options.db, organizationId, events, max);
    const countsOf = new Map(counts.map((count) => [count.eventId, count]));
    return events.map((event) => toStoredEvent(event, countsOf.get(event.eventId)));
  }
}

function toStoredEvent(event: ListedEvent, counts: DeliveryCounts | undefined): StoredEvent {
  const { pending = 0, succeeded = 0, failed = 0, cancelled = 0, isIncomplete = false } = counts ?? {};
  return {
    event_id: event.eventId,
    event_type: event.eventType as StoredEvent["event_type"],
    ...(event.inboxId !== null && { inbox_id: event.inboxId }),
    ...(event.podId !== null && { pod_id: event.podId }),
    published_at: event.publishedAt.toISOString(),
    deliveries: { pending, succeeded, failed, cancelled, ...(isIncomplete && { more: true }) },
  };
}
