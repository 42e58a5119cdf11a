import type { ClaimedDelivery } from "./queue.ts";
import type { Next } from "./record.ts";
import { nextAttemptAt } from "./retry-delay.ts";
import type { SentAttempt } from "./sender.ts";
import type { LoadedWebhook } from "./webhook-loader.ts";

/**
 * Whether a delivery is sent, to the webhook as it now is, or where else it goes: a webhook that was deleted, disabled or
 * limited to something else since the event was published gets nothing.
 */
export function courseOf(
  { test, inbox_id, pod_id }: Pick<ClaimedDelivery, "test" | "inbox_id" | "pod_id">,
  webhook: LoadedWebhook | undefined,
): { readonly webhook: LoadedWebhook } | { readonly next: Next } {
  if (webhook === undefined) return { next: { status: "cancelled", reason: "webhook_deleted" } };
  if (!webhook.enabled) return { next: { status: "failed", reason: "webhook_disabled" } };
  const { inbox_ids, pod_ids } = webhook;
  const matches =
    (inbox_ids.length === 0 && pod_ids.length === 0) ||
    (inbox_id !== null && inbox_ids.includes(inbox_id)) ||
    (pod_id !== null && pod_ids.includes(pod_id));
  return test || matches ? { webhook } : { next: { status: "cancelled", reason: "webhook_changed" } };
}

/** Where a delivery goes after an attempt. */
export function nextAfter(
  attempt: SentAttempt,
  { step }: Pick<ClaimedDelivery, "step">,
  { schedule, now }: { readonly schedule: readonly number[]; readonly now: Date },
): Next {
  if (attempt.outcome === "succeeded") return { status: "succeeded" };
  if (attempt.statusCode === 410) return { status: "failed", reason: "gone" };
  const dueAt = nextAttemptAt(schedule, step + 1, { end: now, retryAfter: attempt.retryAfter });
  if (dueAt === undefined) return { status: "failed", reason: "exhausted" };
  return { status: "pending", dueAt, step: step + 1 };
}
