import type { Attempt as ApiAttempt, Delivery } from "@agent-webhooks/types/delivery";
import { type EventFilterIds, type EventSource, matchesEventFilter } from "../publish/matching.ts";
import { nextAttemptAt } from "./retry-delay.ts";

/*
 * The state machine of a delivery. Every status and every reason is decided here; the SQL that has to repeat a part of it
 * under a lock names the rule, and `test/state-transitions.test.ts` compares the two.
 *
 *   pending    the attempt succeeds                          → succeeded
 *              it fails, the retry schedule has another one  → pending
 *              it fails, and was the last one                → failed, exhausted
 *              it fails with 410 Gone                        → failed, gone (and the webhook is disabled)
 *              the webhook is disabled                       → failed, webhook_disabled
 *              the webhook is deleted                        → cancelled, webhook_deleted
 *              the webhook's event filter excludes the event → cancelled, webhook_changed
 *              the event is erased                           → cancelled, event_erased
 *   settled    resendDelivery                                → pending
 *   failed     recoverWebhook                                → pending
 */

export type Status = Delivery["status"];
export type SettledStatus = Exclude<Status, "pending">;
/** `breaker_open` is never stored: a pending delivery has it while the circuit breaker of its endpoint is open. */
export type Reason = Exclude<NonNullable<Delivery["reason"]>, "breaker_open">;
export type Outcome = ApiAttempt["outcome"];

/** An attempt that was made. */
export interface Attempt {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly statusCode?: number;
  readonly error?: string;
  readonly responseExcerpt?: string;
  /** When the endpoint asks for the next attempt. */
  readonly retryAfter?: Date | undefined;
}

/** Faults of the service's own data, and what an operator can do about each: the `error` of an `internal_error`. */
export const internalErrors = {
  event: "The stored event cannot be read. Restore it from a backup, or publish it again with another event_id.",
  webhook:
    "The stored webhook cannot be read. The log of the service has the cause; delete the webhook and create it again.",
  key: "The service lacks the encryption key of the webhook's secret. Restart it with every key in ENCRYPTION_KEYS.",
  send: "The service failed to make the attempt. Its log has the cause.",
  record: "The service could not store the result of the attempt. Its log has the cause.",
} as const;

/** `claim`: deliveries that stay where they are; `secret`: the webhook is disabled. Neither leads to an attempt. */
export type InternalErrorCause = keyof typeof internalErrors | "claim" | "secret";

/** An attempt that could not be made. */
export const internalErrorAttempt = (cause: keyof typeof internalErrors, now: Date): Attempt => ({
  startedAt: now,
  durationMs: 0,
  outcome: "internal_error",
  error: internalErrors[cause],
});

export type DisabledBecause = NonNullable<Delivery["webhook_disabled_because"]>;

/** A settled delivery has a reason exactly if it did not succeed; see `hasReason`. */
export type SettledState =
  | { readonly status: "succeeded"; readonly reason?: undefined }
  | { readonly status: "failed" | "cancelled"; readonly reason: Reason };

export type PendingState = {
  readonly status: "pending";
  readonly dueAt: Date;
  /** Which entry of the retry schedule the next attempt is. */
  readonly scheduleIndex: number;
};

export type NextState = PendingState | SettledState;

export const webhookDeleted = { status: "cancelled", reason: "webhook_deleted" } as const;
export const webhookDisabled = { status: "failed", reason: "webhook_disabled" } as const;
export const eventErased = { status: "cancelled", reason: "event_erased" } as const;
const webhookChanged = { status: "cancelled", reason: "webhook_changed" } as const;

/** The part of a webhook that decides whether its queued deliveries are sent. */
export interface WebhookEpoch {
  readonly enabled: boolean;
  /** How often it was enabled again. */
  readonly epoch: number;
}

/**
 * Whether a queued delivery may be sent. If not, it is stale: `staleState` is decided, and only has to be stored. That takes
 * a while after a webhook with a long backlog is disabled or deleted; see `StaleDeliverySettler`. A stale delivery never
 * becomes live by itself, because enabling a webhook raises its epoch. SQL repeats the rule as `lastStaleEpoch`.
 *
 * @param webhook `undefined` if it was deleted
 */
export const isLive = (queued: { readonly epoch: number }, webhook: WebhookEpoch | undefined): boolean =>
  webhook?.enabled === true && queued.epoch === webhook.epoch;

/**
 * What a stale delivery becomes. What had failed because the webhook was disabled stays so when the webhook is deleted.
 *
 * @param webhook `undefined` if it was deleted
 * @param lastFailedEpoch the last epoch of a deleted webhook whose deliveries had failed. @default none had
 */
export const staleState = (
  queued: { readonly epoch: number },
  webhook: WebhookEpoch | undefined,
  lastFailedEpoch = -1,
): typeof webhookDeleted | typeof webhookDisabled =>
  webhook === undefined && queued.epoch > lastFailedEpoch ? webhookDeleted : webhookDisabled;

export const hasReason = (status: string): boolean => status === "failed" || status === "cancelled";

/** Of a webhook's deliveries, `recoverWebhook` sends those with this status again. `resendDelivery` takes any settled one. */
export const recoverableStatus: Status = "failed";

/** A webhook is disabled when every delivery has failed for this long. */
export const maxFailingDays = 5;

/** @param since when the first delivery since the last success was exhausted */
export const isFailingTooLong = (since: Date, now: Date): boolean =>
  now.getTime() - since.getTime() >= maxFailingDays * 86_400_000;

/**
 * What becomes of a claimed delivery without an attempt.
 *
 * @param webhook as it is now; `undefined` if it was deleted since the event was published
 * @returns the next state, or the webhook to send to
 */
export function decideBeforeAttempt<Webhook extends WebhookEpoch & EventFilterIds>(
  delivery: EventSource & { readonly isTest: boolean; readonly epoch: number; readonly isErased: boolean | null },
  webhook: Webhook | undefined,
): { readonly next: SettledState } | { readonly webhook: Webhook } {
  if (webhook === undefined || !isLive(delivery, webhook)) return { next: staleState(delivery, webhook) };
  if (delivery.isErased === true) return { next: eventErased };
  return delivery.isTest || matchesEventFilter(webhook, delivery) ? { webhook } : { next: webhookChanged };
}

/** The state that follows an attempt, unless the webhook was disabled or deleted meanwhile: see `recordResults`. */
export function stateAfterAttempt(
  { outcome, statusCode, retryAfter }: Attempt,
  { scheduleIndex }: { readonly scheduleIndex: number },
  { retrySchedule, now }: { readonly retrySchedule: readonly number[]; readonly now: Date },
): NextState {
  if (outcome === "succeeded") return { status: "succeeded" };
  if (statusCode === 410) return { status: "failed", reason: "gone" };
  const dueAt = nextAttemptAt(retrySchedule, scheduleIndex + 1, { end: now, retryAfter });
  if (dueAt === undefined) return { status: "failed", reason: "exhausted" };
  return { status: "pending", dueAt, scheduleIndex: scheduleIndex + 1 };
}
