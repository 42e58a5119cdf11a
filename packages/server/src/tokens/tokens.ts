import { createHash, randomBytes } from "node:crypto";
import type { CreatedToken, CreateTokenRequest, Token } from "@agent-webhooks/types/delivery";
import type { Kysely } from "kysely";
import type { Clock } from "../clock.ts";
import type { Schema, TokenRow } from "../database/schema.ts";
import { notFound, ValidationError } from "../errors.ts";
import { ulid } from "../ids.ts";
import { type PageQuery, pageSql } from "../paging.ts";
import { tokenScopes } from "./scopes.ts";
import { TokenLookup } from "./token-lookup.ts";

/** Who a token speaks for, and what it may do. */
export interface Identity {
  readonly organizationId: string;
  readonly scopes: ReadonlySet<string>;
}

/** The bootstrap token may do everything. */
const bootstrapRights: CreateTokenRequest = { organization_id: "default", scopes: [...tokenScopes] };

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** Makes the text of a token: `awt_` and 43 base64url characters, which are 256 random bits. */
export function makeToken(): string {
  return `awt_${randomBytes(32).toString("base64url")}`;
}

/** What this service makes. Anything else is not looked up: Postgres refuses some characters, NUL for one. */
const possibleId = /^tok_[0-9a-z]{1,64}$/;

const toToken = (row: Omit<TokenRow, "token_hash" | "bootstrap">): Token => ({
  token_id: row.token_id,
  organization_id: row.organization_id,
  scopes: row.scopes as Token["scopes"],
  created_at: row.created_at.toISOString(),
  ...(row.expires_at !== null && { expires_at: row.expires_at.toISOString() }),
});

/** The tokens in the database. A token is kept as its SHA-256 only. */
export class Tokens {
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;
  readonly #lookup: TokenLookup;

  constructor(db: Kysely<Schema>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#lookup = new TokenLookup(db);
  }

  /**
   * Creates a token. The answer is the only one that has its text.
   *
   * @throws ValidationError when it would have expired already
   */
  async create(request: CreateTokenRequest): Promise<CreatedToken> {
    const text = makeToken();
    const row = this.#row(text, request);
    if (row.expires_at !== null && row.expires_at <= row.created_at) {
      throw new ValidationError({ expires_at: ["must be in the future"] });
    }
    await this.#db.insertInto("tokens").values(row).execute();
    return { ...toToken(row), token: text };
  }

  /** The tokens of a page, those of every organization. */
  async page(query: PageQuery): Promise<Token[]> {
    const { behind, direction } = pageSql("token_id", query);
    const rows = await this.#db
      .selectFrom("tokens")
      .select(["token_id", "organization_id", "scopes", "created_at", "expires_at"])
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
    const row = await this.#lookup.find(hashOf(token));
    if (row === undefined) return undefined;
    if (row.expires_at !== null && row.expires_at <= this.#clock.now()) return undefined;
    return { organizationId: row.organization_id, scopes: new Set(row.scopes) };
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
          conflict
            .column("bootstrap")
            .where("bootstrap", "=", true)
            .doUpdateSet({ token_hash: row.token_hash, organization_id: row.organization_id, scopes: row.scopes }),
        )
        .execute();
    });
  }

  /** Makes a bootstrap token if there is none yet, and answers it; `undefined` when there is one. */
  async createBootstrapIfNone(): Promise<string | undefined> {
    const token = makeToken();
    const inserted = await this.#db
      .insertInto("tokens")
      .values({ ...this.#row(token, bootstrapRights), bootstrap: true })
      .onConflict((conflict) => conflict.column("bootstrap").where("bootstrap", "=", true).doNothing())
      .returning("token_id")
      .executeTakeFirst();
    return inserted === undefined ? undefined : token;
  }

  #row(token: string, { organization_id, scopes, expires_at }: CreateTokenRequest) {
    const now = this.#clock.now();
    return {
      token_id: `tok_${ulid(now)}`,
      token_hash: hashOf(token),
      organization_id,
      scopes: [...scopes],
      created_at: now,
      expires_at: expires_at === undefined ? null : new Date(expires_at),
    };
  }
}
