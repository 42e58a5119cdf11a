import type { Kysely } from "kysely";
import { createIndex } from "../migration.ts";

/**
 * Finds deliveries that did not succeed. By `reason`, which stays null on success, so that settling a success updates no
 * index; with `status`, every settlement would.
 */
export async function upOnline(db: Kysely<never>): Promise<void> {
  await createIndex(
    db,
    "deliveries_not_delivered",
    "deliveries (organization_id, created_at, delivery_id) where reason is not null",
  );
}
