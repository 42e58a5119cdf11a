import { createHash } from "node:crypto";
import type { CreatedToken, CreateTokenRequest, Token } from "@agent-webhooks/types/delivery";
import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { notFound, ValidationError } from "../lib/errors.ts";
import { ulid } from "../lib/ids.ts";
import type { PageQuery } from "../lib/paging.ts";
import { readTime } from "../lib/rfc3339.ts";
import { LastUse } from "./last-use.ts";
import * as queries from "./queries.ts";
import { tokenScopes } from "./scopes.ts";
import { generateToken, tokenPattern } from "./token-format.ts";

/** The organization of a token, and what the token may do. */
export interface Identity {
  readonly tokenId: string;
  readonly organizationId: string;
  readonly scopes: ReadonlySet<string>;
}

export interface TokensOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  /** Called when the last use of tokens could not be stored; it is retried. */
  readonly onError: (error: unknown) => void;
  /** While this returns false, the last use of tokens is not stored. */
  readonly mayWrite: () => boolean;
}

/** The bootstrap token has every scope. */
const bootstrapRequest: CreateTokenRequest = { organization_id: "default", scopes: [...tokenScopes] };

/** How long a text counts as unknown. A generated token cannot have been tried before it exists; the bootstrap token can. */
const unknownMs = 5_000;
const maxUnknown = 10_000;

/** Tokens are looked up by hash, so that the time of a lookup tells nothing about a token. */
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

const toToken = (row: queries.ListedToken): Token => ({
  token_id: row.token_id,
  organization_id: row.organization_id,
  scopes: row.scopes as Token["scopes"],
  created_at: row.created_at.toISOString(),
  ...(row.expires_at !== null && { expires_at: row.expires_at.toISOString() }),
  ...(row.last_used_at !== null && { last_used_at: row.last_used_at.toISOString() }),
});

/** The tokens in the database, which stores only their SHA-256. */
export class Tokens {
  readonly lastUse: LastUse;
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;
  /** Hashes that do not exist. Those that exist are never cached, because a token may be revoked at any moment. */
  readonly #unknown = new LRUCache<string, true>({ max: maxUnknown, ttl: unknownMs });
  /** Combines lookups that arrive while others run into one query. */
  readonly #lookups: Batcher<string, queries.FoundToken | undefined>;

  constructor({ db, clock, onError, mayWrite }: TokensOptions) {
    this.#db = db;
    this.#clock = clock;
    this.lastUse = new LastUse({ db, clock, onError, mayWrite });
    this.#lookups = new Batcher((hashes) => queries.selectByHash(db, hashes), {
      maxItems: 100,
      maxRunning: 2,
      affectsAll: isDatabaseFailure,
    });
  }

  /**
   * Creates a token. Only this response contains its text.
   *
   * @throws ValidationError when it would already have expired
   */
  async create(request: CreateTokenRequest): Promise<CreatedToken> {
    const text = generateToken();
    const row = this.#newRow(text, request);
    if (row.expires_at !== null && row.expires_at <= row.created_at) {
      throw new ValidationError({ expires_at: ["must be in the future"] });
    }
    await queries.insert(this.#db, row);
    return { ...toToken({ ...row, last_used_at: null }), token: text };
  }

  /** Returns a page of the tokens of every organization. */
  async page(query: PageQuery): Promise<Token[]> {
    const rows = await queries.selectPage(this.#db, query);
    return rows.map(toToken);
  }

  /**
   * Revokes a token. Every request looks its token up, so this takes effect at once in every process.
   *
   * @throws ServiceError 404
   */
  async revoke(tokenId: string): Promise<void> {
    if (!(await queries.deleteOne(this.#db, tokenId))) throw notFound("Token");
  }

  /** Returns the identity of a token; `undefined` when the token is unknown or has expired. */
  async identify(token: string): Promise<Identity | undefined> {
    if (!tokenPattern.test(token)) return undefined;
    const hash = hashOf(token).toString("hex");
    if (this.#unknown.has(hash)) return undefined;
    const row = await this.#lookups.add(hash);
    if (row === undefined) {
      this.#unknown.set(hash, true);
      return undefined;
    }
    if (row.expires_at !== null && row.expires_at <= this.#clock.now()) return undefined;
    this.lastUse.used(row.token_id);
    return { tokenId: row.token_id, organizationId: row.organization_id, scopes: new Set(row.scopes) };
  }

  /** Makes `token` the bootstrap token. The previous one stops working. */
  async setBootstrap(token: string): Promise<void> {
    await queries.upsertBootstrap(this.#db, this.#newRow(token, bootstrapRequest));
  }

  /** Makes `token` the bootstrap token unless there is one; returns whether it is the bootstrap token. Idempotent. */
  async setBootstrapIfNone(token: string): Promise<boolean> {
    const hash = await queries.insertBootstrapIfNone(this.#db, this.#newRow(token, bootstrapRequest));
    return hashOf(token).equals(hash);
  }

  #newRow(token: string, { organization_id, scopes, expires_at }: CreateTokenRequest) {
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
