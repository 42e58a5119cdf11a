import { setTimeout } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import { keepSession } from "../database/session.ts";
import type { BackgroundPace } from "../lib/background-pace.ts";
import { waitAfterFailure } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";
import { Sleeper } from "../lib/sleeper.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { type ClaimPlan, ClaimPlanner } from "./claim-planner.ts";
import { ConcurrencyLimiter, type ConcurrencyLimits } from "./concurrency.ts";
import { RoundRobin } from "./fairness.ts";
import { FanOutQueuer, progressIn } from "./fan-out.ts";
import { HandOver } from "./hand-over.ts";
import { HeldDeliveries } from "./held-deliveries.ts";
import { Leases } from "./leases.ts";
import { listenForNotifications, type NotifyDue } from "./notifications.ts";
import { claimDeliveries } from "./queue.ts";
import { QueuePoller } from "./queue-poller.ts";
import { ResultRecorder } from "./results.ts";
import type { Sender } from "./sender.ts";
import { StaleDeliverySettler } from "./stale-delivery-settler.ts";
import { Workers } from "./workers.ts";

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
  readonly concurrency: Omit<ConcurrencyLimits, "perWebhook">;
  readonly maxInFlightPerWebhook: number;
  /** Bytes of large events that claimed deliveries hold; see `HeldBodies`. */
  readonly maxHeldBytes: number;
  /** How long `stop` waits for the requests in flight. */
  readonly stopGraceMs: number;
  /** How long a step of the background should take. */
  readonly stepMs: number;
  /** Of the background of this process. It is told how long due deliveries wait for their claim. */
  readonly pace: BackgroundPace;
  /** The Postgres database: where this process shows that it is alive, and is notified by those without a worker. */
  readonly sessionUrl: string | undefined;
  /** Nothing is claimed while this returns false: results could not be recorded. */
  readonly mayWrite: () => boolean;
}

/** Limits that are not settings. */
export const workerDefaults: Pick<WorkerOptions, "pollMs" | "stopGraceMs" | "concurrency" | "maxHeldBytes"> = {
  pollMs: 500,
  stopGraceMs: 20_000,
  concurrency: { perPool: 512, total: 2_048, slowMs: 1_000 },
  // 128 of the largest events. Everything else takes some 300 MiB.
  maxHeldBytes: 128 * 1024 ** 2,
};

/** How long a stop waits for the database to take back the leases. */
const releaseMs = 2_000;
/** With more deliveries in progress, claims are made at most this often: each then finds a batch, not just the last one. */
const quietCount = 16;
const claimEveryMs = 10;
/** Results that wait to be recorded. Above this number nothing is claimed. */
const maxUnrecorded = 1_000;

/** What the loop has to know of a claim. */
type ClaimOutcome = Omit<ClaimPlan, "shares"> & { readonly count: number };

