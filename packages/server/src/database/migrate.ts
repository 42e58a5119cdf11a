import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { StartError } from "../lib/errors.ts";
import { migrations as allMigrations } from "./migrations/index.ts";
import type { Schema } from "./schema.ts";

/**
 * Migrates the database to the schema of this version. Kysely holds an advisory lock, so that any number of processes may
 * start at once.
 *
 * @throws StartError when a newer version has migrated the database
 */
export async function migrate(
  db: Kysely<Schema>,
  migrations: Readonly<Record<string, Migration>> = allMigrations,
): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message)) {
    throw new StartError(
      "The database was last used by a newer version of this service. Start that version or newer.",
      {
        cause: error,
      },
    );
  }
  throw error;
}
