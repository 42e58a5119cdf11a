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
}

/** Webhooks found by one poll. */
const pollCount = 500;
/** Time until the next poll, after one that failed. */
const failedPollMs = 5_000;

/** Finds deliveries that no notification announced: retries, those of other processes, and those that a crash has left. */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  #after = "";
  #nextAt = 0;
  #isHurried = false;
  #hasFailed = false;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
  }

  /** How long to wait until the next poll, in milliseconds. After one that has not come to the end of the queue, it is short. */
  get waitMs(): number {
    const { pollMs } = this.#options;
    return this.#after === "" ? pollMs : Math.min(Math.max(0, this.#nextAt - performance.now()), pollMs);
  }

  /** Makes the next `poll` look, though it is not yet time. */
  hurry(): void {
    this.#isHurried = true;
  }

  /**
   * If it is time, looks at the next webhooks of the queue, and starts again from the first after the last one. A poll that
   * fails is logged, and repeated later: what was notified of does not wait for it.
   *
   * @param voidLeases see `Workers.voidLeases`
   * @throws the error of a database that fails altogether
   */
  async poll(voidLeases: readonly string[]): Promise<void> {
    const start = performance.now();
    if (start < this.#nextAt && !this.#isHurried) return;
    // What hurries it while it looks has to be looked for afterwards.
    this.#isHurried = false;
    const { db, clock, log, pollMs, onPending, onFirst } = this.#options;
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
      this.#nextAt = isLast ? start + pollMs : end + (end - start);
    } catch (error) {
      // One webhook may make it take too long.
      if (isDatabaseFailure(error) && !isStatementTimeout(error)) throw error;
      log.failed("polling the queue failed", error);
      // Not again and again: what comes before it would be left out.
      if (this.#hasFailed) this.#after = "";
      this.#hasFailed = !this.#hasFailed;
      this.#nextAt = performance.now() + failedPollMs;
    }
  }
}
