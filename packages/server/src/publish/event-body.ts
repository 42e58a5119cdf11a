import { type RawBuilder, sql } from "kysely";

/*
 * The body of an event is stored beside it, in a table with partitions that retention can drop. That of an event from before
 * migration 0010 is still in its row.
 */

/**
 * The body of an event as it is stored, in a statement that has its row as `events`. Postgres reads it only when its bytes are
 * needed: not to sort, nor for `octet_length`.
 */
export const storedBody: RawBuilder<Uint8Array> = sql`
  coalesce(events.body, (
    select body from event_bodies
    where event_bodies.published_at = events.published_at and event_bodies.event_id = events.event_id
      and event_bodies.organization_id = events.organization_id
  ))`;

/** The text of a stored body, which the embedded database returns much faster than bytes. */
export const textOf = (body: RawBuilder<unknown>): RawBuilder<string> => sql`convert_from(${body}, 'UTF8')`;

/** The body of an event as text, in a statement that has its row as `events`. */
export const eventBody: RawBuilder<string> = textOf(storedBody);

/** Stores the bodies of new events. `source` has their `published_at`, `organization_id`, `event_id`, and `body` as text. */
export const insertEventBodies = (source: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into event_bodies (published_at, organization_id, event_id, body)
  select published_at, organization_id, event_id, convert_to(body, 'UTF8') from ${source}`;

/** The body of an event, shared by its deliveries. */
export class SharedBody {
  /** In bytes. */
  readonly size: number;
  #content: string | Uint8Array;

  constructor(text: string) {
    this.size = Buffer.byteLength(text);
    this.#content = text;
  }

  /** Must not be changed. Encoded when the first delivery is sent. */
  get bytes(): Uint8Array {
    if (typeof this.#content === "string") this.#content = Buffer.from(this.#content);
    return this.#content;
  }
}

/** Identifies an event among those of all organizations. */
export interface EventKey {
  readonly organizationId: string;
  readonly eventId: string;
}

/** An event as the key of a map. No text in the database contains NUL. */
export const keyOfEvent = ({ organizationId, eventId }: EventKey): string => `${organizationId}\0${eventId}`;

/** Returns a function that returns the same body for the same event: that of the first call with one. `null` if it has none. */
export function shareBodies(): (event: EventKey & { readonly body: string | null }) => SharedBody | null {
  const bodies = new Map<string, SharedBody>();
  return (event) => {
    const key = keyOfEvent(event);
    const shared = bodies.get(key) ?? (event.body === null ? null : new SharedBody(event.body));
    if (shared !== null) bodies.set(key, shared);
    return shared;
  };
}
