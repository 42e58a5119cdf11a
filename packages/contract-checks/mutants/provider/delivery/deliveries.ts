import { setImmediate as tick } from "node:timers/promises";
import { type Handler, ok } from "../../../src/reference/handler.ts";
import { rules } from "../../../src/reference/rules.ts";
import type { StoredDelivery } from "../../../src/reference/state.ts";
import type { AnyOperationId } from "../../../src/spec/operations.ts";
import {
  changingResponse,
  type Deviation,
  mutantsOf,
  type ProviderMutant,
  withFields,
  withRules,
  withStatus,
} from "../mutant.ts";
import {
  accepting,
  afterwards,
  changingDeliveries,
  conflict,
  filteringDeliveries,
  handling,
  listingOnly,
  respondingWith,
} from "./handlers.ts";

const attempt = (number: number, second: number) => ({
  attempt: number,
  started_at: `2026-01-16T08:00:0${second}Z`,
  duration_ms: 1,
  outcome: "timeout",
});
const withAttempts = (...attempts: object[]) => changingResponse("getDelivery", 200, withFields({ attempts }));

/** Changes the responses of an operation on a webhook that was deleted. */
const ofDeleted = (operation: AnyOperationId, status: number) => (): Deviation => {
  const deleted = new Set<string>();
  return {
    handlers: (handlers) => ({
      deleteWebhook: (context) => {
        deleted.add(context.webhook.webhook_id);
        return handlers.deleteWebhook(context);
      },
    }),
    transform: (response, { path }, called) => {
      const isMeant = called === operation && [...deleted].some((id) => path.includes(id));
      return isMeant ? { ...response, status } : response;
    },
  };
};

const changingListed = (change: object) =>
  respondingWith("listDeliveries", ({ deliveries }) => ({
    deliveries: (deliveries as object[]).map((each) => ({ ...each, ...change })),
  }));

export const deliveryMutants: readonly ProviderMutant[] = mutantsOf("deliveries", {
  delivery_read: {
    get_other_time: changingResponse("getDelivery", 200, withFields({ created_at: "2026-01-16T08:00:00.000Z" })),
    get_other_event: changingResponse("getDelivery", 200, withFields({ event_id: "evt_other" })),
    get_other_webhook: changingResponse("getDelivery", 200, withFields({ webhook_id: "wh_other" })),
    list_other_ids: respondingWith("listDeliveries", ({ deliveries }) => ({
      deliveries: (deliveries as object[]).map((each) => ({ ...each, delivery_id: rules.newDeliveryId() })),
    })),
    attempts_from_0: withAttempts(attempt(0, 1), attempt(1, 2)),
    attempts_newest_first: withAttempts(attempt(2, 2), attempt(1, 1)),
    attempts_by_number_only: withAttempts(attempt(1, 2), attempt(2, 1)),
    attempts_all_1: withAttempts(attempt(1, 1), attempt(1, 2)),
    breaker_always_shown: changingResponse(
      "getDelivery",
      200,
      withFields({ breaker_open_until: "2026-01-16T08:00:00.000Z" }),
    ),
  },
  delivery_filters: {
    webhook_filter_ignored: filteringDeliveries(() => ({ webhook_id: null })),
    event_filter_ignored: filteringDeliveries(() => ({ event_id: null })),
    status_filter_ignored: filteringDeliveries(() => ({ status: null })),
    outcome_filter_ignored: filteringDeliveries(() => ({ outcome: null })),
    outcome_filter_matches_nothing: () => ({
      delivers: true,
      send: () => new Response(null, { status: 500 }),
      ...listingOnly((_, { outcome }) => outcome === null)(),
    }),
    event_filter_alone: filteringDeliveries(({ event_id }) => (event_id === null ? {} : { webhook_id: null })),
    webhook_filter_alone: filteringDeliveries(({ webhook_id }) => (webhook_id === null ? {} : { event_id: null })),
    any_filter: withRules({
      isListed: (delivery, filters) =>
        (["webhook_id", "event_id", "status"] as const).every((name) => filters[name] === null) ||
        (["webhook_id", "event_id", "status"] as const).some((name) => filters[name] === delivery[name]),
    }),
    failed_not_listed: listingOnly(({ status }) => status !== "failed"),
    cancelled_means_failed: filteringDeliveries(({ status }) => ({
      status: status === "cancelled" ? "failed" : status,
    })),
    pending_not_listed: listingOnly(({ status }) => status !== "pending"),
  },
  disable_settles: {
    disabled_stay_pending: changingDeliveries("disableWebhook", () => ({ status: "pending", reason: undefined })),
    disabled_cancelled: changingDeliveries("disableWebhook", () => ({ status: "cancelled" })),
    disabled_succeeded: changingDeliveries("disableWebhook", () => ({ status: "succeeded", reason: undefined })),
    disabled_without_reason: changingDeliveries("disableWebhook", () => ({ reason: undefined })),
    disabled_other_reason: changingDeliveries("disableWebhook", () => ({ reason: "webhook_deleted" })),
    disabled_next_attempt: changingDeliveries("disableWebhook", () => ({ next_attempt_at: 0 })),
    disabled_removed: changingDeliveries("disableWebhook", () => undefined),
    disabled_unexplained: afterwards("disableWebhook", ({ disabledBecause }) => disabledBecause.clear()),
    disabled_as_gone: afterwards("disableWebhook", ({ disabledBecause }, { webhook }) => {
      disabledBecause.set(webhook.webhook_id, "gone");
    }),
    list_shows_next_attempt: changingListed({ next_attempt_at: "2026-01-16T08:00:00.000Z" }),
    list_without_reason: changingListed({ reason: undefined }),
    enabled_sends_again: changingDeliveries("enableWebhook", () => ({ status: "pending", reason: undefined })),
    enabled_still_explained: afterwards("enableWebhook", ({ disabledBecause }, { webhook }) => {
      disabledBecause.set(webhook.webhook_id, "request");
    }),
  },
  delete_cancels: {
    deleted_stay_pending: changingDeliveries("deleteWebhook", () => ({ status: "pending", reason: undefined })),
    deleted_failed: changingDeliveries("deleteWebhook", () => ({ status: "failed" })),
    deleted_without_reason: changingDeliveries("deleteWebhook", () => ({ reason: undefined })),
    deleted_other_reason: changingDeliveries("deleteWebhook", () => ({ reason: "webhook_disabled" })),
    deleted_with_webhook: changingDeliveries("deleteWebhook", () => undefined),
    deleted_can_be_enabled: ofDeleted("enableWebhook", 200),
    deleted_has_health: ofDeleted("getWebhookHealth", 200),
    deleted_gets_test_events: ofDeleted("sendTestEvent", 202),
    deleted_recovered: ofDeleted("recoverWebhook", 202),
    deleted_not_listed: () => ({
      handlers: (handlers, { webhooks }) => ({
        listDeliveries: async (context) => {
          const response = await handlers.listDeliveries(context);
          const { deliveries = [], ...page } = response.body as { deliveries?: { webhook_id: string }[] };
          const kept = deliveries.filter(({ webhook_id }) => webhooks.has(webhook_id));
          return { ...response, body: { ...page, deliveries: kept, count: kept.length } };
        },
      }),
    }),
  },
});