/** Claims due deliveries, sends them and records the results, until it is stopped. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #sleeper = new Sleeper();
  readonly #roundRobin = new RoundRobin();
  readonly #limiter: ConcurrencyLimiter;
  readonly #leases: Leases;
  readonly #workers: Workers;
  readonly #recorder: ResultRecorder;
  readonly #held: HeldDeliveries;
  readonly #planner: ClaimPlanner;
  readonly #poller: QueuePoller;
  readonly #settler: StaleDeliverySettler;
  readonly #fanOuts: FanOutQueuer;
  /** Sends new deliveries without a claim. */
  readonly handOver: HandOver;
  readonly #abort = new AbortController();
  #stopping = false;
  #loop: Promise<void> | undefined;
  #closeSession: (() => Promise<void>) | undefined;
  /** When it became known that deliveries are due which no claim has looked for yet. */
  #dueSince: number | undefined;

  constructor(options: WorkerOptions) {
    const roundRobin = this.#roundRobin;
    const limiter = new ConcurrencyLimiter({ ...options.concurrency, perWebhook: options.maxInFlightPerWebhook });
    this.#options = options;
    this.#limiter = limiter;
    this.#leases = new Leases(options);
    this.#workers = new Workers({ ...options, onRejoin: () => this.#held.giveBackReady() });
    this.#recorder = new ResultRecorder(options);
    this.#held = new HeldDeliveries({
      ...options,
      webhookOf: (delivery) => this.handOver.webhookOf(delivery),
      roundRobin,
      limiter,
      leases: this.#leases,
      recorder: this.#recorder,
      signal: this.#abort.signal,
      onCapacity: () => this.#sleeper.wakeUp(),
    });
    const { ready, bodies } = this.#held;
    this.#planner = new ClaimPlanner({ roundRobin, limiter, ready, bodies });
    this.#settler = new StaleDeliverySettler(options);
    this.#fanOuts = new FanOutQueuer({
      ...options,
      progressOf: progressIn(roundRobin, limiter),
      notifyDue: this.notifyDue,
    });
    this.#poller = new QueuePoller({
      ...options,
      onPending: ({ organizationId, webhookId, isDue, hasStale }) => {
        if (isDue) roundRobin.add(organizationId, webhookId);
        if (hasStale) this.#settler.add(webhookId);
      },
      onFirst: () => this.#fanOuts.run(),
      onEnd: () => this.#sleeper.wakeUp(),
    });
    this.handOver = new HandOver({
      ...options,
      isQuiet: () => this.#workers.hasJoined && this.#mayClaim() && this.#isQuiet(),
      newLease: () => this.#workers.newLease(),
      loseLease: (lease) => this.#workers.loseLease(lease),
      take: (deliveries, start) => {
        options.pace.waited(start);
        this.#held.take(deliveries, start, { areNew: true });
      },
    });
    options.metrics.observeInFlight(() => limiter.inFlight);
  }

  start(): void {
    const { sessionUrl } = this.#options;
    this.#loop = this.#run();
    this.#leases.start();
    if (sessionUrl === undefined) return;
    this.#closeSession = keepSession(sessionUrl, async (client) => {
      await listenForNotifications(client, this.notifyDue, () => {
        this.#poller.hurry();
        this.#sleeper.wakeUp();
        this.#fanOuts.run();
      });
      await this.#workers.lock(client);
    });
  }

  /** Whether deliveries of a webhook wait for its endpoint, which responds slowly, fails, or asks for fewer requests. */
  isSlow(webhookId: string): boolean {
    return this.#limiter.isSlow(webhookId);
  }

  /** Whether a webhook has as many requests in flight as its endpoint takes. */
  isFull(webhookId: string): boolean {
    return this.#limiter.isFull(webhookId);
  }

  /** Sends due deliveries of these webhooks now, not after the next poll. */
  readonly notifyDue: NotifyDue = (organizationId, webhookIds) => {
    for (const webhookId of webhookIds) this.#roundRobin.add(organizationId, webhookId);
    this.#dueSince ??= performance.now();
    this.#sleeper.wakeUp();
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
    this.#sleeper.wakeUp();
    const isComplete = await completesWithin(stopGraceMs, this.#complete());
    if (!isComplete) {
      this.#abort.abort();
      this.#recorder.abort();
      sender.abort();
    }
    await completesWithin(releaseMs, this.#leave());
    await sender.close();
  }

  async #leave(): Promise<void> {
    const { log } = this.#options;
    await this.#leases.stop();
    await this.#workers.leave().catch((error: unknown) => log.failed("leaving the workers failed", error));
    await this.#closeSession?.();
  }

  /** Waits until the loop has ended and every delivery is recorded that was sent. */
  async #complete(): Promise<void> {
    this.#held.stop();
    await Promise.all([this.#loop, this.#settler.stop(), this.#fanOuts.stop()]);
    await this.#leases.untilNone();
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopping; ) {
      try {
        await this.#workers.check();
        this.#poller.start(this.#workers.voidLeases);
        const start = performance.now();
        const { count, hasMore, isLong } = await this.#leases.duringClaim(() => this.#claim());
        if (count === 0 && !hasMore) await this.#sleeper.sleep(this.#poller.waitMs);
        // Also after a sleep: each completion ends it, though it may free no place for those that wait.
        if (count === 0 ? isLong : this.#held.size > quietCount) {
          const restMs = claimEveryMs - (performance.now() - start);
          if (restMs > 0) await setTimeout(restMs);
        }
        this.#poller.throwIfFailed();
        failures = 0;
      } catch (error) {
        this.#options.log.failed("claiming deliveries failed", error);
        await waitAfterFailure(failures++, this.#abort.signal);
      }
    }
    await this.#poller.untilEnd();
  }

  /** Claims as many deliveries as can be sent soon, and starts to send them. */
  async #claim(): Promise<ClaimOutcome> {
    if (!this.#mayClaim()) return { count: 0, hasMore: false, isLong: false };
    const { db, clock, leaseMs, log, metrics, pace } = this.#options;
    const { ready, bodies } = this.#held;
    const { shares, ...plan } = this.#planner.plan();
    const dueSince = this.#dueSince;
    // Also without any share: what is due then waits for its endpoint, which says nothing about the database.
    this.#dueSince = undefined;
    if (shares.size === 0) return { count: 0, ...plan };
    const counts = new Map([...shares].map(([webhookId, { count }]) => [webhookId, count]));
    return await ready.holdBackDuring(shares, async () => {
      const start = performance.now();
      const lease = this.#workers.newLease();
      const { deliveries, notLoaded } = await claimDeliveries(db, counts, {
        now: clock.now(),
        lease,
        leaseMs,
        voidLeases: this.#workers.voidLeases,
        heldOf: (webhookId) => this.#held.countOf(webhookId),
        loadsLarge: !bodies.isFull,
        onError: (webhookId, cause, error) => {
          if (cause === "claim") metrics.internalError(cause);
          log.internalError(webhookId, cause, error);
        },
      }).catch((error: unknown) => {
        this.#workers.loseLease(lease);
        throw error;
      });
      if (dueSince !== undefined && deliveries.length > 0) pace.waited(dueSince);
      this.#planner.removeIdle(shares, deliveries);
      this.#held.take(deliveries, start);
      // Before the next claim, which would take later deliveries of these webhooks.
      await this.#held.giveBackNotLoaded(notLoaded, start);
      return { count: deliveries.length, ...plan };
    });
  }

  /** Whether little is to do: a claim would find a delivery or two. */
  #isQuiet(): boolean {
    const { busy, bodies } = this.#held;
    // Deliveries that are handed over are bounded nowhere else: the first request of a webhook begins, whatever its pool has.
    const hasPlaces = this.#limiter.inFlight <= this.#options.concurrency.perPool / 2;
    return busy <= quietCount && hasPlaces && !bodies.isFull;
  }

  #mayClaim(): boolean {
    return !this.#stopping && this.#recorder.waiting <= maxUnrecorded && this.#options.mayWrite();
  }
}
