import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { isSealedWithNone } from "./key-check.ts";
import type { KeyRing } from "./keys.ts";
import { createSecretBox } from "./secret-box.ts";

const batchSize = 500;

/**
 * Encrypts again with the newest key what was encrypted with an older one, and answers how many secrets that were. Goes
 * by small steps beside everything else that happens, and may be broken off and begun again at any time: a secret that
 * is replaced meanwhile stays as it was replaced.
 */
export async function resealSecrets(db: Kysely<Schema>, ring: KeyRing): Promise<number> {
  const box = createSecretBox(ring);
  const isOld = isSealedWithNone([ring[0]]);
  let count = 0;
  for (const table of ["webhooks", "previous_secrets"] as const) {
    for (;;) {
      const rows = await db.selectFrom(table).select(["webhook_id", "secret"]).where(isOld).limit(batchSize).execute();
      for (const { webhook_id, secret } of rows) {
        const resealed = box.seal(box.open(secret, webhook_id), webhook_id);
        const { rows: changed } = await sql`
          update ${sql.table(table)} set secret = ${resealed}
          where webhook_id = ${webhook_id} and secret = ${Buffer.from(secret)} returning 1`.execute(db);
        count += changed.length;
      }
      if (rows.length < batchSize) break;
    }
  }
  return count;
}
