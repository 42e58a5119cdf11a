import type { EventType, WebhookEvent } from "@agent-webhooks/types";
import type { PublishEventRequest, PublishedEvent } from "@agent-webhooks/types/delivery";
import { PublishEventsRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { eventExamples } from "@agent-webhooks/types/examples";
import type { Kysely } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { inTransaction } from "../database/transaction.ts";
import { deliveryIdPrefix, onlyDeliveryId } from "../deliveries/delivery-id.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { conflict, ValidationError } from "../lib/errors.ts";
import { ulid } from "../lib/ids.ts";
import { processIsolated } from "../lib/isolate.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { inPublishSpan } from "../telemetry/tracing.ts";
import { type HandOver, maxHandedOver, type NewLease } from "../worker/hand-over.ts";
import type { NotifyDue } from "../worker/notifications.ts";
import type { ClaimedDelivery } from "../worker/queue.ts";
import { firstAttemptAt } from "../worker/retry-delay.ts";
import { isSameJson } from "./event-text.ts";
import { readEventSource } from "./matching.ts";
import {
  type InsertOptions,
  insertEvents,
  insertTestEvent,
  type LeasedDelivery,
  type MatchLimits,
  type NewEvent,
  selectEvents,
} from "./queries.ts";

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

/** Times to insert events and read the ones that existed: retention may remove one in between. */
const maxRounds = 5;

/** Events that match more webhooks do not share a commit with others. */
const maxSharedMatches = 1_000;

/** Deliveries of a request with several events. */
const maxDeliveries = PublishEventsRequestSchema.properties.events["x-max-deliveries"];

const tooManyDeliveries = () =>
  new ValidationError({ events: [`must have at most ${maxDeliveries} deliveries together; send fewer events`] });

/** Publishes events: when a method returns, each event is stored with its deliveries. */
export class Publisher {
  readonly #options: PublisherOptions;
  /** Events of concurrent requests share a commit. Each succeeds or fails by itself. */
  readonly #batcher: Batcher<NewEvent, PublishResult>;
  /** Events that match many webhooks, one after the other: they would delay the ones that share their commit. */
  readonly #largeEvents: Batcher<NewEvent, PublishResult>;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#batcher = new Batcher((events) => this.#publishBatch(events, { perEvent: maxSharedMatches }), {
      maxItems: 100,
      maxRunning: options.maxRunning,
      affectsAll: isDatabaseFailure,
    });
    this.#largeEvents = new Batcher((events) => this.#publishBatch(events), { maxItems: 1, maxRunning: 1 });
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
   * @throws ValidationError if an event and its item name different pods, or the events match too many webhooks together
   * @throws ServiceError 409 if one was published before with other content or another pod
   */
  async publishAll(
    organizationId: string,
    requests: readonly PublishEventRequest[],
    texts: readonly string[],
  ): Promise<PublishedEvent[]> {
    const events = requests.map((request, index) =>
      this.#newEvent(organizationId, request, texts[index] ?? "", `events.${index}.`),
    );
    return inPublishSpan(
      events.length,
      () => this.#publishAllOrNone(events),
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
    const lease = this.#leaseFor(events);
    const stored = await storeEvents(this.#options.db, events, { ...limits, lease });
    this.#notify(stored, lease);
    return stored.results;
  }

  async #publishAllOrNone(events: readonly NewEvent[]): Promise<PublishedEvent[]> {
    const { db, metrics } = this.#options;
    // A single event may match any number.
    const limits = events.length === 1 ? {} : { total: maxDeliveries };
    const lease = this.#leaseFor(events);
    const { published, ...stored } = await inTransaction(db, async (transaction) => {
      const stored = await storeEvents(transaction, events, { ...limits, lease });
      const published = stored.results.map((result) => {
        if (result === "too large") throw tooManyDeliveries();
        if (result instanceof Error) throw result;
        return result;
      });
      return { published, ...stored };
    });
    this.#notify(stored, lease);
    for (const { duplicate } of published) metrics.published(duplicate);
    return published;
  }

  #leaseFor(events: readonly NewEvent[]): NewLease | undefined {
    return events.length > maxHandedOver ? undefined : this.#options.handOver?.newLease();
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

const keyOf = ({ organizationId, eventId }: Pick<NewEvent, "organizationId" | "eventId">) =>
  JSON.stringify([organizationId, eventId]);

/** What an organization has stored under an event id. */
interface Stored {
  readonly deliveries: number;
  /** Null while retention is removing the event. */
  readonly body: string | null;
  readonly podId: string | null;
  readonly isErased: boolean;
  /** Stored by this call. */
  readonly isNew: boolean;
}

/** `too large`: it matches more webhooks than the limits allow, and was not stored. */
type PublishResult = PublishedEvent | Error | "too large";

interface StoreResult {
  /** Of each event. */
  readonly results: readonly PublishResult[];
  /** Organization → the webhooks that have deliveries due. */
  readonly due: ReadonlyMap<string, ReadonlySet<string>>;
  /** Deliveries that are stored under the lease. */
  readonly leased: readonly ClaimedDelivery[];
  /** Some deliveries were stored as fan-outs. */
  readonly isFannedOut: boolean;
}

/** Stores new events, and compares the others with what is stored. */
async function storeEvents(
  db: Kysely<Schema>,
  events: readonly NewEvent[],
  options: InsertOptions,
): Promise<StoreResult> {
  const { lease } = options;
  const due = new Map<string, Set<string>>();
  const leased: ClaimedDelivery[] = [];
  let isFannedOut = false;
  const tooLarge = new Set<string>();
  const firsts = new Map<string, NewEvent>();
  for (const event of events) if (!firsts.has(keyOf(event))) firsts.set(keyOf(event), event);
  const stored = new Map<string, Stored | Error>();
  for (let round = 0; stored.size + tooLarge.size < firsts.size && round < maxRounds; round++) {
    const missing = new Map([...firsts].filter(([key]) => !stored.has(key) && !tooLarge.has(key)));
    for (const inserted of await insertEvents(db, [...missing.values()], options)) {
      const { organizationId, deliveries } = inserted;
      const key = keyOf(inserted);
      const event = missing.get(key);
      missing.delete(key);
      if (inserted.isTooLarge) tooLarge.add(key);
      else if (event !== undefined) stored.set(key, { ...event, deliveries, isErased: false, isNew: true });
      if (inserted.isFannedOut) isFannedOut = true;
      if (event !== undefined && lease !== undefined)
        leased.push(...inserted.leased.map((delivery) => withEvent(delivery, event, lease)));
      const taken = new Set(inserted.leased.map(({ webhookId }) => webhookId));
      const webhookIds = inserted.webhookIds.filter((webhookId) => !taken.has(webhookId));
      if (webhookIds.length === 0) continue;
      const dueWebhooks = due.get(organizationId) ?? new Set();
      for (const webhookId of webhookIds) dueWebhooks.add(webhookId);
      due.set(organizationId, dueWebhooks);
    }
    if (missing.size === 0) break;
    const known = await selectIsolated(db, [...missing.values()]);
    for (const [key, event] of known) stored.set(key, event);
  }
  const results = events.map((event) => (tooLarge.has(keyOf(event)) ? "too large" : resultOf(event, firsts, stored)));
  return { results, due, leased, isFannedOut };
}

/** A delivery as a claim would return it. */
const withEvent = (delivery: LeasedDelivery, event: NewEvent, { lease, since }: NewLease): ClaimedDelivery => ({
  ...delivery,
  lease,
  organizationId: event.organizationId,
  eventId: event.eventId,
  scheduleIndex: 0,
  isTest: false,
  publishedMs: event.publishedAt.getTime(),
  inboxId: event.inboxId,
  podId: event.podId,
  isErased: false,
  body: event.body,
  isLimited: false,
  maxPerSecond: null,
  notBefore: since,
});

/** The events that are stored, or why they cannot be read. */
async function selectIsolated(db: Kysely<Schema>, events: readonly NewEvent[]): Promise<Map<string, Stored | Error>> {
  const select = async (part: readonly NewEvent[]) => {
    const found = new Map((await selectEvents(db, part)).map((event) => [keyOf(event), { ...event, isNew: false }]));
    return part.map((event) => found.get(keyOf(event)));
  };
  const isolated = await processIsolated(events, select, isDatabaseFailure);
  const known = new Map<string, Stored | Error>();
  for (const [index, found] of isolated.entries()) {
    const event = "error" in found ? found.error : found.result;
    if (event !== undefined) known.set(keyOf(events[index] as NewEvent), event);
  }
  return known;
}

function resultOf(
  event: NewEvent,
  firsts: ReadonlyMap<string, NewEvent>,
  stored: ReadonlyMap<string, Stored | Error>,
): PublishedEvent | Error {
  const key = keyOf(event);
  const found = stored.get(key);
  if (found === undefined) return new Error(`the event ${event.eventId} is inserted and removed repeatedly`);
  if (found instanceof Error) return found;
  if (found.isErased) return conflict(`The event ${event.eventId} was erased. Publish with another event_id.`);
  const duplicate = !found.isNew || firsts.get(key) !== event;
  const isSame = found.podId === event.podId && (found.body === null || isSameJson(found.body, event.body));
  if (duplicate && !isSame) {
    return conflict(`The event ${event.eventId} was published before with other content or another pod.`);
  }
  return { event_id: event.eventId, deliveries: found.deliveries, duplicate };
}
