import { setTimeout } from "node:timers/promises";
import type { Kysely } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { waitAfterFailure } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { CircuitBreakerOptions } from "./circuit-breaker.ts";
import { ConcurrencyLimiter, type ConcurrencyLimits } from "./concurrency.ts";
import { Deliverer } from "./deliverer.ts";
import { RoundRobin } from "./fairness.ts";
import { FanOutQueuer } from "./fan-out.ts";
import { Leases } from "./leases.ts";
import { listenForNotifications, type NotifyDue } from "./notifications.ts";
import { type ClaimedDelivery, type ClaimOptions, claimDeliveries, selectPendingWebhooks } from "./queue.ts";
import { ResultRecorder } from "./results.ts";
import type { Sender } from "./sender.ts";
import { Settler } from "./settler.ts";
export interface WorkerOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly sender: Sender;
  readonly metrics: Metrics;
  readonly log: DeliveryLog;
  /** Seconds before each attempt. */
  readonly retrySchedule: readonly number[];
  /** How often the queue is polled for deliveries that no notification announced: retries, and those of other processes. */
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly concurrency: ConcurrencyLimits;
  readonly circuitBreaker: CircuitBreakerOptions;
  /** How long `stop` waits for the requests in flight. */
  readonly stopGraceMs: number;
  /** How long a step of the background should take. */
  readonly stepMs: number;
  /** How many times as long the background rests after a step while deliveries are due. */
  readonly restFactor: number;
  /** Database to listen to for notifications of processes without a worker. */
  readonly listenUrl: string | undefined;
  /** Nothing is claimed while this returns false: results could not be recorded. */
  readonly mayWrite: () => boolean;
}

/** Limits that are not settings. */
export const workerDefaults: Pick<WorkerOptions, "pollMs" | "stopGraceMs" | "concurrency" | "circuitBreaker"> = {
  pollMs: 500,
  stopGraceMs: 20_000,
  concurrency: { perWebhook: 10, perPool: 512, total: 2_048, slowMs: 1_000 },
  circuitBreaker: { timeouts: 5, openMs: 30_000, maxOpenMs: 600_000 },
};

/** How long a stop waits for the database to take back the leases. */
const releaseMs = 2_000;
/** Webhooks found by one poll. */
const pollCount = 500;
/** Time until the next poll, after one that failed. */
const failedPollMs = 5_000;
/** Deliveries taken by one claim. */
const claimCount = 400;
/** Time between claims. Under load each claim then finds a batch, not just the last delivery that became due. */
const claimEveryMs = 10;
/** A claim that finds this many deliveries indicates a backlog: throughput matters then, not latency. */
const backlogCount = 100;
const backlogEveryMs = 20;
/** Organizations that get a turn in one claim, and webhooks of each. */
const maxTurns = 500;
/** With no more webhooks and requests than that, the next deliveries of a fan-out are queued. */
const fanOutBelow = 25;
/** Results that wait to be recorded. Above this number nothing is claimed. */
const maxUnrecorded = 1_000;

/** Webhook id → the capacity that it gets in one claim. */
type Turns = Map<string, { readonly organizationId: string; readonly capacity: number }>;