/** Sends a delivery again, with changes. */
const resending = (change: (delivery: StoredDelivery) => Partial<StoredDelivery>) =>
  afterwards("resendDelivery", ({ deliveries }, { delivery }) => {
    const again = deliveries.get(delivery.delivery_id) ?? delivery;
    deliveries.set(again.delivery_id, { ...again, ...change(delivery) });
  });

const takeResend: Handler = ({ delivery }) =>
  ok({ ...renderOf(delivery), status: "pending", explanation: "again" }, 202);

function renderOf({ delivery_id, event_id, event_type, webhook_id, created_at }: StoredDelivery) {
  return { delivery_id, event_id, event_type, webhook_id, created_at: new Date(created_at).toISOString() };
}

const acceptingIf = (isMeant: (delivery: StoredDelivery, isDeleted: boolean) => boolean) =>
  handling("resendDelivery", async (next, context, { webhooks }) => {
    const isDeleted = !webhooks.has(context.delivery.webhook_id);
    return isMeant(context.delivery, isDeleted) ? takeResend(context) : next();
  });

/** Of requests to resend one delivery at the same time, each fails. */
const resendingAtOnce = (status: number) => () => {
  const counts = new Map<string, number>();
  const add = (id: string, count: number) => counts.set(id, (counts.get(id) ?? 0) + count);
  return handling("resendDelivery", async (next, { delivery: { delivery_id: id } }) => {
    add(id, 1);
    await tick();
    const isAlone = counts.get(id) === 1;
    await tick();
    add(id, -1);
    return isAlone ? next() : { ...conflict("It is locked."), status };
  })();
};

export const resendMutants: readonly ProviderMutant[] = mutantsOf("resend", {
  resend: {
    resend_ignored: resending(({ status, reason }) => ({ status, reason, next_attempt_at: undefined })),
    resend_new_id: changingResponse("resendDelivery", 202, withFields({ delivery_id: "dlv_other" })),
    resend_moves_time: resending(({ created_at }) => ({ created_at: created_at + 5000 })),
    resend_keeps_reason: changingResponse("resendDelivery", 202, withFields({ reason: "webhook_disabled" })),
    resend_still_failed: changingResponse("resendDelivery", 202, withFields({ status: "failed" })),
    resend_second_delivery: afterwards("resendDelivery", ({ deliveries }, { delivery }) => {
      const copy = { ...delivery, delivery_id: rules.newDeliveryId() };
      deliveries.set(copy.delivery_id, copy);
    }),
    resends_at_once_500: resendingAtOnce(500),
    resends_at_once_409: resendingAtOnce(409),
    resend_200: changingResponse("resendDelivery", 202, withStatus(200)),
    resend_removes: afterwards("resendDelivery", ({ deliveries }, { delivery }) => {
      deliveries.delete(delivery.delivery_id);
    }),
  },
  resend_pending: {
    pending_sent_again: acceptingIf(({ status }) => status === "pending"),
    pending_200: changingResponse("resendDelivery", 409, withStatus(200)),
    pending_400: changingResponse("resendDelivery", 409, withStatus(400)),
    pending_404: changingResponse("resendDelivery", 409, withStatus(404)),
  },
  resend_impossible: {
    disabled_sent_again: acceptingIf(({ status }, isDeleted) => status !== "pending" && !isDeleted),
    deleted_sent_again: acceptingIf((_, isDeleted) => isDeleted),
    deleted_404: handling("resendDelivery", async (next, { delivery }, { webhooks }) => {
      const body = { name: "NotFoundError", message: "There is none." };
      return webhooks.has(delivery.webhook_id) ? next() : { ...ok(body), status: 404 };
    }),
    impossible_becomes_pending: accepting("resendDelivery", ({ delivery }, { deliveries }) => {
      deliveries.set(delivery.delivery_id, { ...delivery, status: "pending" });
      return conflict("It cannot be sent.");
    }),
  },
});
