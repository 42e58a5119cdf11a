import { type Kysely, sql } from "kysely";

/**
 * Finds what did not arrive among all that did. By `reason`, which a delivery has only then: of a success it does not
 * change, so that settling one still touches no index. By `status`, each would have to.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index deliveries_not_delivered on deliveries (organization_id, created_at, delivery_id)
    where reason is not null`.execute(db);
}
