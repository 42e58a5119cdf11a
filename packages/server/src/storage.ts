import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { deriveKeyRing, encryptionKeyBytes, type KeyRing, parseEncryptionKeys } from "./crypto/keys.ts";
import { type DataDirectory, openDataDirectory } from "./database/data-directory.ts";
import type { Database } from "./database/database.ts";
import { openPostgres } from "./database/postgres.ts";
import { StartError } from "./lib/errors.ts";
import type { Settings } from "./settings.ts";

/** The database and the keys for its secrets. */
export interface Storage {
  /** `undefined` with Postgres, and in memory. */
  readonly dataDirectory: DataDirectory | undefined;
  readonly keys: KeyRing;
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * Opens the database that the settings name, and reads the encryption keys. Does not connect to Postgres yet.
 *
 * @param onError called when an idle connection breaks, or the embedded database cannot be maintained
 * @throws StartError when the data directory cannot be used, or there is no key
 */
export async function openStorage(settings: Settings, onError: (error: unknown) => void): Promise<Storage> {
  const { database: where } = settings;
  const dataDirectory =
    where.kind === "embedded" && where.dataDir !== undefined ? await openDataDirectory(where.dataDir) : undefined;
  try {
    const encryptionKeys = settings.encryptionKeys ?? (dataDirectory && (await readEncryptionKeys(dataDirectory)));
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

/** Reads the key that the first start generated; operators may add newer ones on lines before it. */
async function readEncryptionKeys(directory: DataDirectory): Promise<readonly [Buffer, ...Buffer[]]> {
  const name = "encryption-key";
  const keys = parseEncryptionKeys(
    await directory.readOrCreate(name, () => randomBytes(encryptionKeyBytes).toString("base64")),
  );
  if (keys !== undefined) return keys;
  const file = join(directory.path, name);
  throw new StartError(`${file} must contain encryption keys, one on a line, newest first. Restore it from a backup.`);
}

async function openDatabase(
  { database, databaseTimeoutMs }: Settings,
  dataDirectory: DataDirectory | undefined,
  onError: (error: unknown) => void,
): Promise<Database> {
  if (database.kind === "postgres") return openPostgres(database.url, { timeoutMs: databaseTimeoutMs, onError });
  // Takes memory that a service on Postgres does not need.
  const { openEmbedded, openInMemory } = await import("./database/embedded.ts");
  return dataDirectory === undefined ? openInMemory({ onError }) : openEmbedded(dataDirectory.path, { onError });
}
