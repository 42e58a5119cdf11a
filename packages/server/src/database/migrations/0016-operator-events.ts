import { sql, type Transaction } from "kysely";

/** Events for the operator of the service, until they are published, and for an hour after that. */
export async function up(transaction: Transaction<never>): Promise<void> {
  await sql`
    create table operator_events (
      webhook_id text collate "C" not null,
      event_type text collate "C" not null,
      hour timestamptz(3) not null,
      organization_id text collate "C" not null,
      occurred_at timestamptz(3) not null,
      details jsonb not null,
      published boolean not null default false,
      primary key (webhook_id, event_type, hour)
    )`.execute(transaction);
  await sql`
    create index operator_events_unpublished on operator_events (occurred_at) where not published`.execute(transaction);
  await sql`create index operator_events_published on operator_events (occurred_at) where published`.execute(
    transaction,
  );
  await sql`alter table endpoint_failures add column reported boolean not null default false`.execute(transaction);
  await sql`
    create index endpoint_failures_unreported on endpoint_failures (first_failure_at) where not reported`.execute(
    transaction,
  );
}
