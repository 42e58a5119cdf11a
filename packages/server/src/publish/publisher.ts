import type { EventType, WebhookEvent } from "@agent-webhooks/types";
import type { PublishEventRequest, PublishedEvent } from "@agent-webhooks/types/delivery";
import { PublishEventsRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { eventExamples } from "@agent-webhooks/types/examples";
import type { Kysely } from "kysely";
import { isDatabaseFailure, mayBeCommitted } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { inTransaction } from "../database/transaction.ts";
import { deliveryIdPrefix, onlyDeliveryId } from "../deliveries/delivery-id.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { ValidationError } from "../lib/errors.ts";
import { ulid } from "../lib/ids.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { inPublishSpan } from "../telemetry/tracing.ts";
import { type HandOver, maxHandedOver, type NewLease } from "../worker/hand-over.ts";
import type { NotifyDue } from "../worker/notifications.ts";
import { firstAttemptAt } from "../worker/retry-delay.ts";
import { keyOfEvent } from "./event-body.ts";
import { readEventSource } from "./matching.ts";
import { insertTestEvent, type MatchLimits, type NewEvent } from "./queries.ts";
import { type PublishResult, type StoreOptions, type StoreResult, storeEvents } from "./store-events.ts";

export interface PublisherOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly notifyDue: NotifyDue;
  /** Sends new deliveries without a claim. @default all are claimed */
  readonly handOver?: HandOver | undefined;
  /** Called when an event was stored whose deliveries are not in the queue yet. */
  readonly notifyFanOut: () => void;
  readonly metrics: Metrics;
  /** Seconds before each attempt. */
  readonly retrySchedule: readonly number[];
  /** Statements at a time. */
  readonly maxRunning: number;
}

/** Events that match more webhooks do not share a commit with others. */
const maxSharedMatches = 1_000;
/** Bytes of the events that share a commit: many large ones would delay the others. */
const maxSharedBytes = 1_048_576;

/** Deliveries of a request with several events. */
const { "x-max-deliveries": maxDeliveries, "x-max-event-bytes": maxEventBytes } =
  PublishEventsRequestSchema.properties.events;

const tooManyDeliveries = () =>
  new ValidationError({ events: [`must have at most ${maxDeliveries} deliveries together; send fewer events`] });

