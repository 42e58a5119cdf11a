import type { Delivery } from "@agent-webhooks/types/delivery";
import { isOpen } from "../worker/circuit-breaker.ts";
import { type DisabledBecause, maxFailingDays, type Reason } from "../worker/state.ts";
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
  webhook_changed: "The event filter of the webhook was changed to exclude the event before it was delivered.",
};

/** Returns the state of a delivery as the API shows it, with a sentence on why it is so. */
export function explain(delivery: DeliveryWithContext, now: Date): Explanation {
  return delivery.status === "pending" ? explainPending(delivery, now) : explainSettled(delivery);
}

function explainPending({ due_at, attempts, open_until }: DeliveryWithContext, now: Date): Explanation {
  const due = due_at ?? now;
  if (isOpen(open_until, now)) {
    const next = (open_until > due ? open_until : due).toISOString();
    return {
      status: "pending",
      reason: "breaker_open",
      next_attempt_at: next,
      breaker_open_until: open_until.toISOString(),
      explanation: `The endpoint timed out several times in a row; the next attempt is made at ${next}.`,
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
    : `The webhook is disabled: ${disabledExplanations[because]}.`;
