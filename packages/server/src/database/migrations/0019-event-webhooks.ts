import { type Kysely, sql, type Transaction } from "kysely";
import { withShortLock } from "../short-lock.ts";

/** Webhooks of a step, which has at most 140 rows for each. */
const stepWebhooks = 200;

/**
 * Which enabled webhooks get an event, by its type and source (see migration 0005). An event reads only the rows of webhooks
 * that get it: one, or two if the webhook lists both its inbox and its pod. A trigger maintains them, so that processes of the
 * previous version do too.
 *
 * Replaces `subscriptions`, which a process of the previous version reads during an upgrade.
 */
export async function upOnline(db: Kysely<never>): Promise<void> {
  await sql`
    create table if not exists event_webhooks (
      organization_id text collate "C" not null,
      event_type text collate "C" not null,
      source text collate "C" not null,
      webhook_id text collate "C" not null,
      primary key (organization_id, event_type, source, webhook_id)
    )`.execute(db);
  await sql`
    create or replace function keep_event_webhooks() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'INSERT' then
        delete from event_webhooks
        where organization_id = old.organization_id and event_type = any (old.event_types)
          and source = any (event_filter_sources(old.inbox_ids, old.pod_ids)) and webhook_id = old.webhook_id;
      end if;
      if tg_op <> 'DELETE' then
        insert into event_webhooks (organization_id, event_type, source, webhook_id)
        select new.organization_id, event_type, source, new.webhook_id
        from unnest(new.event_types) as event_type
        cross join unnest(event_filter_sources(new.inbox_ids, new.pod_ids)) as source
        where new.enabled
        on conflict do nothing;
      end if;
      return null;
    end
    $$`.execute(db);
  await withShortLock(db, ["webhooks"], async (transaction) => {
    await sql`
      create or replace trigger webhooks_event_webhooks
      after insert or delete or update of enabled, event_types, inbox_ids, pod_ids on webhooks
      for each row execute function keep_event_webhooks()`.execute(transaction);
  });
  await addRows(db);
}

/** Adds the rows of the webhooks that are stored. */
async function addRows(db: Kysely<never>): Promise<void> {
  let after: string | null = "";
  while (after !== null) {
    const position: string = after;
    after = await withShortLock(db, [], (transaction) => addStep(transaction, position));
  }
}

/** The webhooks are locked, because the trigger may remove rows meanwhile. Returns the last one, or null if there is none. */
async function addStep(transaction: Transaction<never>, after: string): Promise<string | null> {
  const { rows } = await sql<{ last: string | null }>`
    with step as materialized (
      select organization_id, webhook_id, event_types, inbox_ids, pod_ids, enabled from webhooks
      where webhook_id > ${after} order by webhook_id limit ${stepWebhooks} for share
    ), added as (
      insert into event_webhooks (organization_id, event_type, source, webhook_id)
      select organization_id, event_type, source, webhook_id
      from step
      cross join unnest(event_types) as event_type
      cross join unnest(event_filter_sources(inbox_ids, pod_ids)) as source
      where enabled
      on conflict do nothing
    )
    select max(webhook_id) as last from step`.execute(transaction);
  return rows[0]?.last ?? null;
}
