import type { AttemptCounts, Summary, WebhookHealth } from "@agent-webhooks/types/delivery";
import { WebhookHealthSchema } from "@agent-webhooks/types/delivery/schemas";
import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import { explainWebhook } from "../deliveries/explain.ts";
import type { Clock } from "../lib/clock.ts";
import { notFound } from "../lib/errors.ts";
import { isGeneratedId } from "../lib/ids.ts";
import type { Position } from "../lib/paging.ts";
import { wholeOrganization } from "../worker/attempt-counts.ts";
import {
  type CountsRow,
  type QueueOf,
  selectCounts,
  selectLastFailure,
  selectSummaryStep,
  selectWebhookHealth,
} from "./health-queries.ts";

export interface HealthOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  /** Webhooks that a step of a summary looks at. The embedded database does nothing else meanwhile. */
  readonly stepRows: number;
}

const { pending, attempts_by_hour, attempts_by_day } = WebhookHealthSchema.properties;
/** Deliveries are counted up to this number. */
const max = pending.maximum;
const hours = attempts_by_hour.maxItems;
const days = attempts_by_day.maxItems;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The start of the first hour that is shown, and of the first day. */
export const firstHour = (now: Date): Date => new Date((Math.floor(now.getTime() / hourMs) - hours + 1) * hourMs);
export const firstDay = (now: Date): Date => new Date((Math.floor(now.getTime() / dayMs) - days + 1) * dayMs);

/** How deliveries go, of a webhook and of an organization. */
export class Health {
  readonly #options: HealthOptions;
  /** Those of a page that several people look at are computed once. */
  readonly #summaries = new Map<string, Promise<Summary>>();

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** @throws ServiceError 404 */
  async ofWebhook(organizationId: string, webhookId: string): Promise<WebhookHealth> {
    const { db, clock } = this.#options;
    const now = clock.now();
    const limit = { now, max };
    const row = isGeneratedId("wh", webhookId) && (await selectWebhookHealth(db, organizationId, webhookId, limit));
    if (!row) throw notFound("Webhook");
    const counts = await selectCounts(db, organizationId, webhookId, firstDay(now));
    const lastTimes = lastOf(counts);
    const { deliveryId } = lastTimes;
    const failure = deliveryId === undefined ? undefined : await selectLastFailure(db, deliveryId);
    const context = { lastOutcome: lastTimes.outcome, lastError: failure?.error ?? undefined };
    return {
      webhook_id: webhookId,
      ...explainWebhook(row, context),
      ...lastTimes.fields,
      ...(deliveryId !== undefined &&
        failure !== undefined && {
          last_failure: {
            delivery_id: deliveryId,
            outcome: failure.outcome,
            ...(failure.status_code !== null && { status_code: failure.status_code }),
            ...(failure.error !== null && { error: failure.error }),
          },
        }),
      ...queueFields(row),
      ...attemptFields(counts, now),
    };
  }

  async ofOrganization(organizationId: string): Promise<Summary> {
    const running = this.#summaries.get(organizationId);
    if (running !== undefined) return running;
    const summary = this.#summarize(organizationId).finally(() => this.#summaries.delete(organizationId));
    this.#summaries.set(organizationId, summary);
    return summary;
  }

  async #summarize(organizationId: string): Promise<Summary> {
    const { db, clock, stepRows } = this.#options;
    const now = clock.now();
    const webhooks = { total: 0, failing: 0, paused: 0, disabled: 0 };
    let queue: QueueOf = { pending: 0, due: 0, oldest_due_at: null };
    let after: Position | undefined;
    do {
      const page = { after, rows: stepRows };
      const { total, failing, paused, disabled, last_created_at, last_id, ...step } = await selectSummaryStep(
        db,
        organizationId,
        page,
        { now, max },
      );
      webhooks.total += total;
      webhooks.failing += failing;
      webhooks.paused += paused;
      webhooks.disabled += disabled;
      queue = addQueues(queue, step);
      const isLast = total < stepRows || last_created_at === null || last_id === null;
      after = isLast ? undefined : { createdAt: last_created_at, id: last_id };
    } while (after !== undefined);
    const counts = await selectCounts(db, organizationId, wholeOrganization, firstDay(now));
    return { webhooks, ...lastOf(counts).fields, ...queueFields(queue), ...attemptFields(counts, now) };
  }
}

const addQueues = (one: QueueOf, other: QueueOf): QueueOf => ({
  pending: Math.min(max, one.pending + other.pending),
  due: Math.min(max, one.due + other.due),
  oldest_due_at: earliest(one.oldest_due_at, other.oldest_due_at),
});

const earliest = (one: Date | null, other: Date | null) =>
  one === null || (other !== null && other < one) ? other : one;

const queueFields = ({ pending, due, oldest_due_at }: QueueOf) => ({
  pending,
  due,
  ...(oldest_due_at !== null && { oldest_due_at: oldest_due_at.toISOString() }),
});

const attemptFields = (counts: readonly CountsRow[], now: Date) => ({
  attempts_by_hour: bucketsOf(counts, now, { lengthMs: hourMs, count: hours }),
  attempts_by_day: bucketsOf(counts, now, { lengthMs: dayMs, count: days }),
});

/** The counts of the last hours or days, with those that have none. */
function bucketsOf(
  counts: readonly CountsRow[],
  now: Date,
  { lengthMs, count }: { readonly lengthMs: number; readonly count: number },
): AttemptCounts[] {
  const first = Math.floor(now.getTime() / lengthMs) - count + 1;
  const buckets = Array.from({ length: count }, () => ({ succeeded: 0, failed: 0, durationMs: 0 }));
  for (const { hour, succeeded, failed, duration_ms } of counts) {
    const bucket = buckets[Math.floor(hour.getTime() / lengthMs) - first];
    if (bucket === undefined) continue;
    bucket.succeeded += succeeded;
    bucket.failed += failed;
    bucket.durationMs += duration_ms;
  }
  return buckets.map(({ succeeded, failed, durationMs }, index) => {
    const attempts = succeeded + failed;
    return {
      from: new Date((first + index) * lengthMs).toISOString(),
      succeeded,
      failed,
      ...(attempts > 0 && { average_duration_ms: Math.round(durationMs / attempts) }),
    };
  });
}

/** When attempts last succeeded and failed, and the delivery of the latter. */
function lastOf(counts: readonly CountsRow[]): {
  readonly fields: Pick<WebhookHealth, "last_success_at" | "last_failure_at">;
  readonly outcome: "succeeded" | "failed" | undefined;
  readonly deliveryId: string | undefined;
} {
  const success = counts.findLast(({ last_success_at }) => last_success_at !== null)?.last_success_at;
  const failed = counts.findLast(({ last_failure_at }) => last_failure_at !== null);
  const failure = failed?.last_failure_at;
  return {
    fields: {
      ...(success && { last_success_at: success.toISOString() }),
      ...(failure && { last_failure_at: failure.toISOString() }),
    },
    outcome: success && (!failure || success >= failure) ? "succeeded" : failure ? "failed" : undefined,
    deliveryId: failed?.last_failure_delivery_id ?? undefined,
  };
}
