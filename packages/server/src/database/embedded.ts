import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { StartError } from "../lib/errors.ts";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import type { Schema } from "./schema.ts";
import { sessionSettings } from "./session.ts";

/** A migrated data directory, made when the package is built; see `scripts/prepare-embedded-database.ts`. */
export const preparedFile: URL = new URL("../../dist/embedded-database.tar.gz", import.meta.url);

/** Initialising takes seconds, unpacking a prepared data directory a hundred milliseconds. */
export async function loadPreparedData(): Promise<Blob> {
  // Sources that were never built do without.
  if (!existsSync(preparedFile)) return prepareData();
  const tar = await promisify(gunzip)(await readFile(preparedFile));
  return new Blob([new Uint8Array(tar)], { type: "application/x-tar" });
}

/** Initialises a database, migrates it, and packs its data directory. Takes seconds. */
export async function prepareData(): Promise<Blob> {
  // Each first start unpacks all that is in there: a piece of log as small as can be, and nothing to make databases of.
  const pglite = await PGlite.create({ initDbStartParams: ["--wal-segsize=1"] });
  try {
    await pglite.exec("update pg_database set datistemplate = false where datname like 'template%'");
    for (const name of ["template0", "template1"]) await pglite.exec(`drop database ${name}`);
    await migrate(kyselyOf(pglite));
    return await pglite.dumpDataDir("gzip");
  } finally {
    await pglite.close();
  }
}

/** Kept for the next database: tests open many in a process. */
let dataInMemory: Promise<Blob> | undefined;

/** Its files are in memory already, and the 128 MB that Postgres takes for their pages would be cleared each time. */
const inMemory = { startParams: [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB"] };

/** Opens a database in memory, new each time. */
export async function openInMemory(): Promise<Database> {
  dataInMemory ??= loadPreparedData();
  return toDatabase(await PGlite.create({ ...inMemory, loadDataDir: await dataInMemory }), "embedded, in memory");
}

/**
 * Opens the database in `dataDir`, and makes it if there is none. Two processes must not do so at once: hold the lock
 * of the directory (`openDataDirectory`).
 */
export async function openEmbedded(dataDir: string): Promise<Database> {
  const databaseDir = join(dataDir, "database");
  try {
    return await toDatabase(await openDirectory(dataDir, databaseDir), `embedded, in ${databaseDir}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `Cannot open the database in ${databaseDir}: ${reason.replace(/\.$/, "")}. ` +
        "Restore it from a backup, or set DATA_DIR to a directory that can be read and written.",
      { cause: error },
    );
  }
}

async function openDirectory(dataDir: string, databaseDir: string): Promise<PGlite> {
  // Written last: without it a first start did not get to its end, and nothing has been promised to anybody.
  const complete = join(dataDir, "database.complete");
  const options = existsSync(complete) ? {} : { loadDataDir: await loadPreparedData() };
  if (options.loadDataDir !== undefined) await rm(databaseDir, { recursive: true, force: true });
  const pglite = await PGlite.create({ dataDir: databaseDir, ...options });
  await writeFile(complete, "", { mode: 0o600 });
  return pglite;
}

async function toDatabase(pglite: PGlite, description: string): Promise<Database> {
  await pglite.exec(sessionSettings);
  const db = kyselyOf(pglite);
  return {
    db,
    description,
    migrate: () => migrate(db),
    async close() {
      await db.destroy();
      // Kysely closes only what it has used.
      if (!pglite.closed) await pglite.close();
    },
  };
}

const kyselyOf = (pglite: PGlite) => new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
