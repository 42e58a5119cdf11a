import type { AttemptCounts, Summary, WebhookHealth } from "@agent-webhooks/types/delivery";
import { WebhookHealthSchema } from "@agent-webhooks/types/delivery/schemas";
import type { ReferenceState, StoredDelivery, StoredWebhook } from "./state.ts";

const { pending, attempts_by_hour, attempts_by_day } = WebhookHealthSchema.properties;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How the deliveries to a webhook go. */
export function healthOf(state: ReferenceState, webhook: StoredWebhook, now: number): WebhookHealth {
  const { webhook_id } = webhook;
  const deliveries = [...state.deliveries.values()].filter((delivery) => delivery.webhook_id === webhook_id);
  const attempts = attemptsOf(deliveries);
  const recent = recentOf(attempts, now);
  const enabledAt = state.enabledAt.get(webhook_id) ?? 0;
  const sinceEnabled = attempts.filter(({ attempt }) => Date.parse(attempt.started_at) >= enabledAt);
  const lastSuccess = sinceEnabled.findLastIndex(({ attempt }) => attempt.outcome === "succeeded");
  const firstFailure = sinceEnabled[lastSuccess + 1]?.attempt;
  const lastFailure = recent.findLast(({ attempt }) => attempt.outcome !== "succeeded");
  const failing =
    firstFailure === undefined
      ? ({ state: recent.length === 0 ? "idle" : "healthy" } as const)
      : ({ state: "failing", since: firstFailure.started_at } as const);
  const openUntil = breakerOpenUntil(state, webhook_id, now);
  const current =
    failing.state === "failing" && openUntil !== undefined
      ? ({ ...failing, state: "paused", until: new Date(openUntil).toISOString() } as const)
      : failing;
  const health = webhook.enabled
    ? current
    : ({
        state: "disabled",
        reason: state.disabledBecause.get(webhook_id) ?? "request",
        since: new Date(state.disabledAt.get(webhook_id) ?? webhook.updated_at).toISOString(),
      } as const);
  return {
    webhook_id,
    ...health,
    explanation: `The webhook is ${health.state}.`,
    ...(lastFailure !== undefined && {
      last_failure: {
        delivery_id: lastFailure.delivery_id,
        outcome: lastFailure.attempt.outcome,
        ...(lastFailure.attempt.status_code !== undefined && { status_code: lastFailure.attempt.status_code }),
        ...(lastFailure.attempt.error !== undefined && { error: lastFailure.attempt.error }),
      },
    }),
    ...countsOf(deliveries, now),
  };
}

/** Until when the circuit breaker of a webhook's endpoint is open; `undefined` when it is closed. */
export function breakerOpenUntil({ breakers }: ReferenceState, webhookId: string, now: number): number | undefined {
  const { openUntil = 0 } = breakers.get(webhookId) ?? {};
  return openUntil > now ? openUntil : undefined;
}

/** How the deliveries of an organization go. */
export function summaryOf(state: ReferenceState, organization: string, now: number): Summary {
  const isOwn = (item: { readonly organization: string }) => item.organization === organization;
  const webhooks = [...state.webhooks.values()].filter(isOwn);
  const states = webhooks.map((webhook) => healthOf(state, webhook, now).state);
  const count = (state: WebhookHealth["state"]) => states.filter((other) => other === state).length;
  return {
    webhooks: {
      total: webhooks.length,
      failing: count("failing"),
      paused: count("paused"),
      disabled: count("disabled"),
    },
    ...countsOf([...state.deliveries.values()].filter(isOwn), now),
  };
}

function countsOf(deliveries: readonly StoredDelivery[], now: number) {
  const attempts = recentOf(attemptsOf(deliveries), now).map(({ attempt }) => attempt);
  const lastOf = (succeeded: boolean) => attempts.findLast(({ outcome }) => (outcome === "succeeded") === succeeded);
  const [success, failure] = [lastOf(true), lastOf(false)];
  const waiting = deliveries.filter(({ status }) => status === "pending");
  const dueTimes = waiting.map(({ next_attempt_at = now }) => next_attempt_at).filter((time) => time <= now);
  const buckets = (lengthMs: number, length: number): AttemptCounts[] =>
    Array.from({ length }, (_, index) => {
      const number = Math.floor(now / lengthMs) - length + 1 + index;
      const started = attempts.filter(({ started_at }) => Math.floor(Date.parse(started_at) / lengthMs) === number);
      const succeeded = started.filter(({ outcome }) => outcome === "succeeded").length;
      const durationMs = started.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
      return {
        from: new Date(number * lengthMs).toISOString(),
        succeeded,
        failed: started.length - succeeded,
        ...(started.length > 0 && { average_duration_ms: Math.round(durationMs / started.length) }),
      };
    });
  return {
    ...(success !== undefined && { last_success_at: success.started_at }),
    ...(failure !== undefined && { last_failure_at: failure.started_at }),
    pending: Math.min(waiting.length, pending.maximum),
    due: Math.min(dueTimes.length, pending.maximum),
    ...(dueTimes.length > 0 && { oldest_due_at: new Date(Math.min(...dueTimes)).toISOString() }),
    attempts_by_hour: buckets(hourMs, attempts_by_hour.maxItems),
    attempts_by_day: buckets(dayMs, attempts_by_day.maxItems),
  };
}

/** The attempts of deliveries, oldest first. */
function attemptsOf(deliveries: readonly StoredDelivery[]) {
  const attempts = deliveries.flatMap(({ delivery_id, attempts }) =>
    attempts.map((attempt) => ({ delivery_id, attempt })),
  );
  return attempts.sort((a, b) => Date.parse(a.attempt.started_at) - Date.parse(b.attempt.started_at));
}

/** Those of the last 30 days (UTC), today included. */
function recentOf(attempts: ReturnType<typeof attemptsOf>, now: number): typeof attempts {
  const first = (Math.floor(now / dayMs) - attempts_by_day.maxItems + 1) * dayMs;
  return attempts.filter(({ attempt }) => Date.parse(attempt.started_at) >= first);
}
