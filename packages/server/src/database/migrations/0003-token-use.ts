import { type Kysely, sql } from "kysely";

/** Free space in each page and no index on the new column, so that storing the last use updates no index (HOT). */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table tokens add column last_used_at timestamptz(3)`.execute(db);
  await sql`alter table tokens set (fillfactor = 70)`.execute(db);
}