/** Publishes events: when a method returns, each event is stored with its deliveries. */
export class Publisher {
  readonly #options: PublisherOptions;
  /** Events of concurrent requests share a commit. Each succeeds or fails by itself. Organizations take turns. */
  readonly #batcher: Batcher<NewEvent, PublishResult>;
  /**
   * Events that match many webhooks, one after the other: they would delay the ones that share their commit. Organizations
   * take turns.
   */
  readonly #largeEvents: Batcher<NewEvent, PublishResult>;
  /** Events of the batches that are being stored, by `keyOfEvent`. */
  readonly #inBatches = new Map<string, Promise<unknown>>();

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#batcher = new Batcher((events) => this.#publishBatch(events, { perEvent: maxSharedMatches }), {
      maxItems: 100,
      maxSize: maxSharedBytes,
      sizeOf: ({ body }) => Buffer.byteLength(body),
      keyOf: ({ organizationId }) => organizationId,
      maxRunning: options.maxRunning,
      affectsAll: isDatabaseFailure,
    });
    this.#largeEvents = new Batcher((events) => this.#publishBatch(events), {
      maxItems: 1,
      maxRunning: 1,
      keyOf: ({ organizationId }) => organizationId,
    });
  }

  /**
   * Publishes an event.
   *
   * @param text the event as it arrived, without insignificant white space
   * @throws ValidationError if event and request name different pods
   * @throws ServiceError 409 if it was published before with other content or another pod
   */
  async publish(organizationId: string, request: PublishEventRequest, text: string): Promise<PublishedEvent> {
    const event = this.#newEvent(organizationId, request, text);
    const publish = async () => {
      // Storing it waits for a batch that contains it too, and the events that share its commit would wait with it.
      await this.#inBatches.get(keyOfEvent(event));
      let result = await this.#batcher.add(event);
      if (result === "too large") result = await this.#largeEvents.add(event);
      if (result === "too large") throw new Error("an event without a limit was too large");
      if (result instanceof Error) throw result;
      this.#options.metrics.published(result.duplicate);
      return result;
    };
    return inPublishSpan(1, publish, ({ deliveries, duplicate }) => ({
      "agent_webhooks.event_id": event.eventId,
      "agent_webhooks.deliveries": deliveries,
      "agent_webhooks.duplicate": duplicate,
    }));
  }

  /**
   * Publishes events, all or none.
   *
   * @param texts each event as it arrived, without insignificant white space
   * @throws ValidationError if an event is too large, an event and its item name different pods, or the events match too many
   *   webhooks together
   * @throws ServiceError 409 if one was published before with other content or another pod
   */
  async publishAll(
    organizationId: string,
    requests: readonly PublishEventRequest[],
    texts: readonly string[],
  ): Promise<PublishedEvent[]> {
    const large = texts.findIndex((text) => Buffer.byteLength(text) > maxEventBytes);
    if (large >= 0) {
      throw new ValidationError({ [`events.${large}.event`]: [`must have at most ${maxEventBytes} bytes`] });
    }
    const events = requests.map((request, index) =>
      this.#newEvent(organizationId, request, texts[index] ?? "", `events.${index}.`),
    );
    return inPublishSpan(
      events.length,
      () => this.#holdBack(events, this.#publishAllOrNone(events)),
      (published) => ({
        "agent_webhooks.deliveries": published.reduce((sum, { deliveries }) => sum + deliveries, 0),
      }),
    );
  }

  /** Sends the spec's example of an event type to one webhook, and returns the id of the delivery. */
  async sendTest(organizationId: string, webhookId: string, eventType: EventType): Promise<string> {
    const { db, clock, notifyDue } = this.#options;
    const [example] = Object.values(eventExamples[eventType]);
    if (example === undefined) throw new Error(`the spec has no example of ${eventType}`);
    const event = { ...example, event_id: `evt_${ulid(clock.now())}` } as unknown as WebhookEvent;
    const newEvent = this.#newEvent(organizationId, { event }, JSON.stringify(event));
    const deliveryId = onlyDeliveryId(newEvent.deliveryIdPrefix);
    await insertTestEvent(db, newEvent, webhookId, deliveryId);
    notifyDue(organizationId, [webhookId]);
    return deliveryId;
  }

  async #publishBatch(events: readonly NewEvent[], limits?: MatchLimits): Promise<readonly PublishResult[]> {
    const { results } = await this.#store(events, (leasing) =>
      storeEvents(this.#options.db, events, { ...limits, ...leasing }),
    );
    return results;
  }

  async #publishAllOrNone(events: readonly NewEvent[]): Promise<PublishedEvent[]> {
    const { db, metrics } = this.#options;
    // A single event may match any number.
    const limits = events.length === 1 ? {} : { total: maxDeliveries };
    const { published } = await this.#store(events, (leasing) =>
      inTransaction(db, async (transaction) => {
        const stored = await storeEvents(transaction, events, { ...limits, ...leasing });
        const published = stored.results.map((result) => {
          if (result === "too large") throw tooManyDeliveries();
          if (result instanceof Error) throw result;
          return result;
        });
        return { published, ...stored };
      }),
    );
    for (const { duplicate } of published) metrics.published(duplicate);
    return published;
  }

  /** Makes those of the events that are also published alone wait until the batch is stored, or has failed. */
  #holdBack<Result>(events: readonly NewEvent[], batch: Promise<Result>): Promise<Result> {
    for (const key of events.map(keyOfEvent)) {
      // Another batch may contain it too.
      const settled = Promise.allSettled([this.#inBatches.get(key), batch]).then(() => {
        if (this.#inBatches.get(key) === settled) this.#inBatches.delete(key);
      });
      this.#inBatches.set(key, settled);
    }
    return batch;
  }

  /** Stores events, with a lease for those of their deliveries that need no claim, and has the worker send them. */
  async #store<Stored extends StoreResult>(
    events: readonly NewEvent[],
    store: (leasing: Pick<StoreOptions, "lease" | "onLeased">) => Promise<Stored>,
  ): Promise<Stored> {
    const { handOver } = this.#options;
    const lease = events.length > maxHandedOver ? undefined : handOver?.newLease();
    let hasLeased = false;
    const onLeased = () => {
      hasLeased = true;
    };
    const stored = await store({ lease, onLeased }).catch((error: unknown) => {
      // Committed before its response was lost, or before a later statement failed.
      const isLost = mayBeCommitted(error) || (hasLeased && isDatabaseFailure(error));
      if (lease !== undefined && isLost) handOver?.loseLease(lease);
      throw error;
    });
    this.#notify(stored, lease);
    return stored;
  }

  #notify({ due, leased, isFannedOut }: Omit<StoreResult, "results">, lease: NewLease | undefined): void {
    if (lease !== undefined && leased.length > 0) this.#options.handOver?.take(leased, lease);
    for (const [organizationId, webhookIds] of due) this.#options.notifyDue(organizationId, [...webhookIds]);
    if (isFannedOut) this.#options.notifyFanOut();
  }

  #newEvent(organizationId: string, { event, pod_id }: PublishEventRequest, body: string, path = ""): NewEvent {
    const publishedAt = this.#options.clock.now();
    return {
      organizationId,
      eventId: event.event_id,
      eventType: event.event_type,
      ...readEventSource(event, pod_id, path),
      body,
      publishedAt,
      dueAt: firstAttemptAt(this.#options.retrySchedule, publishedAt),
      deliveryIdPrefix: deliveryIdPrefix(publishedAt),
    };
  }
}
