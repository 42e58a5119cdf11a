import { type Kysely, sql } from "kysely";

/**
 * The event filters of webhooks, a row for each id: `place` is `inbox:` or `pod:` and the id, or empty for a webhook
 * without a filter. An event finds its webhooks by three lookups in one index, however many webhooks an organization has
 * and whatever the planner's statistics are. Maintained by a trigger, so that no writer can forget it, including
 * processes of the previous version during an upgrade.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table subscriptions (
      organization_id text collate "C" not null,
      place text collate "C" not null,
      webhook_id text collate "C" not null,
      primary key (organization_id, place, webhook_id)
    )`.execute(db);
  await sql`
    create function webhook_places(inbox_ids text[], pod_ids text[]) returns text[] language sql immutable as $$
      select case when inbox_ids = '{}' and pod_ids = '{}' then array[''] else
        array(select 'inbox:' || id from unnest(inbox_ids) as id)
        || array(select 'pod:' || id from unnest(pod_ids) as id)
      end
    $$`.execute(db);
  await sql`
    create function keep_subscriptions() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'INSERT' then
        delete from subscriptions
        where organization_id = old.organization_id and webhook_id = old.webhook_id
          and place = any (webhook_places(old.inbox_ids, old.pod_ids));
      end if;
      if tg_op <> 'DELETE' then
        insert into subscriptions (organization_id, place, webhook_id)
        select new.organization_id, place, new.webhook_id
        from unnest(webhook_places(new.inbox_ids, new.pod_ids)) as place;
      end if;
      return null;
    end
    $$`.execute(db);
  await sql`
    create trigger webhooks_subscriptions after insert or delete or update of inbox_ids, pod_ids on webhooks
    for each row execute function keep_subscriptions()`.execute(db);
  await sql`
    insert into subscriptions (organization_id, place, webhook_id)
    select organization_id, place, webhook_id
    from webhooks cross join unnest(webhook_places(inbox_ids, pod_ids)) as place`.execute(db);
  await sql`drop index webhooks_unlimited, webhooks_inbox_ids, webhooks_pod_ids`.execute(db);
}
