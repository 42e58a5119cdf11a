import { type Deviation, mutantsOf, type ProviderMutant } from "../mutant.ts";
import { afterwards, fieldsOf, handling, respondingWith } from "./handlers.ts";

type Change = Parameters<typeof respondingWith>[1];
type Bucket = Readonly<Record<string, unknown>>;

/** The first attempt of a delivery succeeds or fails; another one is made after an hour. */
const delivering = (status: number, apply: () => Deviation) => (): Deviation => ({
  ...apply(),
  send: () => new Response(null, { status }),
  retrySchedule: [0, 3600],
  delivers: true,
});

const accepted = (change: Change) => delivering(204, respondingWith("getWebhookHealth", change));
const failed = (change: Change) => delivering(502, respondingWith("getWebhookHealth", change));
const summary = (change: Change) => delivering(502, respondingWith("getSummary", change));

const bucketsOf = (buckets: unknown) => buckets as readonly Bucket[];
const eachBucket =
  (name: string, change: (bucket: Bucket) => object): Change =>
  (body) => ({
    [name]: bucketsOf(body[name]).map((bucket) => ({ ...bucket, ...change(bucket) })),
  });
const shifted = (name: string, ms: number): Change =>
  eachBucket(name, ({ from }) => ({ from: new Date(Date.parse(String(from)) + ms).toISOString() }));
const webhooks =
  (change: (counts: Bucket) => object): Change =>
  (body) => ({
    webhooks: { ...fieldsOf(body.webhooks), ...change(fieldsOf(body.webhooks)) },
  });

/** The health of all webhooks together. */
const ofAll = handling("getWebhookHealth", async (next, context, _, handlers) => {
  const [health, all] = [await next(), await handlers.getSummary(context)];
  const { webhooks: __, ...counts } = fieldsOf(all.body);
  return { ...health, body: { ...fieldsOf(health.body), ...counts } };
});

/** The summary counts no attempts to webhooks that were deleted. */
const withoutDeleted = handling("getSummary", async (next, _, { webhooks, deliveries }) => {
  const hidden = [...deliveries.values()].filter(({ webhook_id }) => !webhooks.has(webhook_id));
  for (const { delivery_id } of hidden) deliveries.delete(delivery_id);
  const response = await next();
  for (const delivery of hidden) deliveries.set(delivery.delivery_id, delivery);
  return response;
});

