import { type Kysely, sql } from "kysely";

/** Ids have the collation "C", so that they sort by bytes in every locale. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table webhooks (
      webhook_id text collate "C" primary key,
      organization_id text collate "C" not null,
      url text not null,
      event_types text[] not null,
      inbox_ids text[] not null,
      pod_ids text[] not null,
      client_id text collate "C",
      secret bytea not null,
      enabled boolean not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null
    )`.execute(db);
  await sql`
    create unique index webhooks_client_id on webhooks (organization_id, client_id)
    where client_id is not null`.execute(db);
  await sql`create index webhooks_page on webhooks (organization_id, created_at, webhook_id)`.execute(db);
  await sql`
    create table tokens (
      token_id text collate "C" primary key,
      token_hash bytea not null unique,
      organization_id text collate "C" not null,
      scopes text[] not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3),
      bootstrap boolean not null default false
    )`.execute(db);
  await sql`create index tokens_page on tokens (created_at, token_id)`.execute(db);
  await sql`create unique index tokens_bootstrap on tokens (bootstrap) where bootstrap`.execute(db);
  await sql`
    create table encryption_key (
      singleton boolean primary key default true check (singleton),
      key_id bytea not null
    )`.execute(db);
}
