import { type Kysely, sql } from "kysely";
import type { Schema, TokenRow } from "../database/schema.ts";
import { Batcher } from "../lib/batcher.ts";

/** What a request has to know of its token. */
export type FoundToken = Pick<TokenRow, "token_id" | "organization_id" | "scopes" | "expires_at">;

/**
 * Finds tokens by their hashes. Every request asks for its own, at the moment at which it comes; those that come while
 * others are being answered are asked for in one statement.
 */
export class TokenLookup {
  readonly #batches: Batcher<string, FoundToken | undefined>;

  constructor(db: Kysely<Schema>) {
    this.#batches = new Batcher((hashes) => selectTokens(db, hashes), { maxItems: 100, maxRunning: 2 });
  }

  find(hash: Buffer): Promise<FoundToken | undefined> {
    return this.#batches.do(hash.toString("hex"));
  }
}

async function selectTokens(db: Kysely<Schema>, hashes: readonly string[]): Promise<(FoundToken | undefined)[]> {
  const { rows } = await sql<FoundToken & { hash: string }>`
    select encode(token_hash, 'hex') as hash, token_id, organization_id, scopes, expires_at
    from tokens
    where token_hash in (select decode(hash, 'hex') from unnest(${sql.val([...new Set(hashes)])}::text[]) as hash)
  `.execute(db);
  const found = new Map(rows.map((row) => [row.hash, row]));
  return hashes.map((hash) => found.get(hash));
}
