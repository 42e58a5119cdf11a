import { checkEncryptionKeys } from "./crypto/key-check.ts";
import { resealSecrets } from "./crypto/reseal.ts";
import { databaseErrorMessage, isDatabaseUnavailable } from "./database/availability.ts";
import { StartError } from "./lib/errors.ts";
import type { Settings } from "./settings.ts";
import { openStorage } from "./storage.ts";

/**
 * Encrypts every secret with the newest of the encryption keys, so that the older ones can be taken out of the settings.
 * Beside running services with Postgres, once each of them has the newest key first; with the embedded database while
 * the service is stopped. May be repeated.
 *
 * @returns how many secrets were encrypted again
 * @throws StartError when the database cannot be used, or a key is missing
 */
export async function reencrypt(settings: Settings): Promise<{ secrets: number }> {
  const { database, keys, close } = await openStorage(settings, () => undefined);
  try {
    await database.migrate();
    await checkEncryptionKeys(database.db, keys);
    return { secrets: await resealSecrets(database.db, keys) };
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    throw new StartError(`Cannot use the database ${database.description}: ${databaseErrorMessage(error)}.`, {
      cause: error,
    });
  } finally {
    await close();
  }
}
