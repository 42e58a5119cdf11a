import type { Kysely } from "kysely";
import { isDatabaseFailure, isStatementTimeout } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import { type PendingWebhook, selectPendingWebhooks } from "./queue.ts";

export interface QueuePollerOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: Pick<DeliveryLog, "failed">;
  /** Time between two polls of the whole queue, in milliseconds. */
  readonly pollMs: number;
  /** Called with each webhook that has pending deliveries. */
  readonly onPending: (webhook: PendingWebhook) => void;
  /** Called after each poll that began with the first webhook. */
  readonly onFirst: () => void;
  /** Called when a poll has ended, also if it has failed. */
  readonly onEnd: () => void;
}

/** Webhooks found by one poll. */
const pollCount = 500;
/** Time until the next poll, after one that failed. */
const failedPollMs = 5_000;

/**
 * Finds deliveries that no notification announced: retries, those of other processes, and those that a crash has left. Polls
 * run beside claims: what was notified of does not wait for one that takes long.
 */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  #after = "";
  #nextAt = 0;
  #isHurried = false;
  #hasFailed = false;
  #running: Promise<void> | undefined;
  /** Why the last poll failed, if the database failed altogether. */
  #failure: { readonly error: unknown } | undefined;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
  }

  /**
   * How long to wait until the next poll, in milliseconds, at most `pollMs`. After one that has not come to the end of the
   * queue, it is short.
   */
  get waitMs(): number {
    const { pollMs } = this.#options;
    // It is known when the poll ends.
    if (this.#running !== undefined) return pollMs;
    return Math.min(Math.max(0, this.#nextAt - performance.now()), pollMs);
  }

  /** Makes the next `start` look, though it is not yet time. */
  hurry(): void {
    this.#isHurried = true;
  }

  /**
   * If it is time and no poll is running, looks at the next webhooks of the queue, and starts again from the first after the
   * last one. A poll that fails is logged, and repeated later, unless the database fails altogether: see `throwIfFailed`.
   *
   * @param voidLeases see `Workers.voidLeases`
   */
  start(voidLeases: readonly string[]): void {
    if (this.#running !== undefined || (performance.now() < this.#nextAt && !this.#isHurried)) return;
    // What hurries it while it looks has to be looked for afterwards.
    this.#isHurried = false;
    this.#failure = undefined;
    this.#running = this.#poll(voidLeases).finally(() => {
      this.#running = undefined;
      this.#options.onEnd();
    });
  }

  /** @throws the error of a database that fails altogether, if the last poll failed because of that. `start` repeats it. */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Waits for the poll that is running. */
  async untilEnd(): Promise<void> {
    await this.#running;
  }

  async #poll(voidLeases: readonly string[]): Promise<void> {
    const { db, clock, log, pollMs, onPending, onFirst } = this.#options;
    const start = performance.now();
    try {
      const pending = await selectPendingWebhooks(db, {
        after: this.#after,
        count: pollCount,
        now: clock.now(),
        voidLeases,
      });
      for (const webhook of pending) onPending(webhook);
      if (this.#after === "") onFirst();
      this.#hasFailed = false;
      const isLast = pending.length < pollCount;
      this.#after = isLast ? "" : (pending.at(-1)?.webhookId ?? "");
      // Half of the time is for everything else that needs the database.
      const end = performance.now();
      this.#nextAt = Math.max(end + (end - start), isLast ? start + pollMs : 0);
    } catch (error) {
      // One webhook may make it take too long.
      if (isDatabaseFailure(error) && !isStatementTimeout(error)) {
        this.#failure = { error };
        this.#nextAt = 0;
        return;
      }
      log.failed("polling the queue failed", error);
      // Not again and again: what comes before it would be left out.
      if (this.#hasFailed) this.#after = "";
      this.#hasFailed = !this.#hasFailed;
      this.#nextAt = performance.now() + failedPollMs;
    }
  }
}
