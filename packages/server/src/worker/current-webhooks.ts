import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { type CurrentWebhook, selectCurrentWebhooks } from "./queue.ts";

/** Deliveries of a webhook that are sent within this time share what was loaded: a statement takes about as long. */
const maxAgeMs = 20;
const maxCached = 10_000;
const batchSize = 500;

/** Loads webhooks as they are when their deliveries are sent, several at a time. */
export class CurrentWebhooks {
  readonly #loaded = new LRUCache<string, Promise<CurrentWebhook | undefined>>({ max: maxCached, ttl: maxAgeMs });
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
    const cached = this.#loaded.get(webhookId);
    if (cached !== undefined) return cached;
    const webhook = this.#batcher.add(webhookId);
    this.#loaded.set(webhookId, webhook);
    return webhook;
  }
}
