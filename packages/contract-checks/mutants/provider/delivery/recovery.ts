import { setImmediate as tick } from "node:timers/promises";
import { deliveryRules } from "../../../src/reference/delivery-rules.ts";
import { ok } from "../../../src/reference/handler.ts";
import { foregroundDeliveries } from "../../../src/reference/recovery.ts";
import { rules } from "../../../src/reference/rules.ts";
import type { ReferenceState, StoredDelivery } from "../../../src/reference/state.ts";
import {
  changingResponse,
  type Deviation,
  mutantsOf,
  type ProviderMutant,
  withFields,
  withRules,
  withStatus,
} from "../mutant.ts";
import { accepting, afterwards, fieldsOf, handling, rejectingConcurrent, respondingWith } from "./handlers.ts";

/** Recovers with another request body. */
const requesting = (change: (body: Readonly<Record<string, unknown>>) => object) =>
  handling("recoverWebhook", (_, context, __, handlers) =>
    handlers.recoverWebhook({ ...context, body: { ...fieldsOf(context.body), ...change(fieldsOf(context.body)) } }),
  );

/** Matches by a rule of its own while a recovery runs. */
const whileRecovering = (
  isMatch: (...args: Parameters<typeof rules.isMatch>) => boolean,
  inRange: typeof rules.isRecovered = deliveryRules.isRecovered,
): (() => Deviation) => {
  return () => {
    let isRecovering = false;
    return {
      rules: {
        isMatch: (...args) => (isRecovering ? isMatch(...args) : rules.isMatch(...args)),
        isRecovered: (...args) => inRange(...args),
      },
      handlers: (handlers) => ({
        recoverWebhook: async (context) => {
          isRecovering = true;
          try {
            return await handlers.recoverWebhook(context);
          } finally {
            isRecovering = false;
          }
        },
      }),
    };
  };
};

const withoutZone = (time: unknown) => (typeof time === "string" ? time.replace("+02:00", "Z") : time);

const countsOf = (body: Readonly<Record<string, unknown>>) => ({
  failed: Number(body.failed),
  missed: Number(body.missed),
});

/** Changes the pending deliveries of a webhook after a large recovery. */
const afterRecovery = (change: (state: ReferenceState, pending: readonly StoredDelivery[]) => void) =>
  afterwards("recoverWebhook", (state, { webhook }) => {
    const pending = [...state.deliveries.values()].filter(
      ({ webhook_id, status }) => webhook_id === webhook.webhook_id && status === "pending",
    );
    if (pending.length > foregroundDeliveries) change(state, pending);
  });

/** Shows a recovery that has ended with other fields. */
const progressMutants = (changes: Readonly<Record<string, object>>) =>
  Object.fromEntries(
    Object.entries(changes).map(([id, fields]) => [
      `progress_${id}`,
      respondingWith("getRecovery", ({ status }) => (status === "finished" ? fields : {})),
    ]),
  );

