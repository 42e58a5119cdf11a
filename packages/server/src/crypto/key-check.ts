import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { StartError } from "../lib/errors.ts";
import type { KeyRing } from "./keys.ts";
import { sealedHeader, sealedHeaderBytes } from "./secret-box.ts";

/**
 * Sees to it that the secrets of a database can be read with the keys that are set. The first start decides which key
 * that is; a start with a newer one before it makes that the key of the database.
 *
 * @throws StartError when a key is missing.
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
        "ENCRYPTION_KEY is not the key that the data in the database was encrypted with. Set that one, " +
          "or put it behind the new one in ENCRYPTION_KEYS.",
      );
    }
    if (!newest.id.equals(key_id)) {
      await transaction.updateTable("encryption_key").set({ key_id: newest.id }).execute();
    }
  });
  // Found by looking, not by what a re-encryption once said: another process may have written with an older key since.
  const { rows } = await sql<{ unreadable: boolean }>`
    select exists (select from webhooks where ${isSealedWithNone(ring)})
      or exists (select from previous_secrets where ${isSealedWithNone(ring)}) as unreadable`.execute(db);
  if (rows[0]?.unreadable) {
    throw new StartError(
      "ENCRYPTION_KEYS lacks a key that secrets in the database are encrypted with. Put it at the end, " +
        "and re-encrypt before you take it away.",
    );
  }
}

/** SQL: whether the column `secret` was sealed with none of these keys. */
export function isSealedWithNone(ring: KeyRing): RawBuilder<boolean> {
  const headers = ring.map((keys) => sealedHeader(keys).toString("hex"));
  return sql<boolean>`encode(substr(secret, 1, ${sql.lit(sealedHeaderBytes)}), 'hex') <> all (${sql.val(headers)}::text[])`;
}
