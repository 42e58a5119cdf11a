import type { Kysely } from "kysely";
import { isNewestKey } from "../crypto/key-check.ts";
import { UnreadableSecretError } from "../crypto/secret-box.ts";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { inAttemptSpan } from "../telemetry/tracing.ts";
import { disable as disableWebhooks } from "../webhooks/queries.ts";
import type { ConcurrencyLimiter, Slot, SlotOutcome } from "./concurrency.ts";
import { type CurrentState, CurrentStates, type CurrentWebhook } from "./current-state.ts";
import type { Leases } from "./leases.ts";
import type { ClaimedDelivery } from "./queue.ts";
import type { RecordOutcome, ResultRecorder } from "./results.ts";
import type { Sender } from "./sender.ts";
import {
  type Attempt,
  decideBeforeAttempt,
  type InternalErrorCause,
  internalErrorAttempt,
  type internalErrors,
  isLive,
  type NextState,
  stateAfterAttempt,
} from "./state-transitions.ts";

export interface DelivererOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly sender: Sender;
  readonly metrics: Metrics;
  readonly log: DeliveryLog;
  /** Seconds before each attempt. */
  readonly retrySchedule: readonly number[];
  /** The webhook of a delivery, if it need not be loaded. */
  readonly webhookOf: (delivery: ClaimedDelivery) => CurrentWebhook | undefined;
  readonly limiter: ConcurrencyLimiter;
  readonly leases: Leases;
  readonly recorder: ResultRecorder;
  /** Aborted when a stop does not wait any longer. */
  readonly signal: AbortSignal;
  /** Called each time a place is free again. */
  readonly onCapacity: (ended: ClaimedDelivery) => void;
}

/** A delivery whose place and lease this process holds. */
interface ActiveDelivery {
  readonly delivery: ClaimedDelivery;
  readonly slot: Slot;
}

/** Time until a delivery is tried again whose webhook could neither be used nor disabled. */
const retryUnreadableMs = 1_000;

