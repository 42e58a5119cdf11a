import { type Kysely, sql } from "kysely";

/**
 * `deliveries` has the state of every delivery. `delivery_queue` has a row for each pending one with everything that a
 * claim needs; it stays small, and a claim updates no indexed column.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table webhooks add column disabled_because text`.execute(db);
  await sql`
    create index webhooks_unlimited on webhooks (organization_id)
    where enabled and inbox_ids = '{}' and pod_ids = '{}'`.execute(db);
  await sql`create index webhooks_inbox_ids on webhooks using gin (inbox_ids) where enabled`.execute(db);
  await sql`create index webhooks_pod_ids on webhooks using gin (pod_ids) where enabled`.execute(db);
  await sql`
    create table previous_secrets (
      webhook_id text collate "C" not null references webhooks on delete cascade,
      secret bytea not null,
      replaced_at timestamptz(3) not null,
      expires_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index previous_secrets_webhook on previous_secrets (webhook_id)`.execute(db);
  await sql`
    create table events (
      organization_id text collate "C" not null,
      event_id text collate "C" not null,
      event_type text not null,
      inbox_id text,
      pod_id text,
      body bytea not null,
      deliveries integer not null,
      published_at timestamptz(3) not null,
      primary key (organization_id, event_id)
    )`.execute(db);
  await sql`create index events_published on events (published_at)`.execute(db);
  // Free space in each page, so that settling a delivery updates no index (HOT).
  await sql`
    create table deliveries (
      delivery_id text collate "C" primary key,
      organization_id text collate "C" not null,
      event_id text collate "C" not null,
      event_type text not null,
      webhook_id text collate "C" not null,
      status text not null,
      reason text,
      test boolean not null,
      created_at timestamptz(3) not null,
      settled_at timestamptz(3)
    ) with (fillfactor = 50)`.execute(db);
  await sql`create index deliveries_page on deliveries (organization_id, created_at, delivery_id)`.execute(db);
  await sql`create index deliveries_webhook on deliveries (webhook_id, created_at, delivery_id)`.execute(db);
  await sql`create index deliveries_event on deliveries (organization_id, event_id)`.execute(db);
  await sql`
    create table delivery_queue (
      delivery_id text collate "C" primary key,
      organization_id text collate "C" not null,
      webhook_id text collate "C" not null,
      event_id text collate "C" not null,
      test boolean not null,
      created_at timestamptz(3) not null,
      due_at timestamptz(3) not null,
      step integer not null,
      attempts integer not null,
      lease text,
      leased_until timestamptz(3)
    ) with (fillfactor = 50)`.execute(db);
  await sql`create index delivery_queue_due on delivery_queue (webhook_id, due_at)`.execute(db);
  await sql`
    create table attempts (
      delivery_id text collate "C" not null,
      attempt integer not null,
      started_at timestamptz(3) not null,
      duration_ms integer not null,
      outcome text not null,
      status_code integer,
      error text,
      response_excerpt text,
      primary key (delivery_id, attempt)
    )`.execute(db);
  // Only endpoints that failed recently have a row.
  await sql`
    create table endpoint_troubles (
      webhook_id text collate "C" primary key,
      timeouts integer not null default 0,
      trips integer not null default 0,
      open_until timestamptz(3),
      failing_since timestamptz(3)
    )`.execute(db);
}
