import { type Kysely, sql, type Transaction } from "kysely";
import { withShortLock } from "../short-lock.ts";

/** Webhooks of a step, which has at most 140 rows for each. */
const stepWebhooks = 200;

/**
 * Adds the epoch of the webhook (see migration 0007) to the rows of migration 0019: an event for 10,000 webhooks looked up each
 * of them only to read it.
 */
export async function upOnline(db: Kysely<never>): Promise<void> {
  await withShortLock(db, ["event_webhooks"], (transaction) =>
    sql`alter table event_webhooks add column if not exists epoch integer not null default 0`.execute(transaction),
  );
  await sql`
    create or replace function keep_event_webhooks() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'INSERT' then
        delete from event_webhooks
        where organization_id = old.organization_id and event_type = any (old.event_types)
          and source = any (event_filter_sources(old.inbox_ids, old.pod_ids)) and webhook_id = old.webhook_id;
      end if;
      if tg_op <> 'DELETE' then
        insert into event_webhooks (organization_id, event_type, source, webhook_id, epoch)
        select new.organization_id, event_type, source, new.webhook_id, new.epoch
        from unnest(new.event_types) as event_type
        cross join unnest(event_filter_sources(new.inbox_ids, new.pod_ids)) as source
        where new.enabled
        on conflict do nothing;
      end if;
      return null;
    end
    $$`.execute(db);
  // Waits for the transactions that have called the function before.
  await withShortLock(db, ["webhooks"], async (transaction) => {
    await sql`
      create or replace trigger webhooks_event_webhooks
      after insert or delete or update of enabled, epoch, event_types, inbox_ids, pod_ids on webhooks
      for each row execute function keep_event_webhooks()`.execute(transaction);
  });
  let after: string | null = "";
  while (after !== null) {
    const position: string = after;
    after = await withShortLock(db, [], (transaction) => setEpochs(transaction, position));
  }
}

/**
 * Lets the trigger write the rows of webhooks that have been enabled again; the others are in epoch 0. Returns the last webhook
 * of the step, or null if there is none.
 */
async function setEpochs(transaction: Transaction<never>, after: string): Promise<string | null> {
  const { rows } = await sql<{ last: string | null }>`
    with step as materialized (
      select webhook_id from webhooks where webhook_id > ${after} order by webhook_id limit ${stepWebhooks}
    ), written as (
      update webhooks set epoch = webhooks.epoch from step
      where webhooks.webhook_id = step.webhook_id and webhooks.epoch > 0 and webhooks.enabled
    )
    select max(webhook_id) as last from step`.execute(transaction);
  return rows[0]?.last ?? null;
}
