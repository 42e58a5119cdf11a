import { sql, type Transaction } from "kysely";

export const tables: readonly string[] = ["events"];

/** When an event was erased. Its row stays, so that the id stays in use. */
export async function up(transaction: Transaction<never>): Promise<void> {
  await sql`alter table events add column erased_at timestamptz(3)`.execute(transaction);
}
