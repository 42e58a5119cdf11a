import type { Delivery } from "@agent-webhooks/types/delivery";
import type { DeliveryRow } from "../database/schema.ts";
import type { Reason } from "../worker/record.ts";

/** What a delivery depends on. */
export interface Standing {
  /** When the next attempt is due; null: it is settled. */
  readonly due_at: Date | null;
  readonly attempts: number | null;
  /** Null: the webhook was deleted. */
  readonly webhook_enabled: boolean | null;
  readonly disabled_because: string | null;
  /** Until when the endpoint is left alone, if it is. */
  readonly open_until: Date | null;
}

type Explanation = Pick<
  Delivery,
  "status" | "reason" | "next_attempt_at" | "breaker_open_until" | "webhook_disabled_because" | "explanation"
>;

const disabledWords: Readonly<Record<string, string>> = {
  request: "somebody asked for it",
  gone: "its endpoint answered 410 Gone",
  failing: "there were only failures for 5 days",
};

const settledWords: Readonly<Record<Exclude<Reason, "breaker_open" | "webhook_disabled">, string>> = {
  exhausted: "Every attempt of the schedule failed.",
  gone: "The endpoint answered 410 Gone, so it is not asked again.",
  webhook_deleted: "The webhook was deleted before this was delivered.",
  webhook_changed: "The webhook was limited to other inboxes or pods before this was delivered.",
};

/** Why a delivery stands where it stands. */
export function explain(row: Pick<DeliveryRow, "status" | "reason">, standing: Standing, now: Date): Explanation {
  return row.status === "pending" ? explainPending(standing, now) : explainSettled(row, standing);
}

function explainPending({ due_at, attempts, open_until }: Standing, now: Date): Explanation {
  const due = due_at ?? now;
  if (open_until !== null && open_until > now) {
    const next = (open_until > due ? open_until : due).toISOString();
    return {
      status: "pending",
      reason: "breaker_open",
      next_attempt_at: next,
      breaker_open_until: open_until.toISOString(),
      explanation: `The endpoint timed out several times in a row; it is tried again at ${next}.`,
    };
  }
  const ordinal = attempts === 0 ? "first" : "next";
  return {
    status: "pending",
    next_attempt_at: due.toISOString(),
    explanation:
      due > now ? `The ${ordinal} attempt is made at ${due.toISOString()}.` : `The ${ordinal} attempt is due.`,
  };
}

function explainSettled(row: Pick<DeliveryRow, "status" | "reason">, standing: Standing): Explanation {
  const status = row.status as Delivery["status"];
  const reason = row.reason as Reason | null;
  if (reason === null) return { status, explanation: "The endpoint accepted it." };
  const isDisabled = standing.webhook_enabled === false;
  const because = isDisabled && (reason === "gone" || reason === "webhook_disabled") ? standing.disabled_because : null;
  return {
    status,
    reason,
    ...(because !== null && { webhook_disabled_because: because as "request" | "gone" | "failing" }),
    explanation: wordsOf(reason, because),
  };
}

function wordsOf(reason: Reason, because: string | null): string {
  if (reason !== "webhook_disabled") return settledWords[reason as keyof typeof settledWords];
  if (because === null) return "The webhook was disabled before this was delivered; it is not any more.";
  return `The webhook is disabled: ${disabledWords[because]}.`;
}
