import { deriveKeyRing, type KeyRing } from "./crypto/keys.ts";
import { type DataDirectory, openDataDirectory } from "./database/data-directory.ts";
import type { Database } from "./database/database.ts";
import { openEmbedded, openInMemory } from "./database/embedded.ts";
import { openPostgres } from "./database/postgres.ts";
import { StartError } from "./lib/errors.ts";
import type { Settings } from "./settings.ts";

/** Where everything is kept, and the keys to it. */
export interface Storage {
  /** `undefined` with Postgres, and in memory. */
  readonly dataDirectory: DataDirectory | undefined;
  readonly keys: KeyRing;
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * Opens the database and finds the keys. Postgres is asked nothing yet.
 *
 * @param onError told of connections that break while nobody uses them
 * @throws StartError when the data directory cannot be used, or there is no key
 */
export async function openStorage(settings: Settings, onError: (error: Error) => void): Promise<Storage> {
  const { database: where } = settings;
  const dataDirectory =
    where.kind === "embedded" && where.dataDir !== undefined ? await openDataDirectory(where.dataDir) : undefined;
  try {
    const encryptionKeys = settings.encryptionKeys ?? (await dataDirectory?.encryptionKeys());
    if (encryptionKeys === undefined) throw new StartError("ENCRYPTION_KEY is required.");
    const database = await openDatabase(settings, dataDirectory, onError);
    return {
      dataDirectory,
      keys: deriveKeyRing(encryptionKeys),
      database,
      async close() {
        await database.close();
        await dataDirectory?.release();
      },
    };
  } catch (error) {
    await dataDirectory?.release();
    throw error;
  }
}

async function openDatabase(
  { database, databaseTimeoutMs }: Settings,
  dataDirectory: DataDirectory | undefined,
  onError: (error: Error) => void,
): Promise<Database> {
  if (database.kind === "postgres") return openPostgres(database.url, { timeoutMs: databaseTimeoutMs, onError });
  return dataDirectory === undefined ? openInMemory() : openEmbedded(dataDirectory.path);
}
