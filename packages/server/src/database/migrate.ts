import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { StartError } from "../lib/errors.ts";
import { type Migration, withShortLock } from "./migration.ts";
import { migrations as allMigrations } from "./migrations/index.ts";
import type { Schema } from "./schema.ts";

/** The advisory lock of Kysely's migrator, which earlier versions use. */
const lockId = "3853314791062309107";
const lockPollMs = 200;

/**
 * Migrates the database to the schema of this version, one migration after the other, under an advisory lock: any number
 * of processes may start at once. An interrupted run goes on with the migration that was interrupted. Processes of the
 * version before may be running.
 *
 * Kysely's migrator cannot do this: it runs all migrations in one transaction, or none of them.
 *
 * @throws StartError when a newer version has migrated the database
 */
export async function migrate(
  db: Kysely<Schema>,
  migrations: Readonly<Record<string, Migration>> = allMigrations,
): Promise<void> {
  await db.connection().execute(async (connection) => {
    await lock(connection);
    try {
      await migrateLocked(connection.withTables<never>() as Kysely<never>, migrations);
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(lockId)}::bigint)`.execute(connection);
    }
  });
}

/** Polls, because creating an index concurrently waits for the statements of other connections to end. */
async function lock(db: Kysely<Schema>): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ isLocked: boolean }>`
      select pg_try_advisory_lock(${sql.lit(lockId)}::bigint) as "isLocked"`.execute(db);
    if (rows[0]?.isLocked === true) return;
    await setTimeout(lockPollMs);
  }
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
    if ("upOnline" in migration) {
      await migration.upOnline(db);
      await setDone.execute(db);
    } else {
      await withShortLock(db, async (transaction) => {
        await migration.up(transaction);
        await setDone.execute(transaction);
      });
    }
  }
}
