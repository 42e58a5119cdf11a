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
import type { ConcurrencyLimiter } from "./concurrency.ts";
import type { RoundRobin } from "./fairness.ts";
import type { NotifyDue } from "./notifications.ts";

/**
 * What the deliveries of a webhook wait for: the worker, which has not begun to send them; an endpoint, which has not
 * responded yet; or neither: they are sent, or the endpoint does not keep up.
 */
export type SendingProgress = "due" | "in flight" | "none";

export interface FanOutQueuerOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: Pick<DeliveryLog, "failed">;
  readonly mayWrite: () => boolean;
  readonly progressOf: (organizationId: string, webhookId: string) => SendingProgress;
  readonly notifyDue: NotifyDue;
}

/** While deliveries of more webhooks of a step are due or in flight, it waits. */
const maxSending = 5;
/** How long it waits for the worker: this process or the database is slow then, and more deliveries would delay others. */
const maxDueMs = 100;
/** How long it waits for endpoints, which may be slow. */
const maxInFlightMs = 20;
const checkMs = 2;
/** The rest after a step that has waited so long: what it waited for endpoints left the process and the database free. */
const shortRestMs = 5;
/** How long an organization is left out whose fan-outs cannot be queued. */
const leaveOutMs = 60_000;

/** The progress of the deliveries that a worker sends. */
export function progressIn(
  roundRobin: Pick<RoundRobin, "has">,
  limiter: ConcurrencyLimiter,
): FanOutQueuerOptions["progressOf"] {
  return (organizationId, webhookId) => {
    if (limiter.isOverdue(webhookId)) return "none";
    if (limiter.inFlightOf(webhookId) > 0) return "in flight";
    if (!roundRobin.has(organizationId, webhookId)) return "none";
    // Slow endpoints may have taken every place.
    return limiter.isSlow(webhookId) || limiter.shareOut()(webhookId) === 0 ? "in flight" : "due";
  };
}

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

  /** Returns false if it was endpoints that took too long. */
  async #waitUntilSent({ organizationId, webhookIds }: QueuedFanOuts): Promise<boolean> {
    const start = performance.now();
    let begunAt: number | undefined;
    for (;;) {
      const sending = webhookIds
        .map((webhookId) => this.#options.progressOf(organizationId, webhookId))
        .filter((progress) => progress !== "none");
      if (sending.length <= maxSending) return true;
      const now = performance.now();
      if (sending.filter((progress) => progress === "due").length > maxSending) {
        if (now - start >= maxDueMs) return true;
      } else {
        begunAt ??= now;
        if (now - begunAt >= maxInFlightMs) return false;
      }
      await setTimeout(checkMs);
    }
  }
}
