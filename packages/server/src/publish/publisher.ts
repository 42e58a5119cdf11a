import { isDeepStrictEqual } from "node:util";
import type { EventType, WebhookEvent } from "@agent-webhooks/types";
import type { PublishEventRequest, PublishedEvent } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { SpanKind } from "@opentelemetry/api";
import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { conflict } from "../lib/errors.ts";
import { ulid } from "../lib/ids.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { inSpan } from "../telemetry/tracing.ts";
import type { NotifyDue } from "../worker/notifications.ts";
import { firstAttemptAt } from "../worker/retry-delay.ts";
import { factsOf } from "./event-facts.ts";
import { insertEvents, insertTestEvent, type NewEvent, selectEvents } from "./queries.ts";

export interface PublisherOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly notifyDue: NotifyDue;
  readonly metrics: Metrics;
  /** Seconds before each attempt. */
  readonly retrySchedule: readonly number[];
  /** Statements at a time. */
  readonly maxRunning: number;
}

/** Between an insert that found a known event and the look at it, retention may have removed it. */
const rounds = 5;

/** Takes events, and stores each with its deliveries before it answers. */
export class Publisher {
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;
  readonly #notifyDue: NotifyDue;
  readonly #metrics: Metrics;
  readonly #retrySchedule: readonly number[];
  /** Events that are published at the same time by themselves share a commit; each stands for itself. */
  readonly #singles: Batcher<NewEvent, PublishedEvent | Error>;

  constructor({ db, clock, notifyDue, metrics, retrySchedule, maxRunning }: PublisherOptions) {
    this.#db = db;
    this.#clock = clock;
    this.#notifyDue = notifyDue;
    this.#metrics = metrics;
    this.#retrySchedule = retrySchedule;
    this.#singles = new Batcher((events) => this.#publishEach(events), { maxItems: 100, maxRunning });
  }

  /**
   * Publishes an event.
   *
   * @throws ValidationError when it says two pods
   * @throws ServiceError 409 when it was published before with another content or pod
   */
  async publish(organizationId: string, request: PublishEventRequest): Promise<PublishedEvent> {
    const event = this.#newEvent(organizationId, request);
    return inSpan(
      "publish",
      spanOf([event]),
      () => this.#publishOne(event),
      ({ deliveries, duplicate }) => ({
        "agent_webhooks.event_id": event.eventId,
        "agent_webhooks.deliveries": deliveries,
        "agent_webhooks.duplicate": duplicate,
      }),
    );
  }

  /**
   * Publishes events, all or none.
   *
   * @throws ValidationError when one says two pods
   * @throws ServiceError 409 when one was published before with another content or pod
   */
  async publishAll(organizationId: string, requests: readonly PublishEventRequest[]): Promise<PublishedEvent[]> {
    const events = requests.map((request, index) => this.#newEvent(organizationId, request, `events.${index}.`));
    return inSpan(
      "publish",
      spanOf(events),
      () => this.#publishTogether(events),
      (published) => ({
        "agent_webhooks.deliveries": published.reduce((sum, { deliveries }) => sum + deliveries, 0),
      }),
    );
  }

  async #publishOne(event: NewEvent): Promise<PublishedEvent> {
    const result = await this.#singles.do(event);
    if (result instanceof Error) throw result;
    this.#metrics.published(result.duplicate);
    return result;
  }

