import { sql, type Transaction } from "kysely";

/** Webhooks that were deleted before everything was settled that had failed while they were disabled. */
export async function up(transaction: Transaction<never>): Promise<void> {
  await sql`
    create table deleted_webhooks (
      webhook_id text collate "C" primary key,
      last_failed_epoch integer not null
    )`.execute(transaction);
}
