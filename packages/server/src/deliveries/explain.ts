import type { Delivery, WebhookHealth } from "@agent-webhooks/types/delivery";
import { isOpen } from "../worker/circuit-breaker.ts";
import { type DisabledBecause, maxFailingDays, type Reason } from "../worker/state-transitions.ts";
import type { DeliveryWithContext } from "./queries.ts";

type Explanation = Pick<
  Delivery,
  "status" | "reason" | "next_attempt_at" | "breaker_open_until" | "webhook_disabled_because" | "explanation"
>;

const disabledExplanations: Readonly<Record<DisabledBecause, string>> = {
  request: "it was disabled by request",
  gone: "its endpoint returned 410 Gone",
  failing: `every delivery failed for ${maxFailingDays} days`,
  secret_unreadable: "its stored secret cannot be decrypted; rotate it, then enable the webhook",
};

const settledExplanations: Readonly<Record<Exclude<Reason, "webhook_disabled">, string>> = {
  exhausted: "Every attempt of the retry schedule failed.",
  gone: "The endpoint returned 410 Gone, so no further attempt is made.",
  webhook_deleted: "The webhook was deleted before the event was delivered.",
  event_erased: "The event was erased before it was delivered.",
  webhook_changed: "The event filter of the webhook was changed to exclude the event before it was delivered.",
};

/** Returns the state of a delivery as the API shows it, with a sentence on why it is so. */
export function explain(delivery: DeliveryWithContext, now: Date): Explanation {
  return delivery.status === "pending" ? explainPending(delivery, now) : explainSettled(delivery);
}

function explainPending({ due_at, attempts, open_until }: DeliveryWithContext, now: Date): Explanation {
  const due = due_at ?? now;
  if (isOpen(open_until, now)) {
    const next = open_until > due ? open_until : due;
    return {
      status: "pending",
      reason: "breaker_open",
      next_attempt_at: next.toISOString(),
      breaker_open_until: open_until.toISOString(),
      explanation: explainOpen(next),
    };
  }
  const attempt = attempts === 0 ? "first attempt" : "next attempt";
  return {
    status: "pending",
    next_attempt_at: due.toISOString(),
    explanation: due > now ? `The ${attempt} is made at ${due.toISOString()}.` : `The ${attempt} is due.`,
  };
}

function explainSettled({ status, reason, webhook_enabled, disabled_because }: DeliveryWithContext): Explanation {
  if (status === "succeeded") return { status, explanation: "The endpoint accepted it." };
  const known = reason as Reason;
  const mayBeDisabled = known === "gone" || known === "webhook_disabled";
  const because = mayBeDisabled && webhook_enabled === false ? (disabled_because as DisabledBecause | null) : null;
  return {
    status: status as Delivery["status"],
    reason: known,
    ...(because !== null && { webhook_disabled_because: because }),
    explanation: known === "webhook_disabled" ? explainDisabled(because) : settledExplanations[known],
  };
}

const explainDisabled = (because: DisabledBecause | null) =>
  because === null
    ? "The webhook was disabled before the event was delivered; it has been enabled or deleted since."
    : explainDisabledNow(because);

const explainDisabledNow = (because: DisabledBecause) => `The webhook is disabled: ${disabledExplanations[because]}.`;

const explainOpen = (next: Date) =>
  `The endpoint timed out several times in a row; the next attempt is made at ${next.toISOString()}.`;

/** What decides the state of a webhook. */
export interface WebhookFacts {
  /** Null if its last attempt did not fail. */
  readonly state: "disabled" | "paused" | "failing" | null;
  readonly disabled_because: string | null;
  readonly disabled_at: Date;
  readonly open_until: Date | null;
  readonly first_failure_at: Date | null;
}

/** Returns the state of a webhook as the API shows it, with a sentence on why it is so. */
export function explainWebhook(
  { state, disabled_because, disabled_at, open_until, first_failure_at }: WebhookFacts,
  {
    lastOutcome,
    lastError,
  }: {
    /** Of the last attempt. `undefined` if none was made. */
    readonly lastOutcome: "succeeded" | "failed" | undefined;
    readonly lastError: string | undefined;
  },
): Pick<WebhookHealth, "state" | "reason" | "since" | "until" | "explanation"> {
  const since = first_failure_at === null ? {} : { since: first_failure_at.toISOString() };
  if (state === "disabled") {
    const reason = (disabled_because ?? "request") as DisabledBecause;
    return { state, reason, since: disabled_at.toISOString(), explanation: explainDisabledNow(reason) };
  }
  if (state === "paused" && open_until !== null) {
    return { state, ...since, until: open_until.toISOString(), explanation: explainOpen(open_until) };
  }
  if (first_failure_at !== null) {
    const last = lastError === undefined ? "" : ` The last one: ${lastError}`;
    const explanation = `Every attempt since ${first_failure_at.toISOString()} failed.${last}`;
    return { state: "failing", ...since, explanation };
  }
  if (lastOutcome === undefined) return { state: "idle", explanation: "Nothing was sent in the last 30 days." };
  const isAccepted = lastOutcome === "succeeded";
  const explanation = isAccepted
    ? "The endpoint accepted the last event."
    : "No attempt failed since the last success, or since the webhook was enabled.";
  return { state: "healthy", explanation };
}
