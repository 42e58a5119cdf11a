import { type Kysely, sql } from "kysely";

/**
 * Finds deliveries that did not succeed. By `reason`, which stays null on success, so that settling a success updates no
 * index; with `status`, every settlement would.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index deliveries_not_delivered on deliveries (organization_id, created_at, delivery_id)
    where reason is not null`.execute(db);
}
