import { type Kysely, sql } from "kysely";

/** Names tables and columns as the code does: circuit breaker, retry schedule, and the source of an event. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table endpoint_troubles rename to endpoint_failures`.execute(db);
  await sql`alter index endpoint_troubles_pkey rename to endpoint_failures_pkey`.execute(db);
  await sql`alter table endpoint_failures rename column trips to openings`.execute(db);
  await sql`alter table delivery_queue rename column step to schedule_index`.execute(db);
  await sql`alter table subscriptions rename column place to source`.execute(db);
  await sql`alter function webhook_places(text[], text[]) rename to event_filter_sources`.execute(db);
  await sql`
    create or replace function keep_subscriptions() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'INSERT' then
        delete from subscriptions
        where organization_id = old.organization_id and webhook_id = old.webhook_id
          and source = any (event_filter_sources(old.inbox_ids, old.pod_ids));
      end if;
      if tg_op <> 'DELETE' then
        insert into subscriptions (organization_id, source, webhook_id)
        select new.organization_id, source, new.webhook_id
        from unnest(event_filter_sources(new.inbox_ids, new.pod_ids)) as source;
      end if;
      return null;
    end
    $$`.execute(db);
}
