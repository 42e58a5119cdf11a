import { setTimeout } from "node:timers/promises";
import type { Kysely } from "kysely";
import { isNewestKey } from "../crypto/key-check.ts";
import { UnreadableSecretError } from "../crypto/secret-box.ts";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { waitAfterFailure } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";
import { type Isolated, processIsolated } from "../lib/isolate.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { inAttemptSpan } from "../telemetry/tracing.ts";
import { disable as disableWebhooks } from "../webhooks/queries.ts";
import type { CircuitBreakerOptions } from "./circuit-breaker.ts";
import { ConcurrencyLimiter, type ConcurrencyLimits } from "./concurrency.ts";
import { RoundRobin } from "./fairness.ts";
import { FanOutQueuer } from "./fan-out.ts";
import { listenForNotifications, type NotifyDue } from "./notifications.ts";
import {
  type ClaimedDelivery,
  type ClaimOptions,
  type CurrentWebhook,
  claimDeliveries,
  Leases,
  selectCurrentWebhooks,
  selectPendingWebhooks,
} from "./queue.ts";
import { ResultRecorder } from "./results.ts";
import type { Sender } from "./sender.ts";
import { Settler } from "./settler.ts";
import {
  type Attempt,
  decideBeforeAttempt,
  type InternalErrorCause,
  internalErrorAttempt,
  type internalErrors,
  isLive,
  type NextState,
  stateAfterAttempt,
} from "./state.ts";

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
  /** How long a step should take that settles deliveries of a disabled or deleted webhook. */
  readonly settleStepMs: number;
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
/** Time until a delivery is tried again whose webhook could neither be used nor disabled. */
const retryUnreadableMs = 1_000;
/** Results that wait to be recorded. Above this number nothing is claimed. */
const maxUnrecorded = 1_000;

/** Webhook id → the capacity that it gets in one claim. */
type Turns = Map<string, { readonly organizationId: string; readonly capacity: number }>;

/** A claimed delivery whose capacity and lease this worker holds. */
interface ActiveDelivery extends ClaimedDelivery {
  /** Frees the capacity, the first time it is called. */
  readonly finish: (succeeded: boolean) => void;
}