/** Claims due deliveries, sends them and records the results, until it is stopped. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #roundRobin = new RoundRobin();
  readonly #limiter: ConcurrencyLimiter;
  readonly #leases: Leases;
  readonly #recorder: ResultRecorder;
  readonly #deliverer: Deliverer;
  readonly #settler: Settler;
  readonly #fanOuts: FanOutQueuer;
  readonly #abort = new AbortController();
  #stopping = false;
  #loop: Promise<void> | undefined;
  #stopListening: (() => Promise<void>) | undefined;
  #pollAfter = "";
  #nextPoll = 0;
  /** When a claim last found deliveries. */
  #claimedAt = Number.NEGATIVE_INFINITY;
  #isAwake = false;
  #wake: (() => void) | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#limiter = new ConcurrencyLimiter(options.concurrency);
    this.#leases = new Leases(options);
    this.#recorder = new ResultRecorder(options);
    this.#deliverer = new Deliverer({
      ...options,
      limiter: this.#limiter,
      leases: this.#leases,
      recorder: this.#recorder,
      signal: this.#abort.signal,
      onCapacity: () => this.#wakeUp(),
    });
    this.#settler = new Settler({ ...options, isBusy: () => this.isBusy });
    this.#fanOuts = new FanOutQueuer({
      ...options,
      isBusy: () => this.#roundRobin.size + this.#limiter.inFlight > fanOutBelow,
      notifyDue: this.notifyDue,
    });
    options.metrics.observeInFlight(() => this.#limiter.inFlight);
  }

  start(): void {
    const { listenUrl } = this.#options;
    this.#loop = this.#run();
    this.#leases.start();
    if (listenUrl === undefined) return;
    this.#stopListening = listenForNotifications(listenUrl, this.notifyDue, () => {
      this.#nextPoll = 0;
      this.#wakeUp();
      this.#fanOuts.run();
    });
  }

  /** Whether deliveries were due in the last second. */
  get isBusy(): boolean {
    return performance.now() - this.#claimedAt < 1_000;
  }

  /** Sends due deliveries of these webhooks now, not after the next poll. */
  readonly notifyDue: NotifyDue = (organizationId, webhookIds) => {
    for (const webhookId of webhookIds) this.#roundRobin.add(organizationId, webhookId);
    this.#wakeUp();
  };

  /** Queues the deliveries of fan-outs now, not after the next poll. */
  readonly notifyFanOut = (): void => this.#fanOuts.run();

  /**
   * Stops claiming, waits up to `stopGraceMs` for the requests in flight, and aborts the rest. Deliveries that were
   * claimed and not completed are released. Takes hardly longer, even if the database does not respond.
   */
  async stop(): Promise<void> {
    const { sender, stopGraceMs } = this.#options;
    this.#stopping = true;
    this.#wakeUp();
    const isComplete = await completesWithin(stopGraceMs, Promise.all([this.#stopListening?.(), this.#complete()]));
    if (!isComplete) {
      this.#abort.abort();
      this.#recorder.abort();
      sender.abort();
    }
    await completesWithin(releaseMs, this.#leases.release());
    await sender.close();
  }

  /** Waits until the loop has ended and every claimed delivery is recorded. */
  async #complete(): Promise<void> {
    await Promise.all([this.#loop, this.#settler.stop(), this.#fanOuts.stop()]);
    await this.#leases.untilNone();
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopping; ) {
      try {
        await this.#poll().catch((error) => this.#failPoll(error));
        const start = performance.now();
        const count = await this.#claim();
        if (count > 0) this.#claimedAt = start;
        if (count === 0) await this.#sleep(this.#options.pollMs);
        const everyMs = count < backlogCount ? claimEveryMs : backlogEveryMs;
        const restMs = everyMs - (performance.now() - start);
        if (restMs > 0) await setTimeout(restMs);
        failures = 0;
      } catch (error) {
        this.#options.log.failed("claiming deliveries failed", error);
        await waitAfterFailure(failures++, this.#abort.signal);
      }
    }
  }

  /** Looks at the next `pollCount` webhooks of the queue, and starts again from the first after the last one. */
  async #poll(): Promise<void> {
    const start = performance.now();
    if (start < this.#nextPoll) return;
    const { db, clock, pollMs } = this.#options;
    const pending = await selectPendingWebhooks(db, { after: this.#pollAfter, count: pollCount, now: clock.now() });
    for (const { organizationId, webhookId, isDue, hasStale } of pending) {
      if (isDue) this.#roundRobin.add(organizationId, webhookId);
      if (hasStale) this.#settler.add(webhookId);
    }
    if (this.#pollAfter === "") this.#fanOuts.run();
    const isLast = pending.length < pollCount;
    this.#pollAfter = isLast ? "" : (pending.at(-1)?.webhookId ?? "");
    this.#nextPoll = isLast ? start + pollMs : 0;
  }

  /** Deliveries that were notified of do not wait for a poll that fails. */
  #failPoll(error: unknown): void {
    if (isDatabaseFailure(error)) throw error;
    this.#options.log.failed("polling the queue failed", error);
    this.#nextPoll = performance.now() + failedPollMs;
  }

  /**
   * Claims as many deliveries as there is capacity for, and starts to send them.
   *
   * @returns how many
   */
  async #claim(): Promise<number> {
    const { db, clock, leaseMs, log, metrics } = this.#options;
    const turns = this.#reserveCapacity();
    if (turns.size === 0) return 0;
    const capacities = new Map([...turns].map(([webhookId, { capacity }]) => [webhookId, capacity]));
    const onError: ClaimOptions["onError"] = (webhookId, cause, error) => {
      if (cause === "claim") metrics.internalError(cause);
      log.internalError(webhookId, cause, error);
    };
    const start = performance.now();
    const claimed = await claimDeliveries(db, capacities, { now: clock.now(), leaseMs, onError });
    // The stop did not wait any longer: the leases expire.
    if (this.#abort.signal.aborted) return 0;
    this.#removeIdle(turns, claimed);
    this.#deliverer.start(claimed, start);
    return claimed.length;
  }

  #reserveCapacity(): Turns {
    const turns: Turns = new Map();
    if (this.#limiter.isFull || this.#recorder.waiting > maxUnrecorded || !this.#options.mayWrite()) return turns;
    const reserve = this.#limiter.shareOut();
    let left = claimCount;
    this.#roundRobin.takeTurns(maxTurns, (webhookId, organizationId) => {
      if (left <= 0) return "stop";
      const capacity = reserve(webhookId, left);
      if (capacity === 0) return "next";
      left -= capacity;
      turns.set(webhookId, { organizationId, capacity });
      return "next";
    });
    return turns;
  }

  /** Webhooks with fewer due deliveries than capacity have none left. */
  #removeIdle(turns: Turns, claimed: readonly ClaimedDelivery[]): void {
    const counts = new Map<string, number>();
    for (const { webhookId } of claimed) counts.set(webhookId, (counts.get(webhookId) ?? 0) + 1);
    for (const [webhookId, { organizationId, capacity }] of turns) {
      if ((counts.get(webhookId) ?? 0) < capacity) this.#roundRobin.remove(organizationId, webhookId);
    }
  }

  #wakeUp(): void {
    this.#isAwake = true;
    this.#wake?.();
  }

  async #sleep(ms: number): Promise<void> {
    if (!this.#isAwake) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        globalThis.setTimeout(resolve, ms);
      });
    }
    this.#wake = undefined;
    this.#isAwake = false;
  }
}
