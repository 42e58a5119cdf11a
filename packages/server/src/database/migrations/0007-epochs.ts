import { type Kysely, sql } from "kysely";
import { replaceIndex } from "../migration.ts";
import { withShortLock } from "../short-lock.ts";

/**
 * `epoch` counts how often a webhook was enabled again. A queued delivery has the epoch of its webhook at that time; one of
 * an earlier epoch is stale, and claims skip it through the index however many there are.
 *
 * A process of the previous version queues with epoch 0: during an upgrade, what it publishes to a webhook that a new
 * process has enabled again fails as `webhook_disabled`. `recoverWebhook` sends it.
 */
export async function upOnline(db: Kysely<never>): Promise<void> {
  for (const table of ["webhooks", "delivery_queue"]) {
    await withShortLock(db, [table], (transaction) =>
      sql`alter table ${sql.id(table)} add column if not exists epoch integer not null default 0`.execute(transaction),
    );
  }
  await replaceIndex(db, "delivery_queue_due", "delivery_queue (webhook_id, epoch, due_at)");
}