/** Claims due deliveries, sends them and records the results, until it is stopped. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #roundRobin = new RoundRobin();
  readonly #limiter: ConcurrencyLimiter;
  readonly #leases: Leases;
  readonly #recorder: ResultRecorder;
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
    while (this.#leases.size > 0 && !this.#abort.signal.aborted) await this.#sleep(this.#options.pollMs);
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
    const claimed = await claimDeliveries(db, capacities, { now: clock.now(), leaseMs, onError });
    // The stop did not wait any longer: the leases expire.
    if (this.#abort.signal.aborted) return 0;
    const active = claimed.map((delivery) => this.#activate(delivery));
    this.#removeIdle(turns, claimed);
    // Not awaited, so that the next claim does not wait for it.
    if (active.length > 0) void this.#deliverAll(active);
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

  #activate(delivery: ClaimedDelivery): ActiveDelivery {
    this.#leases.add(delivery);
    let free: ReturnType<ConcurrencyLimiter["begin"]> | undefined = this.#limiter.begin(delivery.webhookId);
    return {
      ...delivery,
      finish: (succeeded) => {
        free?.(succeeded);
        free = undefined;
        this.#wakeUp();
      },
    };
  }

  async #deliverAll(deliveries: readonly ActiveDelivery[]): Promise<void> {
    const { db, clock, log } = this.#options;
    try {
      const webhookIds = [...new Set(deliveries.map(({ webhookId }) => webhookId))];
      const select = (part: readonly string[]) => selectCurrentWebhooks(db, part, clock.now());
      const selected = await processIsolated(webhookIds, select, isDatabaseFailure);
      const webhooks = new Map(webhookIds.map((webhookId, index) => [webhookId, selected[index]]));
      for (const delivery of deliveries) {
        this.#deliver(delivery, webhooks.get(delivery.webhookId)).catch((error) => {
          log.failed("delivering an event failed", error);
          this.#giveUp(delivery);
        });
      }
    } catch (error) {
      log.failed("loading webhooks failed", error);
      for (const delivery of deliveries) this.#giveUp(delivery);
    }
  }

  /** Takes a delivery to its next state. */
  async #deliver(delivery: ActiveDelivery, loaded: Isolated<CurrentWebhook | undefined> | undefined): Promise<void> {
    if (loaded !== undefined && "error" in loaded) {
      return this.#recordAttempt(delivery, this.#internalError(delivery, "webhook", loaded.error));
    }
    const webhook = loaded?.result;
    // Its event filter cannot be applied to an event that cannot be read.
    const decision = decideBeforeAttempt({ ...delivery, isTest: delivery.isTest || delivery.body === null }, webhook);
    if ("next" in decision) {
      const { scheduleIndex } = delivery;
      // Whether it is stale is decided again when it is recorded: `recoverWebhook` may have made it live meanwhile.
      const isStale = webhook === undefined || !isLive(delivery, webhook);
      const retryNow = { status: "pending", dueAt: this.#options.clock.now(), scheduleIndex } as const;
      return this.#recordWithoutAttempt(delivery, isStale ? retryNow : decision.next);
    }
    const attempt = await this.#attempt(delivery, decision.webhook).catch((error) =>
      this.#handleError(delivery, decision.webhook, error),
    );
    if (attempt !== undefined) await this.#recordAttempt(delivery, attempt);
  }

  /** @throws what `Sender.send` throws */
  async #attempt(delivery: ActiveDelivery, webhook: CurrentWebhook): Promise<Attempt> {
    const { eventId, body } = delivery;
    if (body === null) return this.#internalError(delivery, "event", new Error(`the event ${eventId} cannot be read`));
    const request = { ...webhook, eventId, body: Buffer.from(body) };
    return inAttemptSpan(delivery, () => this.#options.sender.send(request));
  }

  /** Handles an error of `#attempt`. Returns `undefined` if nothing is to be recorded. */
  async #handleError(
    delivery: ActiveDelivery,
    { sealedSecrets: [sealedSecret] }: CurrentWebhook,
    error: unknown,
  ): Promise<Attempt | undefined> {
    const { db, clock, log } = this.#options;
    // Aborted by `stop`, which releases the lease.
    if (this.#abort.signal.aborted) {
      delivery.finish(true);
      return undefined;
    }
    if (!(error instanceof UnreadableSecretError)) return this.#internalError(delivery, "send", error);
    // Sealed by a process that has a newer key than this one.
    if (error.missingKeyId !== undefined && (await isNewestKey(db, error.missingKeyId))) {
      return this.#internalError(delivery, "key", error);
    }
    this.#report(delivery.webhookId, "secret", error);
    const now = clock.now();
    const disabled = await disableWebhooks(db, [delivery], "secret_unreadable", { now, sealedSecret });
    for (const webhookId of disabled) log.disabled(webhookId);
    // Stale once the webhook is disabled. Otherwise a request is changing it, perhaps its secret: try again after that.
    const dueAt = new Date(now.getTime() + retryUnreadableMs);
    await this.#recordWithoutAttempt(delivery, { status: "pending", dueAt, scheduleIndex: delivery.scheduleIndex });
    return undefined;
  }

  #internalError(delivery: ActiveDelivery, cause: keyof typeof internalErrors, error: unknown): Attempt {
    this.#report(delivery.webhookId, cause, error);
    return internalErrorAttempt(cause, this.#options.clock.now());
  }

  #report(webhookId: string, cause: InternalErrorCause, error: unknown): void {
    const { metrics, log } = this.#options;
    metrics.internalError(cause);
    log.internalError(webhookId, cause, error);
  }

  async #recordWithoutAttempt(delivery: ActiveDelivery, next: NextState): Promise<void> {
    delivery.finish(true);
    await this.#record(delivery, next);
  }

  async #recordAttempt(delivery: ActiveDelivery, attempt: Attempt): Promise<void> {
    const { metrics, log } = this.#options;
    metrics.attempted(attempt, delivery);
    log.attempted(delivery, attempt);
    const { retrySchedule, clock } = this.#options;
    const next = stateAfterAttempt(attempt, delivery, { retrySchedule, now: clock.now() });
    const succeeded = attempt.outcome === "succeeded";
    if (succeeded) delivery.finish(true);
    await this.#record(delivery, next, attempt);
    // Only now, because the next claim must see what the failure did to the circuit breaker.
    if (!succeeded) delivery.finish(false);
  }

  async #record(delivery: ActiveDelivery, next: NextState, attempt?: Attempt): Promise<void> {
    const { metrics, log } = this.#options;
    const { deliveryId, webhookId, epoch, lease } = delivery;
    const isRecorded = await this.#recorder.record({ deliveryId, webhookId, epoch, lease, attempt, next });
    this.#leases.remove(delivery);
    if (!isRecorded) log.leaseLost(delivery);
    else if (next.status !== "pending") metrics.settled(next.status);
    if (this.#stopping) this.#wakeUp();
  }

  /** Leaves a delivery until its lease ends. */
  #giveUp(delivery: ActiveDelivery): void {
    this.#leases.remove(delivery);
    delivery.finish(true);
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
