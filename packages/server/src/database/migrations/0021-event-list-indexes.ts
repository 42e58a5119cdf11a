import type { Kysely } from "kysely";
import { replaceIndex } from "../migration.ts";

/**
 * Lookups by organization and event id must not use the indexes of lists, which have both too: for these, the organization has
 * another collation with the same order. Without statistics, or if most organizations have few events, the planner expected
 * one to be as good as the primary key, and took the lower one: it read all events of the organization.
 *
 * A process of the previous version lists events slowly during an upgrade.
 */
export async function upOnline(db: Kysely<never>): Promise<void> {
  const organization = `organization_id collate "POSIX"`;
  await replaceIndex(db, "events_of_organization", `events (${organization}, published_at, event_id)`);
  await replaceIndex(db, "events_type", `events (${organization}, event_type, published_at, event_id)`);
  await replaceIndex(
    db,
    "events_inbox",
    `events (${organization}, inbox_id, published_at, event_id) where inbox_id is not null`,
  );
}
