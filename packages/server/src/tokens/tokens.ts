import { createHash } from "node:crypto";
import type { CreatedToken, CreateTokenRequest, Token } from "@agent-webhooks/types/delivery";
import { type Kysely, sql } from "kysely";
import { LRUCache } from "lru-cache";
import type { Schema, TokenRow } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { notFound, ValidationError } from "../lib/errors.ts";
import { ulid } from "../lib/ids.ts";
import { type PageQuery, pageSql } from "../lib/paging.ts";
import { readTime } from "../lib/rfc3339.ts";
import { LastUse } from "./last-use.ts";
import { tokenScopes } from "./scopes.ts";
import { generateToken, tokenPattern } from "./token-format.ts";
import { TokenLookup } from "./token-lookup.ts";

/** Who a token speaks for, and what it may do. */
export interface Identity {
  readonly tokenId: string;
  readonly organizationId: string;
  readonly scopes: ReadonlySet<string>;
}

/** The bootstrap token may do everything. */
const bootstrapRights: CreateTokenRequest = { organization_id: "default", scopes: [...tokenScopes] };

/** How long a text stays unknown. A token that is made cannot have been tried before; the bootstrap token can. */
const unknownMs = 5_000;
const maxUnknown = 10_000;

/**
 * Tokens are found by this, so how long a search takes says something about hashes only, and nobody can choose those
 * bit by bit.
 */
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** What this service makes. Anything else is not looked up: Postgres refuses some characters, NUL for one. */
const possibleId = /^tok_[0-9a-z]{1,64}$/;

const toToken = (row: Omit<TokenRow, "token_hash" | "bootstrap">): Token => ({
  token_id: row.token_id,
  organization_id: row.organization_id,
  scopes: row.scopes as Token["scopes"],
  created_at: row.created_at.toISOString(),
  ...(row.expires_at !== null && { expires_at: row.expires_at.toISOString() }),
  ...(row.last_used_at !== null && { last_used_at: row.last_used_at.toISOString() }),
});

/** The tokens in the database. A token is kept as its SHA-256 only. */
export class Tokens {
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;
  readonly lastUse: LastUse;
  /** Hashes that were looked for and not found. What is found is never kept: it may be revoked the next moment. */
  readonly #unknown = new LRUCache<string, true>({ max: maxUnknown, ttl: unknownMs });
  readonly #lookup: TokenLookup;

  constructor(db: Kysely<Schema>, clock: Clock, onError: (error: unknown) => void) {
    this.#db = db;
    this.#clock = clock;
    this.lastUse = new LastUse({ db, clock, onError });
    this.#lookup = new TokenLookup(db);
  }

  /**
   * Creates a token. The answer is the only one that has its text.
   *
   * @throws ValidationError when it would have expired already
   */
  async create(request: CreateTokenRequest): Promise<CreatedToken> {
    const text = generateToken();
    const row = this.#row(text, request);
    if (row.expires_at !== null && row.expires_at <= row.created_at) {
      throw new ValidationError({ expires_at: ["must be in the future"] });
    }
    await this.#db.insertInto("tokens").values(row).execute();
    return { ...toToken({ ...row, last_used_at: null }), token: text };
  }

  /** The tokens of a page, those of every organization. */
  async page(query: PageQuery): Promise<Token[]> {
    const { behind, direction } = pageSql("token_id", query);
    const rows = await this.#db
      .selectFrom("tokens")
      .select(["token_id", "organization_id", "scopes", "created_at", "expires_at", "last_used_at"])
      .where(behind)
      .orderBy("created_at", direction)
      .orderBy("token_id", direction)
      .limit(query.rows)
      .execute();
    return rows.map(toToken);
  }

  /**
   * Takes a token back. It is looked up at every request, so it is refused from now on, in every process.
   *
   * @throws ServiceError 404
   */
  async revoke(tokenId: string): Promise<void> {
    const { numDeletedRows } = possibleId.test(tokenId)
      ? await this.#db.deleteFrom("tokens").where("token_id", "=", tokenId).executeTakeFirst()
      : { numDeletedRows: 0n };
    if (numDeletedRows === 0n) throw notFound("Token");
  }

  /** Who the token speaks for; `undefined` when it is not known or has expired. */
  async identify(token: string): Promise<Identity | undefined> {
    if (!tokenPattern.test(token)) return undefined;
    const hash = hashOf(token);
    const key = hash.toString("base64");
    if (this.#unknown.has(key)) return undefined;
    const row = await this.#lookup.find(hash);
    if (row === undefined) {
      this.#unknown.set(key, true);
      return undefined;
    }
    if (row.expires_at !== null && row.expires_at <= this.#clock.now()) return undefined;
    this.lastUse.used(row.token_id);
    return { tokenId: row.token_id, organizationId: row.organization_id, scopes: new Set(row.scopes) };
  }

  /** Makes `token` the bootstrap token. The one before it stops working. */
  async setBootstrap(token: string): Promise<void> {
    const row = { ...this.#row(token, bootstrapRights), bootstrap: true };
    await this.#db.transaction().execute(async (transaction) => {
      // The same text may have been created as an ordinary token before.
      await transaction
        .deleteFrom("tokens")
        .where("token_hash", "=", row.token_hash)
        .where("bootstrap", "=", false)
        .execute();
      await transaction
        .insertInto("tokens")
        .values(row)
        .onConflict((conflict) =>
          conflict.column("bootstrap").where("bootstrap", "=", true).doUpdateSet({
            token_hash: row.token_hash,
            organization_id: row.organization_id,
            scopes: row.scopes,
            last_used_at: sql`case when tokens.token_hash = excluded.token_hash then tokens.last_used_at end`,
          }),
        )
        .execute();
    });
  }

  /** Makes `token` the bootstrap token if there is none yet; whether it is. May be repeated when the answer was lost. */
  async setBootstrapIfNone(token: string): Promise<boolean> {
    const row = { ...this.#row(token, bootstrapRights), bootstrap: true };
    await this.#db
      .insertInto("tokens")
      .values(row)
      .onConflict((conflict) => conflict.column("bootstrap").where("bootstrap", "=", true).doNothing())
      .execute();
    const { token_hash } = await this.#db
      .selectFrom("tokens")
      .select("token_hash")
      .where("bootstrap", "=", true)
      .executeTakeFirstOrThrow();
    return row.token_hash.equals(token_hash);
  }

  #row(token: string, { organization_id, scopes, expires_at }: CreateTokenRequest) {
    const now = this.#clock.now();
    return {
      token_id: `tok_${ulid(now)}`,
      token_hash: hashOf(token),
      organization_id,
      scopes: [...scopes],
      created_at: now,
      expires_at: expires_at === undefined ? null : readTime("expires_at", expires_at),
    };
  }
}
