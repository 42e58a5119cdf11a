import type { Kysely } from "kysely";
import type { Keys } from "./crypto/keys.ts";
import type { Schema } from "./database/schema.ts";
import { StartError } from "./start-error.ts";

/**
 * Sees to it that the data of a database is read with the key that it was written with. The first start decides.
 *
 * @throws StartError when it was another one.
 */
export async function checkEncryptionKey(db: Kysely<Schema>, keys: Keys): Promise<void> {
  await db
    .insertInto("encryption_key")
    .values({ key_id: keys.id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { key_id } = await db.selectFrom("encryption_key").select("key_id").executeTakeFirstOrThrow();
  if (!keys.id.equals(key_id)) {
    throw new StartError(
      "ENCRYPTION_KEY is not the key that the data in the database was encrypted with. Set that one.",
    );
  }
}
