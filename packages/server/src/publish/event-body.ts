import { type RawBuilder, sql } from "kysely";

/*
 * The body of an event is stored beside it, in a table with partitions that retention can drop. That of an event from before
 * migration 0010 is still in its row.
 */

/** The body of an event as text, in a statement that has its row as `events`. */
export const eventBody: RawBuilder<string> = sql`convert_from(
  coalesce(events.body, (
    select body from event_bodies
    where event_bodies.published_at = events.published_at and event_bodies.event_id = events.event_id
      and event_bodies.organization_id = events.organization_id
  )), 'UTF8')`;

/** Stores the bodies of new events. `source` has their `published_at`, `organization_id`, `event_id`, and `body` as text. */
export const insertEventBodies = (source: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into event_bodies (published_at, organization_id, event_id, body)
  select published_at, organization_id, event_id, convert_to(body, 'UTF8') from ${source}`;
