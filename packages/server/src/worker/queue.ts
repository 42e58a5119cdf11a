import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";

/** A delivery that this process may send until its lease ends. */
export interface ClaimedDelivery {
  readonly delivery_id: string;
  readonly organization_id: string;
  readonly webhook_id: string;
  readonly step: number;
  readonly event_id: string;
  readonly test: boolean;
  /** In milliseconds, which is quicker to read than a date. */
  readonly created_ms: number;
  readonly inbox_id: string | null;
  readonly pod_id: string | null;
  /** As text, which the embedded database hands over much faster than bytes; in UTF-8 it is what was stored. */
  readonly body: string;
}

export interface Claim {
  /** Webhooks to take due deliveries of, and how many of each at most. */
  readonly rooms: ReadonlyMap<string, number>;
  readonly lease: string;
  readonly now: Date;
  readonly until: Date;
}

/**
 * Takes due deliveries, those that are due longest first. What another process has is skipped, and so is an endpoint
 * whose breaker is open; one whose breaker was open is probed with a single delivery.
 */
export async function claim(db: Kysely<Schema>, { rooms, lease, now, until }: Claim): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    with taken as (
      update delivery_queue set lease = ${lease}, leased_until = ${until}
      where delivery_id = any (array(
        select due.delivery_id
        from unnest(${sql.val([...rooms.keys()])}::text[], ${sql.val([...rooms.values()])}::integer[])
          as wanted (webhook_id, room)
        left join endpoint_troubles using (webhook_id)
        cross join lateral (
          select delivery_id from delivery_queue
          where delivery_queue.webhook_id = wanted.webhook_id and due_at <= ${now}
            and (leased_until is null or leased_until <= ${now})
          order by due_at
          limit case when open_until is null then room when open_until <= ${now} then 1 else 0 end
          for update skip locked
        ) as due
      ))
      returning delivery_id, organization_id, webhook_id, step, event_id, test,
        (extract(epoch from created_at) * 1000)::double precision as created_ms
    )
    select taken.*, inbox_id, pod_id, convert_from(body, 'UTF8') as body
    from taken join events using (organization_id, event_id)`.execute(db);
  return rows;
}

/** A webhook with pending deliveries. */
export interface PendingWebhook {
  readonly organization_id: string;
  readonly webhook_id: string;
  /** One of them may be sent now. */
  readonly is_due: boolean;
}

/**
 * The webhooks with pending deliveries whose ids come after `after`, at most `count`. Goes from one webhook to the next
 * through the index, so that the length of backlogs does not matter.
 */
export async function selectPendingWebhooks(
  db: Kysely<Schema>,
  { after, count, now }: { readonly after: string; readonly count: number; readonly now: Date },
): Promise<PendingWebhook[]> {
  const { rows } = await sql<PendingWebhook>`
    with recursive pending (webhook_id, organization_id) as (
      (
        select webhook_id, organization_id from delivery_queue
        where webhook_id > ${after} order by webhook_id limit 1
      )
      union all
      select next.webhook_id, next.organization_id
      from pending cross join lateral (
        select webhook_id, organization_id from delivery_queue
        where delivery_queue.webhook_id > pending.webhook_id order by delivery_queue.webhook_id limit 1
      ) as next
    ), visited as (
      select * from pending limit ${count}
    )
    select organization_id, webhook_id,
      exists (
        select from delivery_queue
        where delivery_queue.webhook_id = visited.webhook_id and due_at <= ${now}
          and (leased_until is null or leased_until <= ${now})
      ) and (open_until is null or open_until <= ${now}) as is_due
    from visited left join endpoint_troubles using (webhook_id)
    order by webhook_id`.execute(db);
  return rows;
}
