import { type Kysely, sql } from "kysely";
import { createIndex } from "../migration.ts";
import { withShortLock } from "../short-lock.ts";

/**
 * Recoveries in the background, one for each webhook: `remaining` are the times of publication that are still to be looked
 * at. Events of its first millisecond are done up to `after_event_id`.
 */
export async function upOnline(db: Kysely<never>): Promise<void> {
  // The foreign key locks `webhooks`.
  await withShortLock(db, ["webhooks"], (transaction) =>
    sql`
      create table if not exists recoveries (
        webhook_id text collate "C" primary key references webhooks on delete cascade,
        organization_id text collate "C" not null,
        epoch integer not null,
        since timestamptz(3) not null,
        until timestamptz(3) not null,
        remaining tstzmultirange not null,
        after_event_id text collate "C" not null,
        failed integer not null,
        missed integer not null,
        started_at timestamptz(3) not null,
        finished_at timestamptz(3)
      )`.execute(transaction),
  );
  await createIndex(db, "recoveries_running", "recoveries (webhook_id) where finished_at is null");
  await createIndex(db, "events_of_organization", "events (organization_id, published_at, event_id)");
}
