import { sql, type Transaction } from "kysely";

/**
 * How the deliveries to each webhook go: attempts by hour, since when every one has failed, and since when it is disabled.
 */
export async function up(transaction: Transaction<never>): Promise<void> {
  await sql`
    create table attempt_counts (
      organization_id text collate "C" not null,
      webhook_id text collate "C" not null,
      hour timestamptz(3) not null,
      worker_id text collate "C" not null,
      succeeded bigint not null,
      failed bigint not null,
      duration_ms bigint not null,
      last_success_at timestamptz(3),
      last_failure_at timestamptz(3),
      last_failure_delivery_id text collate "C",
      primary key (organization_id, webhook_id, hour, worker_id)
    ) with (fillfactor = 50)`.execute(transaction);
  await sql`create index attempt_counts_by_hour on attempt_counts (hour) where worker_id <> ''`.execute(transaction);
  await sql`create index attempt_counts_by_day on attempt_counts (hour) where worker_id = ''`.execute(transaction);
  // Processes of the previous version insert rows meanwhile.
  await sql`
    alter table endpoint_failures add column first_failure_at timestamptz(3) not null default now()`.execute(
    transaction,
  );
  await sql`update endpoint_failures set first_failure_at = failing_since where failing_since is not null`.execute(
    transaction,
  );
  await sql`alter table webhooks add column disabled_at timestamptz(3)`.execute(transaction);
}
