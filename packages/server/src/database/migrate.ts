import { type Kysely, sql } from "kysely";
import { StartError } from "../lib/errors.ts";
import { withAdvisoryLock } from "./advisory-lock.ts";
import type { Migration } from "./migration.ts";
import { migrations as allMigrations } from "./migrations/index.ts";
import type { Schema } from "./schema.ts";
import { isLockTimeout, withShortLock } from "./short-lock.ts";

/**
 * Migrates the database to the schema of this version, one migration after the other, under an advisory lock: any number
 * of processes may start at once. An interrupted run goes on with the migration that was interrupted. Processes of the
 * version before may be running.
 *
 * Kysely's migrator cannot do this: it runs all migrations in one transaction, or none of them.
 *
 * @throws StartError when a newer version has migrated the database, or other transactions lock its tables for a minute
 */
export async function migrate(
  db: Kysely<Schema>,
  migrations: Readonly<Record<string, Migration>> = allMigrations,
): Promise<void> {
  await withAdvisoryLock(db, "migrations", (connection) =>
    migrateLocked(connection.withTables<never>() as Kysely<never>, migrations),
  );
}

async function migrateLocked(db: Kysely<never>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  // The table of Kysely's migrator.
  await sql`
    create table if not exists kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
    db,
  );
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const done = new Set(rows.map(({ name }) => name));
  if ([...done].some((name) => migrations[name] === undefined)) {
    throw new StartError("The database was last used by a newer version of this service. Start that version or newer.");
  }
  for (const [name, migration] of Object.entries(migrations)) {
    if (done.has(name)) continue;
    const setDone = sql`insert into kysely_migration values (${name}, ${new Date().toISOString()})`;
    try {
      if ("upOnline" in migration) {
        await migration.upOnline(db);
        await setDone.execute(db);
      } else {
        await withShortLock(db, migration.tables ?? [], async (transaction) => {
          await migration.up(transaction);
          await setDone.execute(transaction);
        });
      }
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      throw new StartError(
        "Cannot migrate the database: other transactions lock its tables. Wait for backups and open sessions to end " +
          "(pg_stat_activity shows them), and start again.",
        { cause: error },
      );
    }
  }
}