  async #publishTogether(events: readonly NewEvent[]): Promise<PublishedEvent[]> {
    const { results, due } = await this.#db.transaction().execute(async (transaction) => {
      const done = await publishIn(transaction, events);
      for (const result of done.results) if (result instanceof Error) throw result;
      return done;
    });
    this.#announce(due);
    const published = results as PublishedEvent[];
    for (const { duplicate } of published) this.#metrics.published(duplicate);
    return published;
  }

  /** Sends the spec's example of an event type to one webhook, and answers the id of the delivery. */
  async sendTest(organizationId: string, webhookId: string, eventType: EventType): Promise<string> {
    const [example] = Object.values(eventExamples[eventType]);
    if (example === undefined) throw new Error(`the spec has no example of ${eventType}`);
    const event = { ...example, event_id: `evt_${ulid(this.#clock.now())}` } as unknown as WebhookEvent;
    const newEvent = this.#newEvent(organizationId, { event });
    const deliveryId = `${newEvent.deliveryIds}000001`;
    await insertTestEvent(this.#db, newEvent, webhookId, deliveryId);
    this.#notifyDue(organizationId, [webhookId]);
    return deliveryId;
  }

  async #publishEach(events: readonly NewEvent[]): Promise<(PublishedEvent | Error)[]> {
    const { results, due } = await publishIn(this.#db, events);
    this.#announce(due);
    return results;
  }

  #announce(due: ReadonlyMap<string, ReadonlySet<string>>): void {
    for (const [organizationId, webhookIds] of due) this.#notifyDue(organizationId, [...webhookIds]);
  }

  #newEvent(organizationId: string, { event, pod_id }: PublishEventRequest, path = ""): NewEvent {
    const publishedAt = this.#clock.now();
    return {
      organizationId,
      eventId: event.event_id,
      eventType: event.event_type,
      ...factsOf(event, pod_id, path),
      body: JSON.stringify(event),
      publishedAt,
      dueAt: firstAttemptAt(this.#retrySchedule, publishedAt),
      deliveryIds: `dlv_${ulid(publishedAt)}`,
    };
  }
}

const spanOf = (events: readonly NewEvent[]) => ({
  kind: SpanKind.PRODUCER,
  attributes: { "agent_webhooks.events": events.length },
});

const keyOf = (organizationId: string, eventId: string) => JSON.stringify([organizationId, eventId]);

/** What the organization has under an event id. */
interface Known {
  readonly deliveries: number;
  readonly body: string;
  readonly podId: string | null;
  /** Stored just now. */
  readonly isNew: boolean;
}

/** Stores what is new, and compares the rest with what is there; answers a result for each and who has something due. */
async function publishIn(
  db: Kysely<Schema>,
  publications: readonly NewEvent[],
): Promise<{ results: (PublishedEvent | Error)[]; due: Map<string, Set<string>> }> {
  const due = new Map<string, Set<string>>();
  const firsts = new Map<string, NewEvent>();
  for (const event of publications) {
    const key = keyOf(event.organizationId, event.eventId);
    if (!firsts.has(key)) firsts.set(key, event);
  }
  const known = new Map<string, Known>();
  for (let round = 0; known.size < firsts.size && round < rounds; round++) {
    const open = new Map([...firsts].filter(([key]) => !known.has(key)));
    for (const { organization_id, event_id, deliveries, webhook_ids } of await insertEvents(db, [...open.values()])) {
      const key = keyOf(organization_id, event_id);
      const event = open.get(key);
      if (event !== undefined) known.set(key, { ...event, deliveries, isNew: true });
      open.delete(key);
      if (webhook_ids.length > 0) {
        const webhookIds = due.get(organization_id) ?? new Set();
        for (const webhookId of webhook_ids) webhookIds.add(webhookId);
        due.set(organization_id, webhookIds);
      }
    }
    if (open.size === 0) break;
    for (const { organization_id, event_id, deliveries, body, pod_id } of await selectEvents(db, [...open.values()])) {
      known.set(keyOf(organization_id, event_id), { deliveries, body, podId: pod_id, isNew: false });
    }
  }
  const results = publications.map((event) => {
    const key = keyOf(event.organizationId, event.eventId);
    const found = known.get(key);
    if (found === undefined) return new Error(`the event ${event.eventId} came and went`);
    const duplicate = !found.isNew || firsts.get(key) !== event;
    if (duplicate && (found.podId !== event.podId || !isSameJson(found.body, event.body))) {
      return conflict(`The event ${event.eventId} was published before, with another content or pod.`);
    }
    return { event_id: event.eventId, deliveries: found.deliveries, duplicate };
  });
  return { results, due };
}

/** Whether two JSON texts say the same; the order of keys does not count. */
const isSameJson = (a: string, b: string) => a === b || isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
