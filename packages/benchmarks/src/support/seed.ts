import { operations, type Webhook } from "@agent-webhooks/types";
import { Pool } from "undici";
import { eventText, eventType, idMark, inboxMark, inboxOf } from "./events.ts";
import { startService } from "./service.ts";
import type { Store } from "./store.ts";

export interface Seeded {
  /** In the order of their inboxes: the first is limited to `inbox_0`. */
  readonly webhookIds: readonly string[];
}

/** Has the service create its tables and the webhooks, each limited to an inbox of its own, and stops it. */
export async function seedWebhooks(
  store: Store,
  count: number,
  urlOf: (index: number) => string = () => "http://127.0.0.1:9/",
): Promise<Seeded> {
  await using service = await startService({ ...store.settings, ...(store.name === "Postgres" && { ROLE: "api" }) });
  const webhookIds = await createWebhooks(service, count, { urlOf, inboxOf });
  await service.stop();
  return { webhookIds };
}

/** Creates webhooks in the organization of the token, each limited to an inbox, and returns their ids. */
export async function createWebhooks(
  { url, token }: { readonly url: string; readonly token: string },
  count: number,
  of: { readonly urlOf: (index: number) => string; readonly inboxOf: (index: number) => string },
): Promise<readonly string[]> {
  const pool = new Pool(url, { connections: 32 });
  const webhookIds: string[] = [];
  let next = 0;
  const create = async () => {
    while (next < count) {
      const index = next++;
      const { statusCode, body } = await pool.request({
        method: "POST",
        path: operations.createWebhook.path,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ url: of.urlOf(index), event_types: [eventType], inbox_ids: [of.inboxOf(index)] }),
      });
      if (statusCode !== 200) throw new Error(`creating a webhook returned ${statusCode}: ${await body.text()}`);
      webhookIds[index] = ((await body.json()) as Webhook).webhook_id;
    }
  };
  await Promise.all(Array.from({ length: 32 }, create));
  await pool.close();
  return webhookIds;
}

/** The state of seeded deliveries. */
type State = "due" | "settled";

/** The next event number: each event of a run has its own. */
let seeded = 0;

/**
 * Writes deliveries into the tables, as publishing (and, if they are settled, delivering) them would have. Each due one
 * has an event of its own; of the settled ones, ten share one.
 */
export async function seedDeliveries(
  store: Store,
  { webhookIds }: Seeded,
  { count, state }: { count: number; state: State },
): Promise<void> {
  const perEvent = state === "settled" ? 10 : 1;
  const from = seeded;
  seeded += count;
  // Ids as recent as the service's own: retention would remove older ones.
  const prefix = `dlv_${(webhookIds[0] ?? "").slice("wh_".length, "wh_".length + 10)}`;
  const range = [from, from + count - 1];
  const eventPrefix = `evt_${state}_`;
  const deliveries = `
    select '${prefix}' || lpad(i::text, 22, '0') as delivery_id, 'default' as organization_id,
      '${eventPrefix}' || i / ${perEvent} as event_id, '${eventType}' as event_type,
      ($3::text[])[1 + i % ${webhookIds.length}] as webhook_id, now() as created_at
    from generate_series($1::integer, $2::integer) as i`;
  await store.query(
    `with stored as (
       insert into events (organization_id, event_id, event_type, inbox_id, deliveries, published_at)
       select 'default', '${eventPrefix}' || i, '${eventType}', 'inbox_' || i % ${webhookIds.length}, ${perEvent}, now()
       from generate_series($1::integer, $2::integer) as i
       returning organization_id, event_id, inbox_id, published_at
     )
     insert into event_bodies (published_at, organization_id, event_id, body)
     select published_at, organization_id, event_id,
       convert_to(replace(replace($3::text, '${idMark}', event_id), '${inboxMark}', inbox_id), 'UTF8')
     from stored`,
    [Math.ceil(from / perEvent), Math.ceil((from + count) / perEvent) - 1, eventText],
  );
  const isDue = state === "due";
  await store.query(
    `insert into deliveries
       (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at, settled_at)
     select delivery_id, organization_id, event_id, event_type, webhook_id,
       ${isDue ? "'pending', false, created_at, null" : "'succeeded', false, created_at, created_at"}
     from (${deliveries}) as delivery`,
    [...range, webhookIds],
  );
  if (isDue) {
    await store.query(
      `insert into delivery_queue
         (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts)
       select delivery_id, organization_id, webhook_id, event_id, false, created_at, created_at, 0, 0
       from (${deliveries}) as delivery`,
      [...range, webhookIds],
    );
    return;
  }
  await store.query(
    `insert into attempts (delivery_id, attempt, started_at, duration_ms, outcome, status_code, response_excerpt)
     select delivery_id, 1, created_at, 3, 'succeeded', 204, null from (${deliveries}) as delivery`,
    [...range, webhookIds],
  );
}
