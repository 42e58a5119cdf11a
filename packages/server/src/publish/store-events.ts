import type { PublishedEvent } from "@agent-webhooks/types/delivery";
import type { Kysely } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { conflict } from "../lib/errors.ts";
import { processIsolated } from "../lib/isolate.ts";
import { toCurrentWebhook } from "../worker/current-state.ts";
import type { HandedOverDelivery, NewLease } from "../worker/hand-over.ts";
import { keyOfEvent } from "./event-body.ts";
import { isSameJson } from "./event-text.ts";
import { type InsertOptions, insertEvents, type LeasedDelivery, type NewEvent, selectEvents } from "./queries.ts";

/** Times to insert events and read the ones that existed: retention may remove one in between. */
const maxRounds = 5;

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
export type PublishResult = PublishedEvent | Error | "too large";

export interface StoreOptions extends InsertOptions {
  /** Called when deliveries were stored under the lease. A transaction may still roll back. */
  readonly onLeased?: () => void;
}

export interface StoreResult {
  /** Of each event. */
  readonly results: readonly PublishResult[];
  /** Organization → the webhooks that have deliveries due. */
  readonly due: ReadonlyMap<string, ReadonlySet<string>>;
  /** Deliveries that are stored under the lease. */
  readonly leased: readonly HandedOverDelivery[];
  /** Some deliveries were stored as fan-outs. */
  readonly isFannedOut: boolean;
}

/** Stores new events, and compares the others with what is stored. */
export async function storeEvents(
  db: Kysely<Schema>,
  events: readonly NewEvent[],
  options: StoreOptions,
): Promise<StoreResult> {
  const { lease, onLeased } = options;
  const due = new Map<string, Set<string>>();
  const leased: HandedOverDelivery[] = [];
  let isFannedOut = false;
  const tooLarge = new Set<string>();
  const firsts = new Map<string, NewEvent>();
  for (const event of events) if (!firsts.has(keyOfEvent(event))) firsts.set(keyOfEvent(event), event);
  const stored = new Map<string, Stored | Error>();
  for (let round = 0; stored.size + tooLarge.size < firsts.size && round < maxRounds; round++) {
    const missing = new Map([...firsts].filter(([key]) => !stored.has(key) && !tooLarge.has(key)));
    for (const inserted of await insertEvents(db, [...missing.values()], options)) {
      const { organizationId, deliveries } = inserted;
      const key = keyOfEvent(inserted);
      const event = missing.get(key);
      missing.delete(key);
      if (inserted.isTooLarge) tooLarge.add(key);
      else if (event !== undefined) stored.set(key, { ...event, deliveries, isErased: false, isNew: true });
      if (inserted.isFannedOut) isFannedOut = true;
      if (event !== undefined && lease !== undefined)
        leased.push(...inserted.leased.map((delivery) => withEvent(delivery, event, lease)));
      if (inserted.leased.length > 0) onLeased?.();
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
  const results = events.map((event) =>
    tooLarge.has(keyOfEvent(event)) ? "too large" : resultOf(event, firsts, stored),
  );
  return { results, due, leased, isFannedOut };
}

/** A delivery as a claim would return it. */
const withEvent = (
  { webhook, ...delivery }: LeasedDelivery,
  event: NewEvent,
  { lease, since }: NewLease,
): HandedOverDelivery => ({
  ...delivery,
  webhook: toCurrentWebhook(webhook),
  lease,
  organizationId: event.organizationId,
  eventId: event.eventId,
  scheduleIndex: 0,
  isTest: false,
  dueMs: event.dueAt.getTime(),
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
    const rows = await selectEvents(db, part);
    const found = new Map(rows.map((event) => [keyOfEvent(event), { ...event, isNew: false }]));
    return part.map((event) => found.get(keyOfEvent(event)));
  };
  const isolated = await processIsolated(events, select, isDatabaseFailure);
  const known = new Map<string, Stored | Error>();
  for (const [index, found] of isolated.entries()) {
    const event = "error" in found ? found.error : found.result;
    if (event !== undefined) known.set(keyOfEvent(events[index] as NewEvent), event);
  }
  return known;
}

function resultOf(
  event: NewEvent,
  firsts: ReadonlyMap<string, NewEvent>,
  stored: ReadonlyMap<string, Stored | Error>,
): PublishedEvent | Error {
  const key = keyOfEvent(event);
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
