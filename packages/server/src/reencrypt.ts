import { type Kysely, sql } from "kysely";
import { checkEncryptionKeys, isSealedWithNone } from "./crypto/key-check.ts";
import type { KeyRing } from "./crypto/keys.ts";
import { createSecretBox, type SecretBox, UnreadableSecretError } from "./crypto/secret-box.ts";
import { databaseErrorMessage, isDatabaseUnavailable } from "./database/availability.ts";
import type { Schema } from "./database/schema.ts";
import { StartError } from "./lib/errors.ts";
import type { Settings } from "./settings.ts";
import { openStorage } from "./storage.ts";

/**
 * Encrypts every secret with the newest encryption key, so that the older ones can be removed from the settings. On
 * Postgres it may run beside the service, once every process has the newest key first; with the embedded database, stop
 * the service before. Can be repeated.
 *
 * @returns the number of secrets that were re-encrypted
 * @throws StartError when the database cannot be used, or a key is missing
 */
export async function reencrypt(settings: Settings): Promise<{ secrets: number }> {
  const { database, keys, close } = await openStorage(settings, () => undefined);
  try {
    await database.migrate();
    await database.maintain((db) => checkEncryptionKeys(db, keys));
    return { secrets: await reencryptSecrets(database.db, keys) };
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    throw new StartError(`Cannot use the database ${database.description}: ${databaseErrorMessage(error)}.`, {
      cause: error,
    });
  } finally {
    await close();
  }
}

/** Secrets that a step looks at. */
const stepSize = 500;

/**
 * Encrypts secrets that an older key encrypted, in small steps. It may be interrupted at any time, and repeated: a
 * secret that is rotated meanwhile, or that cannot be decrypted, stays as it is.
 *
 * @returns the number of secrets that were re-encrypted
 */
export async function reencryptSecrets(db: Kysely<Schema>, ring: KeyRing): Promise<number> {
  const box = createSecretBox(ring);
  const isOld = isSealedWithNone([ring[0]]);
  let count = 0;
  for (const table of ["webhooks", "previous_secrets"] as const) {
    let after: string | undefined = "";
    while (after !== undefined) {
      const position: string = after;
      // A webhook has several previous secrets.
      const { rows } = await sql<{ webhook_id: string; secret: Uint8Array; isOld: boolean }>`
        select webhook_id, secret, ${isOld} as "isOld" from ${sql.table(table)} where webhook_id > ${position}
        order by webhook_id fetch first ${sql.lit(stepSize)} rows with ties`.execute(db);
      for (const { webhook_id, secret } of rows.filter((row) => row.isOld)) {
        const resealed = reseal(box, secret, webhook_id);
        if (resealed === undefined) continue;
        const { rows: changed } = await sql`
          update ${sql.table(table)} set secret = ${resealed}
          where webhook_id = ${webhook_id} and secret = ${Buffer.from(secret)} returning 1`.execute(db);
        count += changed.length;
      }
      after = rows.at(-1)?.webhook_id;
    }
  }
  return count;
}

/** Returns `undefined` if the secret cannot be decrypted. */
function reseal(box: SecretBox, secret: Uint8Array, webhookId: string): Buffer | undefined {
  try {
    return box.seal(box.open(secret, webhookId), webhookId);
  } catch (error) {
    if (error instanceof UnreadableSecretError) return undefined;
    throw error;
  }
}
