import { type Kysely, type RawBuilder, sql } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { processIsolated } from "../lib/isolate.ts";
import { type EventKey, keyOfEvent, SharedBody, storedBody, textOf } from "../publish/event-body.ts";

/*
 * Claims bound the bytes that they load, not only the deliveries: 400 events may have 400 MiB. If the large bodies have few
 * bytes together, the claim returns all. Otherwise they are loaded here, once for each event, until the large ones have 16 MiB
 * together; the other deliveries are left to the next claims. Organizations take turns, and so do the webhooks of each: a
 * backlog of large events does not delay the others.
 */

/** Bytes of large bodies that one claim loads. The last one may exceed it. */
export const maxClaimedBytes: number = 16 * 1024 ** 2;
/** Bytes of a body that is not large. Those of some thousand deliveries, in flight or ready to be sent, take little memory. */
export const maxSmallBytes: number = 16 * 1024;

/** The bytes of the column `body` that count: those of a large one. */
export const largeBytes: RawBuilder<number> = sql`
  case when octet_length(body) > ${sql.lit(maxSmallBytes)} then octet_length(body) else 0 end`;

/** What an attempt needs of the event. */
export interface ClaimedEvent {
  readonly inboxId: string | null;
  readonly podId: string | null;
  /** The event was erased. `null` if it cannot be read. */
  readonly isErased: boolean | null;
  /** `null` if the event cannot be read. */
  readonly body: SharedBody | null;
}

/** An event as statements return it. */
export interface EventRow {
  readonly inboxId: string | null;
  readonly podId: string | null;
  readonly isErased: boolean;
  /** Its body may be loaded. */
  readonly isLoaded: boolean;
  /** `null` if it is missing, or not loaded. */
  readonly body: string | null;
}

/** The columns of `EventRow`. */
export const eventColumns: RawBuilder<unknown> = sql`
  inbox_id as "inboxId", pod_id as "podId", is_erased as "isErased", is_loaded as "isLoaded",
  case when is_loaded then ${textOf(sql`body`)} end as body`;

/** Deliveries with their events. */
export interface LoadedEvents<Delivery> {
  readonly deliveries: readonly (Delivery & ClaimedEvent)[];
  /** Those whose events would take too much memory now, and later ones of the same webhooks. */
  readonly notLoaded: readonly Delivery[];
}

/**
 * Loads the events of deliveries. An event that cannot be read does not stop the others.
 *
 * @param claimed in the order in which those of a webhook are to be sent
 * @param maxBytes of large bodies. The last one may exceed it, so that at least one is loaded, unless it is 0
 * @param onError called for each delivery whose event cannot be read
 * @throws the error of a database that fails altogether
 */
export async function loadEvents<Delivery extends EventKey & { readonly webhookId: string }>(
  db: Kysely<Schema>,
  claimed: readonly Delivery[],
  maxBytes: number,
  onError: (webhookId: string, error: Error) => void,
): Promise<LoadedEvents<Delivery>> {
  const events = await selectEvents(db, inTurns(claimed), maxBytes);
  const deliveries: (Delivery & ClaimedEvent)[] = [];
  const notLoaded: Delivery[] = [];
  const waiting = new Set<string>();
  for (const delivery of claimed) {
    const { webhookId } = delivery;
    const event = events.get(keyOfEvent(delivery)) ?? unreadable;
    if (event === "not loaded" || waiting.has(webhookId)) {
      waiting.add(webhookId);
      notLoaded.push(delivery);
    } else {
      if (event instanceof Error) onError(webhookId, event);
      const own = event instanceof Error ? unreadable : event;
      deliveries.push({ ...delivery, ...own });
    }
  }
  return { deliveries, notLoaded };
}

const unreadable: ClaimedEvent = { inboxId: null, podId: null, isErased: null, body: null };

interface EventInTurn extends EventKey {
  /** How many events of its organization come first. */
  readonly turn: number;
}

/** The events of deliveries, each once: the first of each organization, then the second ones, … */
function inTurns(claimed: readonly (EventKey & { readonly webhookId: string })[]): EventInTurn[] {
  const [placeOf, turnOf] = [createCounter(), createCounter()];
  const places = claimed.map((delivery) => ({ delivery, place: placeOf(delivery.webhookId) }));
  const events = new Map<string, EventInTurn>();
  for (const { delivery } of places.sort((a, b) => a.place - b.place)) {
    const key = keyOfEvent(delivery);
    if (events.has(key)) continue;
    const { organizationId, eventId } = delivery;
    events.set(key, { organizationId, eventId, turn: turnOf(organizationId) });
  }
  return [...events.values()].sort((a, b) => a.turn - b.turn);
}

/** Returns a function that returns how often it was called with the same name before. */
function createCounter(): (name: string) => number {
  const counts = new Map<string, number>();
  return (name) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count;
  };
}

async function selectEvents(
  db: Kysely<Schema>,
  events: readonly EventInTurn[],
  maxBytes: number,
): Promise<Map<string, ClaimedEvent | "not loaded" | Error>> {
  let left = maxBytes;
  const select = async (part: readonly EventInTurn[]) => {
    const found = new Map<string, ClaimedEvent | "not loaded">();
    for (const row of await selectBodies(db, part, left)) {
      if (row.isLoaded) left -= row.bytes;
      found.set(keyOfEvent(row), row.isLoaded ? toClaimedEvent(row) : "not loaded");
    }
    return part.map((event) => found.get(keyOfEvent(event)) ?? unreadable);
  };
  const isolated = await processIsolated(events, select, isDatabaseFailure);
  const selected = new Map<string, ClaimedEvent | "not loaded" | Error>();
  for (const [index, one] of isolated.entries()) {
    selected.set(keyOfEvent(events[index] as EventInTurn), "error" in one ? one.error : one.result);
  }
  return selected;
}

const toClaimedEvent = ({ inboxId, podId, isErased, body }: EventRow): ClaimedEvent => ({
  inboxId,
  podId,
  isErased,
  body: body === null ? null : new SharedBody(body),
});

/** Reads bodies until the large ones have `maxBytes` together. In the same turn, the smaller ones come first. */
async function selectBodies(
  db: Kysely<Schema>,
  events: readonly EventInTurn[],
  maxBytes: number,
): Promise<(EventRow & EventKey & { readonly bytes: number })[]> {
  const { rows } = await sql<EventRow & EventKey & { readonly bytes: number }>`
    with stored as materialized (
      select organization_id, event_id, turn, number, inbox_id, pod_id, erased_at is not null as is_erased,
        ${storedBody} as body
      from unnest(
        ${sql.val(events.map(({ organizationId }) => organizationId))}::text[],
        ${sql.val(events.map(({ eventId }) => eventId))}::text[],
        ${sql.val(events.map(({ turn }) => turn))}::integer[]
      ) with ordinality as wanted (organization_id, event_id, turn, number)
      join events using (organization_id, event_id)
    ), measured as (
      select *, ${largeBytes} = 0 or coalesce(sum(${largeBytes}) over (
          order by turn, octet_length(body) nulls first, number rows between unbounded preceding and 1 preceding
        ), 0) < ${maxBytes} as is_loaded
      from stored
    )
    select organization_id as "organizationId", event_id as "eventId", ${largeBytes} as bytes,
      ${eventColumns}
    from measured`.execute(db);
  return rows;
}
