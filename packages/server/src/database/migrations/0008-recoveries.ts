import { type Kysely, sql } from "kysely";

/**
 * Recoveries in the background, one for each webhook: `remaining` are the times of publication that are still to be looked
 * at. Events of its first millisecond are done up to `after_event_id`.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table recoveries (
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
    )`.execute(db);
  await sql`create index recoveries_running on recoveries (webhook_id) where finished_at is null`.execute(db);
  await sql`create index events_of_organization on events (organization_id, published_at, event_id)`.execute(db);
}