export const healthMutants: readonly ProviderMutant[] = mutantsOf("health", {
  health_idle: {
    idle_is_healthy: respondingWith("getWebhookHealth", ({ state }) => (state === "idle" ? { state: "healthy" } : {})),
    idle_since: respondingWith("getWebhookHealth", () => ({ since: "2026-01-16T08:00:00Z" })),
    health_of_another: respondingWith("getWebhookHealth", () => ({ webhook_id: "wh_other" })),
    empty_hours_absent: respondingWith("getWebhookHealth", () => ({ attempts_by_hour: [] })),
    hours_newest_first: respondingWith("getWebhookHealth", ({ attempts_by_hour }) => ({
      attempts_by_hour: bucketsOf(attempts_by_hour).toReversed(),
    })),
    day_late: respondingWith("getWebhookHealth", shifted("attempts_by_day", 86_400_000)),
    hour_early: respondingWith("getWebhookHealth", shifted("attempts_by_hour", -3_600_000)),
    days_of_another_zone: respondingWith("getWebhookHealth", shifted("attempts_by_day", 7_200_000)),
    oldest_due_now: respondingWith("getWebhookHealth", () => ({ oldest_due_at: new Date().toISOString() })),
    average_0_without_attempts: respondingWith(
      "getWebhookHealth",
      eachBucket("attempts_by_hour", () => ({ average_duration_ms: 0 })),
    ),
  },
  health_counts: {
    health_of_all: delivering(502, ofAll),
    success_not_counted: accepted(eachBucket("attempts_by_hour", () => ({ succeeded: 0 }))),
    failure_counted_as_success: failed(
      eachBucket("attempts_by_day", ({ succeeded, failed }) => ({ succeeded: failed, failed: succeeded })),
    ),
    counted_twice: failed(eachBucket("attempts_by_hour", ({ failed }) => ({ failed: 2 * Number(failed) }))),
    average_in_seconds: accepted(
      eachBucket("attempts_by_hour", ({ average_duration_ms: ms }) =>
        ms === undefined ? {} : { average_duration_ms: 999 },
      ),
    ),
    average_absent: accepted(eachBucket("attempts_by_day", () => ({ average_duration_ms: undefined }))),
    failing_is_healthy: failed(() => ({ state: "healthy", since: undefined })),
    healthy_is_failing: accepted(() => ({ state: "failing" })),
    since_now: failed(() => ({ since: "2026-01-16T08:00:00Z" })),
    since_absent: failed(() => ({ since: undefined })),
    until_while_failing: failed(() => ({ until: "2100-01-16T08:00:00Z" })),
    last_failure_absent: failed(() => ({ last_failure: undefined })),
    last_failure_of_another: failed(({ last_failure }) => ({
      last_failure: { ...fieldsOf(last_failure), delivery_id: "dlv_other" },
    })),
    last_failure_outcome: failed(({ last_failure }) => ({
      last_failure: { ...fieldsOf(last_failure), outcome: "timeout" },
    })),
    last_failure_at_absent: failed(() => ({ last_failure_at: undefined })),
    success_as_failure: accepted(({ last_success_at }) => ({ last_failure_at: last_success_at })),
    pending_0: failed(() => ({ pending: 0 })),
    due_before_its_time: failed(({ pending }) => ({ due: pending })),
    settled_pending: accepted(() => ({ pending: 1 })),
    oldest_due_without_due: failed(() => ({ oldest_due_at: "2026-01-16T08:00:00Z" })),
  },
  health_disabled: {
    disabled_ignored: respondingWith("getWebhookHealth", ({ state }) =>
      state === "disabled" ? { state: "healthy", reason: undefined } : {},
    ),
    disabled_without_reason: respondingWith("getWebhookHealth", () => ({ reason: undefined })),
    disabled_because_gone: respondingWith("getWebhookHealth", ({ reason }) => (reason ? { reason: "gone" } : {})),
    disabled_since_created: respondingWith("getWebhookHealth", ({ state }) =>
      state === "disabled" ? { since: "2020-01-16T08:00:00Z" } : {},
    ),
    disabled_pending: respondingWith("getWebhookHealth", ({ state }) => (state === "disabled" ? { pending: 1 } : {})),
    disabled_again_since_now: afterwards("disableWebhook", ({ disabledAt }, { webhook }) => {
      const { webhook_id: id, enabled } = webhook;
      if (!enabled) disabledAt.set(id, (disabledAt.get(id) ?? 0) + 1000);
    }),
    disabled_since_updated: afterwards("updateWebhook", ({ disabledAt }, { webhook }) => {
      disabledAt.delete(webhook.webhook_id);
    }),
    failing_after_enable: delivering(
      502,
      handling("getWebhookHealth", async (next, { webhook }, { enabledAt }) => {
        enabledAt.delete(webhook.webhook_id);
        return next();
      }),
    ),
  },
  summary: {
    summary_total_1_more: summary(webhooks(({ total }) => ({ total: Number(total) + 1 }))),
    summary_without_disabled: summary(webhooks(({ total, disabled }) => ({ total: Number(total) - Number(disabled) }))),
    summary_failing_0: summary(webhooks(() => ({ failing: 0 }))),
    summary_disabled_0: summary(webhooks(() => ({ disabled: 0 }))),
    summary_disabled_failing: summary(
      webhooks(({ failing, disabled }) => ({ failing: Number(failing) + Number(disabled) })),
    ),
    summary_of_all: delivering(
      502,
      handling("getSummary", (_, context, { webhooks, deliveries }, handlers) => {
        const [first] = [...webhooks.values(), ...deliveries.values()];
        const organization = first?.organization ?? context.identity.organization;
        return handlers.getSummary({ ...context, identity: { ...context.identity, organization } });
      }),
    ),
    // The first attempt is made a little later.
    summary_without_deleted: () => ({ ...delivering(502, withoutDeleted)(), retrySchedule: [0.5, 3600] }),
    summary_pending_0: summary(() => ({ pending: 0 })),
    summary_due_is_pending: summary(({ pending }) => ({ due: pending })),
    summary_attempts_0: summary(eachBucket("attempts_by_hour", () => ({ failed: 0, average_duration_ms: undefined }))),
    summary_last_failure_absent: summary(() => ({ last_failure_at: undefined })),
  },
});
