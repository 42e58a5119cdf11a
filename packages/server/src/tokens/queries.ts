import { type Insertable, type Kysely, sql } from "kysely";
import type { Schema, TokenRow, TokensTable } from "../database/schema.ts";
import { isGeneratedId } from "../lib/ids.ts";
import { type PageQuery, pageSql } from "../lib/paging.ts";

export type NewTokenRow = Insertable<TokensTable> & { readonly expires_at: Date | null; readonly created_at: Date };
export type ListedToken = Omit<TokenRow, "token_hash" | "bootstrap">;

/** What a request needs to know about its token. */
export type FoundToken = Pick<TokenRow, "token_id" | "organization_id" | "scopes" | "expires_at">;

/** Looks up tokens by their hashes (hex), in one query; `undefined` for each that does not exist. */
export async function selectByHash(db: Kysely<Schema>, hashes: readonly string[]): Promise<(FoundToken | undefined)[]> {
  const { rows } = await sql<FoundToken & { hash: string }>`
    select encode(token_hash, 'hex') as hash, token_id, organization_id, scopes, expires_at
    from tokens
    where token_hash in (select decode(hash, 'hex') from unnest(${sql.val([...new Set(hashes)])}::text[]) as hash)
  `.execute(db);
  const found = new Map(rows.map((row) => [row.hash, row]));
  return hashes.map((hash) => found.get(hash));
}

/** Tokens of every organization in order of creation, then of id: the order of the index `tokens_page`. */
export async function selectPage(db: Kysely<Schema>, page: PageQuery): Promise<ListedToken[]> {
  const { behind, direction } = pageSql("token_id", page);
  return db
    .selectFrom("tokens")
    .select(["token_id", "organization_id", "scopes", "created_at", "expires_at", "last_used_at"])
    .where(behind)
    .orderBy("created_at", direction)
    .orderBy("token_id", direction)
    .limit(page.rows)
    .execute();
}

export async function insert(db: Kysely<Schema>, row: NewTokenRow): Promise<void> {
  await db.insertInto("tokens").values(row).execute();
}

/** Deletes a token; returns false when it does not exist. */
export async function deleteOne(db: Kysely<Schema>, tokenId: string): Promise<boolean> {
  if (!isGeneratedId("tok", tokenId)) return false;
  const { numDeletedRows } = await db.deleteFrom("tokens").where("token_id", "=", tokenId).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Not a parameter, because the planner has to recognize the condition of the index. */
const isBootstrap = sql<boolean>`bootstrap`;

/** Replaces the bootstrap token. */
export async function upsertBootstrap(db: Kysely<Schema>, row: NewTokenRow): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // Processes that start at once store the same token: its hash is unique too, which no conflict clause can name as well.
    await sql`lock table tokens in share row exclusive mode`.execute(transaction);
    // The same text may have been created as an ordinary token before.
    await transaction
      .deleteFrom("tokens")
      .where("token_hash", "=", row.token_hash)
      .where("bootstrap", "=", false)
      .execute();
    await transaction
      .insertInto("tokens")
      .values({ ...row, bootstrap: true })
      .onConflict((conflict) =>
        conflict.column("bootstrap").where(isBootstrap).doUpdateSet({
          token_hash: row.token_hash,
          organization_id: row.organization_id,
          scopes: row.scopes,
          last_used_at: sql`case when tokens.token_hash = excluded.token_hash then tokens.last_used_at end`,
        }),
      )
      .execute();
  });
}

/** Inserts the bootstrap token unless there is one; returns the hash of the one that there is then. */
export async function insertBootstrapIfNone(db: Kysely<Schema>, row: NewTokenRow): Promise<Uint8Array> {
  await db
    .insertInto("tokens")
    .values({ ...row, bootstrap: true })
    .onConflict((conflict) => conflict.column("bootstrap").where(isBootstrap).doNothing())
    .execute();
  const { token_hash } = await db
    .selectFrom("tokens")
    .select("token_hash")
    .where("bootstrap", "=", true)
    .executeTakeFirstOrThrow();
  return token_hash;
}

/** Stores when tokens were last used. A clock that was set back does not make a time earlier. */
export async function updateLastUse(db: Kysely<Schema>, uses: ReadonlyMap<string, Date>): Promise<void> {
  // Ordered, because processes that write the same tokens would otherwise deadlock.
  const ids = [...uses.keys()].sort();
  const times = ids.map((id) => uses.get(id));
  await sql`
    update tokens set last_used_at = greatest(last_used_at, used.at)
    from unnest(${sql.val(ids)}::text[], ${sql.val(times)}::timestamptz[]) as used (id, at)
    where token_id = used.id`.execute(db);
}
