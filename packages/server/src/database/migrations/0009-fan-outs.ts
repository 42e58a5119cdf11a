import { type Kysely, sql } from "kysely";

/**
 * Deliveries that are stored and have no rows of their own yet, up to 100 in a row: those of events that match many
 * webhooks. Publishing such an event then takes about as long as any other one.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table fan_outs (
      organization_id text collate "C" not null,
      delivery_id_prefix text collate "C" not null,
      first_number integer not null,
      event_id text collate "C" not null,
      event_type text not null,
      published_at timestamptz(3) not null,
      due_at timestamptz(3) not null,
      webhook_ids text[] not null,
      epochs integer[] not null,
      primary key (organization_id, delivery_id_prefix, first_number)
    )`.execute(db);
}
