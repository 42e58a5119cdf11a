import type { Kysely } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { type CurrentWebhook, selectCurrentWebhooks } from "./queue.ts";

const batchSize = 500;

/**
 * Loads webhooks as they are when their deliveries are sent: a change that was acknowledged holds for each attempt that
 * starts after it. Deliveries that are sent while a load runs share the next one. Those that are sent as soon as they are
 * stored need none; see `HandOver`.
 */
export class CurrentWebhooks {
  readonly #batcher: Batcher<string, CurrentWebhook | undefined>;

  constructor({ db, clock }: { readonly db: Kysely<Schema>; readonly clock: Clock }) {
    this.#batcher = new Batcher((webhookIds) => selectCurrentWebhooks(db, webhookIds, clock.now()), {
      maxItems: batchSize,
      maxRunning: 1,
      affectsAll: isDatabaseFailure,
    });
  }

  /** Resolves to `undefined` if the webhook was deleted. */
  load(webhookId: string): Promise<CurrentWebhook | undefined> {
    return this.#batcher.add(webhookId);
  }
}