export const recoveryMutants: readonly ProviderMutant[] = mutantsOf("recovery", {
  recover_failed: {
    recover_only_counts: requesting(() => ({ dry_run: true })),
    dry_run_sends: requesting(() => ({ dry_run: false })),
    failed_not_recovered: handling("recoverWebhook", async (next, { webhook }, { deliveries }) => {
      const failed = [...deliveries.values()].filter(
        ({ webhook_id, status }) => webhook_id === webhook.webhook_id && status === "failed",
      );
      for (const delivery of failed) deliveries.set(delivery.delivery_id, { ...delivery, status: "cancelled" });
      const response = await next();
      for (const delivery of failed) deliveries.set(delivery.delivery_id, delivery);
      return response;
    }),
    failed_as_new_deliveries: handling("recoverWebhook", async (next, { webhook, body }, { deliveries }) => {
      const failed = [...deliveries.values()].filter(
        ({ webhook_id, status }) => webhook_id === webhook.webhook_id && status === "failed",
      );
      const response = await next();
      for (const delivery of fieldsOf(body).dry_run === true ? [] : failed) {
        const copy = { ...delivery, status: "pending" as const, delivery_id: rules.newDeliveryId() };
        deliveries.set(copy.delivery_id, copy);
      }
      return response;
    }),
    counts_swapped: respondingWith("recoverWebhook", (body) => {
      const { failed, missed } = countsOf(body);
      return { failed: missed, missed: failed };
    }),
    count_of_missed: respondingWith("recoverWebhook", (body) => ({ count: countsOf(body).missed })),
    count_always_0: changingResponse("recoverWebhook", 202, withFields({ count: 0, failed: 0, missed: 0 })),
    recover_200: changingResponse("recoverWebhook", 202, withStatus(200)),
    recovered_keep_reason: afterwards("recoverWebhook", ({ deliveries }, { webhook }) => {
      for (const delivery of deliveries.values()) {
        if (delivery.webhook_id !== webhook.webhook_id || delivery.status !== "pending") continue;
        deliveries.set(delivery.delivery_id, { ...delivery, reason: "webhook_disabled" });
      }
    }),
    pending_recovered: respondingWith("recoverWebhook", (body) => {
      const { missed } = countsOf(body);
      return { failed: 1, count: 1 + missed };
    }),
  },
  recover_missed: {
    missed_not_recovered: whileRecovering(() => false),
    every_missed_type: whileRecovering((webhook, facts) =>
      rules.isMatch({ ...webhook, event_types: [facts.event.event_type] }, facts),
    ),
    every_missed_inbox: whileRecovering(
      ({ organization, event_types }, facts) =>
        organization === facts.organization && event_types.includes(facts.event.event_type),
    ),
    enabling_recovers: () => ({
      handlers: (handlers) => ({
        enableWebhook: async (context) => {
          const response = await handlers.enableWebhook(context);
          const webhook = { ...context.webhook, enabled: true };
          await handlers.recoverWebhook({
            ...context,
            webhook,
            body: { since: "2000-01-01T00:00:00Z", until: "2100-01-01T00:00:00Z" },
          });
          return response;
        },
      }),
    }),
    events_of_all_recovered: handling("recoverWebhook", async (next, { identity: { organization } }, { events }) => {
      const before = new Map(events);
      for (const [key, event] of before) events.set(key, { ...event, organization });
      try {
        return await next();
      } finally {
        for (const [key, event] of before) events.set(key, event);
      }
    }),
    missed_dry_run_creates: requesting(() => ({ dry_run: false })),
    missed_only_counted: requesting(() => ({ dry_run: true })),
    missed_each_time: respondingWith("recoverWebhook", (body) => {
      const { failed } = countsOf(body);
      return { missed: 1, count: failed + 1 };
    }),
  },
  recover_current_filter: {
    only_since_created: whileRecovering(
      (webhook, facts) =>
        rules.isMatch(webhook, facts) && "published_at" in facts && Number(facts.published_at) >= webhook.created_at,
    ),
    only_unchanged: whileRecovering((webhook, facts) => rules.isMatch(webhook, facts) && webhook.inbox_ids.length < 2),
    first_inbox_recovered: whileRecovering((webhook, facts) =>
      rules.isMatch({ ...webhook, inbox_ids: webhook.inbox_ids.slice(0, 1) }, facts),
    ),
    missed_type_ignored: whileRecovering((webhook, facts) =>
      rules.isMatch({ ...webhook, event_types: [facts.event.event_type] }, facts),
    ),
  },
  recover_range: {
    since_ignored: withRules({ isRecovered: (at, _, until) => at < until }),
    until_ignored: withRules({ isRecovered: (at, since) => at >= since }),
    until_included: withRules({ isRecovered: (at, since, until) => at >= since && at <= until }),
    range_zone_ignored: requesting(({ since, until }) => ({ since: withoutZone(since), until: withoutZone(until) })),
    range_ignored: withRules({ isRecovered: () => true }),
    range_reversed: withRules({ isRecovered: (at, since, until) => at < since || at >= until }),
    recovered_now: afterwards("recoverWebhook", ({ deliveries }, { webhook }) => {
      const latest = Math.max(0, ...[...deliveries.values()].map(({ created_at }) => created_at));
      for (const delivery of deliveries.values()) {
        if (delivery.webhook_id !== webhook.webhook_id || delivery.status !== "pending") continue;
        deliveries.set(delivery.delivery_id, { ...delivery, created_at: latest + 60_000 });
      }
    }),
  },
  recover_rejected: {
    disabled_recovered: accepting("recoverWebhook", (context, _, handlers) =>
      handlers.recoverWebhook({ ...context, webhook: { ...context.webhook, enabled: true } }),
    ),
    disabled_dry_run: handling("recoverWebhook", (next, context, _, handlers) =>
      fieldsOf(context.body).dry_run === true
        ? handlers.recoverWebhook({ ...context, webhook: { ...context.webhook, enabled: true } })
        : next(),
    ),
    disabled_400: changingResponse("recoverWebhook", 409, withStatus(400)),
    empty_range_accepted: handling("recoverWebhook", (next, { body }) => {
      const { since, until } = fieldsOf(body);
      return since === until ? ok({ count: 0, failed: 0, missed: 0 }, 202) : next();
    }),
    range_compared_as_text: handling("recoverWebhook", (next, { body }) => {
      const { since, until } = fieldsOf(body);
      return String(until) > String(since) ? ok({ count: 0, failed: 0, missed: 0 }, 202) : next();
    }),
    range_order_ignored: accepting("recoverWebhook", ({ webhook }) =>
      webhook.enabled
        ? ok({ count: 0, failed: 0, missed: 0 }, 202)
        : { ...ok({ name: "ConflictError", message: "It is disabled." }), status: 409 },
    ),
  },
  recover_racing: {
    recoveries_race: handling("recoverWebhook", async (next, { webhook }, { deliveries }) => {
      const known = new Set(deliveries.keys());
      await tick();
      const created = [...deliveries.values()].filter(
        ({ webhook_id, delivery_id }) => webhook_id === webhook.webhook_id && !known.has(delivery_id),
      );
      for (const { delivery_id } of created) deliveries.delete(delivery_id);
      const response = await next();
      for (const delivery of created) deliveries.set(delivery.delivery_id, delivery);
      return response;
    }),
    concurrent_recoveries_conflict: rejectingConcurrent("recoverWebhook"),
  },
  recovery_in_background: {
    only_first_thousand: afterRecovery(({ deliveries }, pending) => {
      for (const { delivery_id } of pending.slice(foregroundDeliveries)) deliveries.delete(delivery_id);
    }),
    others_twice: afterRecovery(({ deliveries }, pending) => {
      for (const delivery of pending.slice(foregroundDeliveries)) {
        const delivery_id = rules.newDeliveryId();
        deliveries.set(delivery_id, { ...delivery, delivery_id });
      }
    }),
    large_counted_in_part: respondingWith("recoverWebhook", (body) => {
      const { missed } = countsOf(body);
      return missed > foregroundDeliveries ? { count: foregroundDeliveries, missed: foregroundDeliveries } : {};
    }),
    large_rejected: handling("recoverWebhook", async (next) => {
      const response = await next();
      const isLarge = Number(fieldsOf(response.body).count) > foregroundDeliveries;
      return isLarge
        ? { ...ok({ name: "ValidationError", errors: { since: ["is too early"] } }), status: 400 }
        : response;
    }),
    ...progressMutants({
      never_finished: { status: "stopped" },
      finished_before_started: { finished_at: "2020-01-01T00:00:00.000Z" },
      recovered_until_since: { recovered_until: "2020-01-01T00:00:00.000Z" },
      without_until: { until: undefined },
      without_finish: { finished_at: undefined },
      since_of_start: { since: "2026-01-16T08:00:00.000Z" },
      count_of_missed_only: { count: 0 },
      queued_twice: { count: 2 * foregroundDeliveries + 2, missed: 2 * foregroundDeliveries + 2 },
    }),
  },
  recovery_status: {
    always_running: changingResponse("getRecovery", 200, withFields({ status: "running" })),
    always_finished: changingResponse("getRecovery", 200, withFields({ status: "finished" })),
    counts_1: changingResponse("getRecovery", 200, withFields({ count: 1 })),
    none_is_404: changingResponse("getRecovery", 200, () => ({
      ...ok({ name: "NotFoundError", message: "There is none." }),
      status: 404,
    })),
  },
});
