import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";

const everyMs = 30_000;

export interface LastUseOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  /** What could not be written is kept for the next time. */
  readonly onError: (error: unknown) => void;
}

/** When each token was last used: remembered here, and written down now and then, all tokens in one statement. */
export class LastUse {
  readonly #options: LastUseOptions;
  #unwritten = new Map<string, Date>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LastUseOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#writeOrKeep(), everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writeOrKeep();
  }

  used(tokenId: string): void {
    this.#unwritten.set(tokenId, this.#options.clock.now());
  }

  /** Writes down what has not been yet. A clock that was put back makes nothing earlier. */
  async write(): Promise<void> {
    const uses = this.#unwritten;
    if (uses.size === 0) return;
    this.#unwritten = new Map();
    try {
      await sql`
        update tokens set last_used_at = greatest(last_used_at, used.at)
        from unnest(${sql.val([...uses.keys()])}::text[], ${sql.val([...uses.values()])}::timestamptz[]) as used (id, at)
        where token_id = used.id`.execute(this.#options.db);
    } catch (error) {
      this.#unwritten = new Map([...uses, ...this.#unwritten]);
      throw error;
    }
  }

  async #writeOrKeep(): Promise<void> {
    await this.write().catch(this.#options.onError);
  }
}
