import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { StartError } from "../lib/errors.ts";
import type { KeyRing } from "./keys.ts";
import { sealedHeader, sealedHeaderBytes, sealedVersion } from "./secret-box.ts";

/**
 * Checks that the secrets in the database can be decrypted with the configured keys. The first start stores which key the
 * database uses; a start with a newer key in front replaces it.
 *
 * @throws StartError when a key is missing
 */
export async function checkEncryptionKeys(db: Kysely<Schema>, ring: KeyRing): Promise<void> {
  const [newest] = ring;
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("encryption_key")
      .values({ key_id: newest.id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { key_id } = await transaction
      .selectFrom("encryption_key")
      .select("key_id")
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (!ring.some(({ id }) => id.equals(key_id))) {
      throw new StartError(
        "ENCRYPTION_KEY is not the key that encrypted the data in the database. Set that key, " +
          "or add it after the new one in ENCRYPTION_KEYS.",
      );
    }
    if (!newest.id.equals(key_id)) {
      await transaction.updateTable("encryption_key").set({ key_id: newest.id }).execute();
    }
  });
  // Checked in the data itself: another process may have written with an older key after a re-encryption.
  const { rows } = await sql<{ unreadable: boolean }>`
    select exists (
        select from webhooks
        where ${isSealedWithNone(ring)} and disabled_because is distinct from 'secret_unreadable'
        offset 0
      )
      or exists (
        select from previous_secrets where ${isSealedWithNone(ring)} and expires_at > now()
        offset 0
      ) as unreadable`.execute(db);
  if (rows[0]?.unreadable) {
    throw new StartError(
      "ENCRYPTION_KEYS lacks a key that encrypted secrets in the database. Add it at the end, " +
        "and re-encrypt before you remove it.",
    );
  }
}

/** Whether a key is the newest one of the database: a process without it has to be restarted with the newest keys. */
export async function isNewestKey(db: Kysely<Schema>, keyId: Buffer): Promise<boolean> {
  const newest = await db.selectFrom("encryption_key").select("key_id").executeTakeFirst();
  return newest !== undefined && keyId.equals(newest.key_id);
}

/** SQL condition: a key sealed the column `secret`, but none of these. A damaged secret, which no key opens, is not missed. */
export function isSealedWithNone(ring: KeyRing): RawBuilder<boolean> {
  const headers = ring.map((keys) => sealedHeader(keys).toString("hex"));
  return sql<boolean>`length(secret) > ${sql.lit(sealedHeaderBytes)} and get_byte(secret, 0) = ${sql.lit(sealedVersion)}
    and encode(substr(secret, 1, ${sql.lit(sealedHeaderBytes)}), 'hex') <> all (${sql.val(headers)}::text[])`;
}
