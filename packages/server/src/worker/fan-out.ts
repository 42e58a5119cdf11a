import { setTimeout } from "node:timers/promises";
import type { Kysely } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { StepLoop } from "../lib/step-loop.ts";
import {
  type FanOutTurn,
  type QueuedFanOuts,
  queueFanOuts,
  selectFanOutOrganization,
} from "../publish/fan-out-queries.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { NotifyDue } from "./notifications.ts";

export interface FanOutQueuerOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: Pick<DeliveryLog, "failed">;
  readonly mayWrite: () => boolean;
  /** Whether deliveries of a webhook are due or in flight, and its endpoint keeps up. */
  readonly isSending: (organizationId: string, webhookId: string) => boolean;
  readonly notifyDue: NotifyDue;
}

/** While more webhooks of a step are sending, it waits, up to this time: endpoints may be slow. */
const maxSending = 5;
const maxWaitMs = 20;
const checkMs = 2;
/** The rest after a step that has waited so long: what it waited for endpoints left the process and the database free. */
const shortRestMs = 5;
/** How long an organization is left out whose fan-outs cannot be queued. */
const leaveOutMs = 60_000;

/**
 * Puts the deliveries of events that match many webhooks into the queue, in small steps, in which organizations take
 * turns. Each step waits until its deliveries are sent, and rests as long as that took, so that other events find the worker
 * and the database free. Any number of processes may do it at once.
 */
export class FanOutQueuer {
  readonly #options: FanOutQueuerOptions;
  readonly #loop: StepLoop;
  readonly #leftOut = new Set<string>();
  #after = "";
  /** How long to rest after the step, if not as long as it took. */
  #restMs: number | undefined;

  constructor(options: FanOutQueuerOptions) {
    this.#options = options;
    this.#loop = new StepLoop({
      step: () => this.#step(),
      mayRun: options.mayWrite,
      restMs: (tookMs) => this.#restMs ?? tookMs,
      onError: (error) => options.log.failed("queueing the deliveries of an event failed", error),
    });
  }

  /** Queues what there is. */
  run(): void {
    this.#loop.add("fan-outs");
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async #step(): Promise<boolean> {
    const turn = { after: this.#after, except: [...this.#leftOut] };
    const queued = await this.#queue(turn);
    this.#after = queued?.organizationId ?? "";
    if (queued === undefined) return turn.after !== "";
    this.#options.notifyDue(queued.organizationId, queued.webhookIds);
    this.#restMs = (await this.#waitUntilSent(queued)) ? undefined : shortRestMs;
    return true;
  }

  /** Leaves out an organization for some time if its fan-outs cannot be queued: others have their turns. */
  async #queue(turn: FanOutTurn): Promise<QueuedFanOuts | undefined> {
    const { db, clock, log } = this.#options;
    try {
      return await queueFanOuts(db, turn, clock.now());
    } catch (error) {
      if (isDatabaseFailure(error)) throw error;
      const organizationId = await selectFanOutOrganization(db, turn);
      if (organizationId === undefined) throw error;
      log.failed(`queueing the deliveries of an event of the organization ${organizationId} failed`, error);
      this.#leftOut.add(organizationId);
      globalThis.setTimeout(() => this.#leftOut.delete(organizationId), leaveOutMs).unref();
      return { organizationId, webhookIds: [] };
    }
  }

  /** Returns false if endpoints take too long. */
  async #waitUntilSent({ organizationId, webhookIds }: QueuedFanOuts): Promise<boolean> {
    const end = performance.now() + maxWaitMs;
    const isSending = (webhookId: string) => this.#options.isSending(organizationId, webhookId);
    while (webhookIds.filter(isSending).length > maxSending) {
      if (performance.now() >= end) return false;
      await setTimeout(checkMs);
    }
    return true;
  }
}
