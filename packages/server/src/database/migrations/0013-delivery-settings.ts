import { type Kysely, sql } from "kysely";

/** Limits of how fast events are sent to a webhook. Only webhooks that have or had one have a row. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table delivery_settings (
      webhook_id text collate "C" primary key references webhooks on delete cascade,
      max_in_flight integer,
      max_per_second integer,
      next_slot timestamptz,
      claims bigint not null default 0
    )`.execute(db);
}
