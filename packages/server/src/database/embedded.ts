import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { StartError } from "../lib/errors.ts";
import { makeCheckpoints } from "./checkpoints.ts";
import { type Database, sessionSettings } from "./database.ts";
import { withPreparedStatements } from "./embedded-statements.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import type { Schema } from "./schema.ts";

/**
 * A migrated data directory, created by the build; see `scripts/prepare-embedded-database.ts`. It is named after the last
 * migration, so that sources with other migrations than the last build do not use it.
 */
export const preparedFile: URL = new URL(
  `../../dist/embedded-database/${Object.keys(migrations).at(-1)}.tar.gz`,
  import.meta.url,
);

/** Loads the prepared data directory, because initializing one takes seconds and unpacking it 100 ms. */
export async function loadPreparedData(): Promise<Blob> {
  // The package may not have been built.
  if (!existsSync(preparedFile)) return prepareData();
  const tar = await promisify(gunzip)(await readFile(preparedFile));
  return new Blob([new Uint8Array(tar)], { type: "application/x-tar" });
}

/** Initializes and migrates a database, and packs its data directory. Takes seconds. */
export async function prepareData(): Promise<Blob> {
  // As little as possible, because each first start unpacks it: the smallest WAL segment, and no template databases.
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

/** Cached, because tests open many databases in a process. */
let dataInMemory: Promise<Blob> | undefined;

/** The files are already in memory; the default 128 MB of shared buffers would have to be cleared each time. */
const inMemory = { startParams: [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB"] };

export interface EmbeddedOptions {
  /** Called when the database cannot be maintained. */
  readonly onError?: (error: unknown) => void;
}

/** Opens a new database in memory. */
export async function openInMemory(options: EmbeddedOptions = {}): Promise<Database> {
  dataInMemory ??= loadPreparedData();
  const pglite = await PGlite.create({ ...inMemory, loadDataDir: await dataInMemory });
  return toDatabase(pglite, "embedded, in memory", options);
}

/**
 * Opens the database in `dataDir`, or creates it. The caller must hold the lock of the directory (`openDataDirectory`).
 */
export async function openEmbedded(dataDir: string, options: EmbeddedOptions = {}): Promise<Database> {
  const databaseDir = join(dataDir, "database");
  try {
    return await toDatabase(await openDirectory(dataDir, databaseDir), `embedded, in ${databaseDir}`, options);
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
  // Written last: without it, the first start was interrupted and has acknowledged nothing.
  const complete = join(dataDir, "database.complete");
  const options = existsSync(complete) ? {} : { loadDataDir: await loadPreparedData() };
  if (options.loadDataDir !== undefined) await rm(databaseDir, { recursive: true, force: true });
  const pglite = await PGlite.create({ dataDir: databaseDir, ...options });
  await writeFile(complete, "", { mode: 0o600 });
  return pglite;
}

async function toDatabase(
  pglite: PGlite,
  description: string,
  { onError = () => undefined }: EmbeddedOptions,
): Promise<Database> {
  await pglite.exec(sessionSettings);
  const db = kyselyOf(pglite);
  const stopCheckpoints = makeCheckpoints(pglite, { onError });
  return {
    db,
    workerDb: db,
    description,
    migrate: () => migrate(db),
    maintain: (work) => work(db),
    async close() {
      await stopCheckpoints();
      await db.destroy();
      // Kysely closes it only if it was used.
      if (!pglite.closed) await pglite.close();
    },
  };
}

const kyselyOf = (pglite: PGlite) =>
  new Kysely<Schema>({ dialect: new PGliteDialect({ pglite: withPreparedStatements(pglite) }) });
