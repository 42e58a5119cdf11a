import { type Kysely, sql } from "kysely";

/**
 * `epoch` counts how often a webhook was enabled again. A queued delivery has the epoch of its webhook at that time; one of
 * an earlier epoch is stale, and claims skip it through the index however many there are.
 *
 * A process of the previous version queues with epoch 0: during an upgrade, what it publishes to a webhook that a new
 * process has enabled again fails as `webhook_disabled`. `recoverWebhook` sends it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table webhooks add column epoch integer not null default 0`.execute(db);
  await sql`alter table delivery_queue add column epoch integer not null default 0`.execute(db);
  await sql`drop index delivery_queue_due`.execute(db);
  await sql`create index delivery_queue_due on delivery_queue (webhook_id, epoch, due_at)`.execute(db);
}
