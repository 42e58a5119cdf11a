import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";
import { updateLastUse } from "./queries.ts";

const writeIntervalMs = 30_000;
/** How long a stop waits for the last write. */
const stopMs = 2_000;

export interface LastUseOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  /** Called when a write fails; what could not be written is kept for the next one. */
  readonly onError: (error: unknown) => void;
  /** While this returns false, nothing is written, and everything is kept. */
  readonly mayWrite: () => boolean;
}

/** Keeps when each token was last used in memory, and writes it for all tokens in one statement every 30 seconds. */
export class LastUse {
  readonly #options: LastUseOptions;
  #unwritten = new Map<string, Date>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LastUseOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#writeOrKeep(), writeIntervalMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await completesWithin(stopMs, this.#writeOrKeep());
  }

  used(tokenId: string): void {
    this.#unwritten.set(tokenId, this.#options.clock.now());
  }

  /** Writes everything that has not been written yet. */
  async write(): Promise<void> {
    const uses = this.#unwritten;
    if (uses.size === 0) return;
    this.#unwritten = new Map();
    try {
      await updateLastUse(this.#options.db, uses);
    } catch (error) {
      this.#unwritten = new Map([...uses, ...this.#unwritten]);
      throw error;
    }
  }

  async #writeOrKeep(): Promise<void> {
    const { mayWrite, onError } = this.#options;
    if (mayWrite()) await this.write().catch(onError);
  }
}
