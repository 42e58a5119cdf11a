import type { Kysely } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { type CurrentState, type DeliveryKeys, selectCurrentStates } from "./queue.ts";

const batchSize = 500;

/**
 * Loads webhooks as they are when their deliveries are sent, and whether the events were erased: a change that was acknowledged
 * holds for each attempt that starts after it. Deliveries that are sent while a load runs share the next one. Those that are
 * sent as soon as they are stored need none; see `HandOver`.
 */
export class CurrentStates {
  readonly #batcher: Batcher<DeliveryKeys, CurrentState>;

  constructor({ db, clock }: { readonly db: Kysely<Schema>; readonly clock: Clock }) {
    this.#batcher = new Batcher((deliveries) => selectCurrentStates(db, deliveries, clock.now()), {
      maxItems: batchSize,
      maxRunning: 1,
      affectsAll: isDatabaseFailure,
    });
  }

  load(delivery: DeliveryKeys): Promise<CurrentState> {
    return this.#batcher.add(delivery);
  }
}