/** Takes claimed deliveries to their next state: loads their webhooks, makes the attempts, and has the results recorded. */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #states: CurrentStates;

  constructor(options: DelivererOptions) {
    this.#options = options;
    this.#states = new CurrentStates(options);
  }

  /** Starts to deliver. Resolves when the delivery is recorded, or left to another claim: until then, `leases` has it. */
  start(delivery: ClaimedDelivery): Promise<void> {
    const { limiter, log } = this.#options;
    const active = { delivery, slot: limiter.begin(delivery.webhookId, delivery.maxPerSecond) };
    return this.#deliver(active).catch((error: unknown) => {
      log.failed("delivering an event failed", error);
      this.#giveUp(active, error);
    });
  }

  /** Takes a delivery to its next state. */
  async #deliver(active: ActiveDelivery): Promise<void> {
    const { delivery } = active;
    let current: CurrentState;
    try {
      current = await this.#currentState(delivery);
    } catch (error) {
      if (isDatabaseFailure(error)) throw error;
      return this.#recordAttempt(active, this.#internalError(delivery, "webhook", error));
    }
    const { inboxId, podId, epoch, scheduleIndex } = delivery;
    // Its event filter cannot be applied to an event that cannot be read.
    const isTest = delivery.isTest || delivery.body === null;
    const isErased = current.isErased || delivery.isErased;
    const { webhook } = current;
    const decision = decideBeforeAttempt({ inboxId, podId, epoch, isTest, isErased }, webhook);
    if ("next" in decision) {
      // Whether it is stale is decided again when it is recorded: `recoverWebhook` may have made it live meanwhile.
      const isStale = webhook === undefined || !isLive(delivery, webhook);
      const retryNow = { status: "pending", dueAt: this.#options.clock.now(), scheduleIndex } as const;
      return this.#recordWithoutAttempt(active, isStale ? retryNow : decision.next);
    }
    const attempt = await this.#attempt(active, decision.webhook).catch((error) =>
      this.#handleError(active, decision.webhook, error),
    );
    if (attempt !== undefined) await this.#recordAttempt(active, attempt);
  }

  async #currentState(delivery: ClaimedDelivery): Promise<CurrentState> {
    const webhook = this.#options.webhookOf(delivery);
    return webhook === undefined ? this.#states.load(delivery) : { webhook, isErased: false };
  }

  /** @throws what `Sender.send` throws */
  async #attempt({ delivery, slot }: ActiveDelivery, webhook: CurrentWebhook): Promise<Attempt> {
    const { eventId, body } = delivery;
    if (body === null) return this.#internalError(delivery, "event", new Error(`the event ${eventId} cannot be read`));
    const request = { ...webhook, eventId, body: body.bytes };
    slot.start();
    return inAttemptSpan(delivery, () => this.#options.sender.send(request));
  }

  /** Handles an error of `#attempt`. Returns `undefined` if nothing is to be recorded. */
  async #handleError(
    active: ActiveDelivery,
    { sealedSecrets: [sealedSecret] }: CurrentWebhook,
    error: unknown,
  ): Promise<Attempt | undefined> {
    const { delivery } = active;
    const { db, clock, log, signal } = this.#options;
    // Aborted by a stop, which releases the lease.
    if (signal.aborted) {
      this.#end(active);
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
    await this.#recordWithoutAttempt(active, { status: "pending", dueAt, scheduleIndex: delivery.scheduleIndex });
    return undefined;
  }

  #internalError(delivery: ClaimedDelivery, cause: keyof typeof internalErrors, error: unknown): Attempt {
    this.#report(delivery.webhookId, cause, error);
    return internalErrorAttempt(cause, this.#options.clock.now());
  }

  #report(webhookId: string, cause: InternalErrorCause, error: unknown): void {
    const { metrics, log } = this.#options;
    metrics.internalError(cause);
    log.internalError(webhookId, cause, error);
  }

  async #recordWithoutAttempt(active: ActiveDelivery, next: NextState): Promise<void> {
    this.#end(active);
    await this.#record(active.delivery, next);
  }

  async #recordAttempt(active: ActiveDelivery, attempt: Attempt): Promise<void> {
    const { delivery } = active;
    const { metrics, log } = this.#options;
    metrics.attempted(attempt, delivery);
    log.attempted(delivery, attempt);
    const { retrySchedule, clock } = this.#options;
    const next = stateAfterAttempt(attempt, delivery, { retrySchedule, now: clock.now() });
    if (attempt.outcome === "succeeded") this.#end(active, "succeeded");
    await this.#record(delivery, next, attempt);
    // Only now, because the next claim must see what the failure did to the circuit breaker.
    this.#end(active, failureOf(attempt));
  }

  async #record(delivery: ClaimedDelivery, next: NextState, attempt?: Attempt): Promise<void> {
    const { log, recorder, leases } = this.#options;
    const { deliveryId, webhookId, epoch } = delivery;
    let { lease } = delivery;
    let outcome: RecordOutcome;
    do {
      lease = leases.leaseOf(deliveryId) ?? lease;
      outcome = await recorder.record({ deliveryId, webhookId, epoch, lease, attempt, next });
    } while (outcome === "lease lost" && (await leases.isClaimedAgain({ deliveryId, lease })));
    if (attempt !== undefined && outcome === "rejected") await leases.postpone(deliveryId);
    else if (attempt !== undefined && outcome === "not in time") {
      await leases.postpone(deliveryId, next.status === "pending" ? next : undefined);
    } else if (outcome === "recorded" && (leases.leaseOf(deliveryId) ?? lease) !== lease) {
      // Its next attempt was claimed before the response to this record arrived, and was taken for this one.
      await leases.release([deliveryId]);
    } else leases.remove(deliveryId);
    if (outcome === "lease lost") log.leaseLost(delivery);
  }

  /**
   * Leaves a delivery to another claim. A failure of the database comes before the request: the lease is released soon.
   * After any other error, the request may have been sent, and would be repeated with each claim: the delivery is postponed.
   */
  #giveUp(active: ActiveDelivery, error: unknown): void {
    const { leases } = this.#options;
    const { deliveryId } = active.delivery;
    if (isDatabaseFailure(error)) leases.releaseLater(deliveryId);
    else void leases.postpone(deliveryId);
    this.#end(active);
  }

  /** Frees the place of a delivery. Called again once it is recorded, because claims may wait for that. */
  #end({ delivery, slot }: ActiveDelivery, outcome?: SlotOutcome): void {
    slot.end(outcome);
    this.#options.onCapacity(delivery);
  }
}

function failureOf({ outcome, statusCode }: Attempt): SlotOutcome {
  if (outcome === "timeout") return "timed out";
  // The endpoint asks for fewer requests.
  return statusCode === 429 || statusCode === 503 ? "rejected" : "failed";
}
