import { setImmediate as tick } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { WebhookEvent } from "@agent-webhooks/types";
import type { PublishEventRequest } from "@agent-webhooks/types/delivery";
import { ok, type RequestContext } from "../../../src/reference/handler.ts";
import { rules } from "../../../src/reference/rules.ts";
import { eventKey, type StoredWebhook } from "../../../src/reference/state.ts";
import { remembering } from "../../mutant.ts";
import { changingResponse, type Deviation, mutantsOf, type ProviderMutant, withRules, withStatus } from "../mutant.ts";
import { accepting, fieldsOf, handling, respondingWith } from "./handlers.ts";

const requestOf = ({ body }: RequestContext) => body as PublishEventRequest;
export const itemsOf = ({ body }: RequestContext): readonly PublishEventRequest[] =>
  fieldsOf(body).events as readonly PublishEventRequest[];
export const keyOf = ({ identity }: RequestContext, { event }: PublishEventRequest): string =>
  eventKey(identity.organization, event.event_id);

/** Matches a webhook as if it were another one. */
const matching = (change: (webhook: StoredWebhook) => Partial<StoredWebhook>) =>
  withRules({ isMatch: (webhook, facts) => rules.isMatch({ ...webhook, ...change(webhook) }, facts) });

/** Compares ids of inboxes and pods in another form. */
const comparing = (toForm: (id: string) => string) =>
  withRules({
    isMatch: (webhook, facts) => {
      const asIn = (own: string | undefined) => (id: string) =>
        own !== undefined && toForm(id) === toForm(own) ? own : id;
      const inbox_ids = webhook.inbox_ids.map(asIn(rules.inboxOf(facts.event)));
      return rules.isMatch({ ...webhook, inbox_ids, pod_ids: webhook.pod_ids.map(asIn(facts.pod)) }, facts);
    },
  });

/** Each webhook keeps the filter that it was created with. */
const staleFilters = (): Deviation => {
  const first = remembering<string, readonly string[]>();
  return {
    rules: {
      isMatch: (webhook, facts) =>
        rules.isMatch({ ...webhook, inbox_ids: first(webhook.webhook_id, webhook.inbox_ids) }, facts),
    },
  };
};

/** Publishes an event as a new one each time. */
const forgetting = (operation: "publishEvent" | "publishEvents") =>
  handling(operation, async (next, context, { events }) => {
    const items = operation === "publishEvent" ? [requestOf(context)] : itemsOf(context);
    for (const item of items) events.delete(keyOf(context, item));
    return next();
  });

export const changingResults = (change: (results: readonly object[]) => readonly object[]): (() => Deviation) =>
  respondingWith("publishEvents", ({ results }) => ({ results: change(results as readonly object[]) }));

export const publishingMutants: readonly ProviderMutant[] = mutantsOf("publishing", {
  publish_every_type: {
    one_type_lost: withRules({
      isMatch: (webhook, facts) => facts.event.event_type !== "domain.verified" && rules.isMatch(webhook, facts),
    }),
    one_type_by_prefix: withRules({
      isMatch: (webhook, facts) => facts.event.event_type !== "message.complained" && rules.isMatch(webhook, facts),
    }),
    listed_with_another_type: respondingWith("listDeliveries", ({ deliveries }) => ({
      deliveries: (deliveries as object[]).map((delivery) => ({ ...delivery, event_type: "message.received" })),
    })),
    listed_as_succeeded: respondingWith("listDeliveries", ({ deliveries }) => ({
      deliveries: (deliveries as object[]).map((delivery) => ({ ...delivery, status: "succeeded" })),
    })),
    new_is_duplicate: respondingWith("publishEvent", () => ({ duplicate: true })),
    result_of_another_event: respondingWith("publishEvent", () => ({ event_id: "evt_other" })),
  },
  publish_matching: {
    inbox_ignored: matching(({ inbox_ids, pod_ids }) => ({ inbox_ids: pod_ids.length > 0 ? inbox_ids : [] })),
    pod_ignored: matching(({ inbox_ids }) => (inbox_ids.length > 0 ? { pod_ids: [] } : {})),
    inbox_and_pod: withRules({
      isMatch: (webhook, facts) =>
        rules.isMatch(webhook, facts) &&
        (webhook.inbox_ids.length === 0 || rules.isMatch({ ...webhook, pod_ids: [] }, facts)) &&
        (webhook.pod_ids.length === 0 || rules.isMatch({ ...webhook, inbox_ids: [] }, facts)),
    }),
    unlimited_gets_nothing: withRules({
      isMatch: (webhook, facts) =>
        webhook.inbox_ids.length + webhook.pod_ids.length > 0 && rules.isMatch(webhook, facts),
    }),
    type_ignored: withRules({
      isMatch: (webhook, { event, ...facts }) =>
        rules.isMatch({ ...webhook, event_types: [event.event_type] }, { event, ...facts }),
    }),
    first_type_only: matching(({ event_types }) => ({ event_types: event_types.slice(0, 1) })),
    first_inbox_only: matching(({ inbox_ids }) => ({ inbox_ids: inbox_ids.slice(0, 1) })),
    first_pod_only: matching(({ pod_ids }) => ({ pod_ids: pod_ids.slice(0, 1) })),
    inboxes_taken_for_pods: matching(({ inbox_ids, pod_ids }) => ({ inbox_ids: [...inbox_ids, ...pod_ids] })),
    everything: withRules({ isMatch: ({ organization }, facts) => organization === facts.organization }),
    ids_in_any_case: comparing((id) => id.toLowerCase()),
    ids_trimmed: comparing((id) => id.trim()),
    ids_normalised: comparing((id) => id.normalize()),
    ids_cut_at_40_characters: comparing((id) => id.slice(0, 40)),
    one_for_the_inbox_and_one_for_the_pod: handling("publishEvent", async (next, context, { deliveries, webhooks }) => {
      const response = await next();
      const { event, pod_id = "" } = requestOf(context);
      const inbox = rules.inboxOf(event as WebhookEvent) ?? "";
      let { deliveries: count } = response.body as { deliveries: number };
      for (const delivery of [...deliveries.values()]) {
        const webhook = webhooks.get(delivery.webhook_id);
        const isTwice = webhook?.inbox_ids.includes(inbox) && webhook.pod_ids.includes(pod_id);
        if (delivery.event_id !== event.event_id || !isTwice) continue;
        const delivery_id = rules.newDeliveryId();
        deliveries.set(delivery_id, { ...delivery, delivery_id });
        count++;
      }
      return { ...response, body: { ...(response.body as object), deliveries: count } };
    }),
    count_plus_1: respondingWith("publishEvent", ({ deliveries }) => ({ deliveries: Number(deliveries) + 1 })),
    count_always_0: respondingWith("publishEvent", () => ({ deliveries: 0 })),
    count_of_webhooks: handling("publishEvent", async (next, _, { webhooks }) => {
      const response = await next();
      return { ...response, body: { ...(response.body as object), deliveries: webhooks.size } };
    }),
  },
  publish_pod: {
    own_pod_ignored: withRules({ podOf: (_event, podId) => podId }),
    other_pod_accepted: withRules({
      podOf: (event, podId, path) => (podId === undefined ? rules.podOf(event, podId, path) : podId),
    }),
    same_pod_rejected: withRules({
      podOf: (event, podId, path) => {
        const own = rules.podOf(event, undefined, path);
        return rules.podOf(event, own === undefined ? podId : podId && `${podId}x`, path);
      },
    }),
    other_pod_409: changingResponse("publishEvent", 400, (response, { body }) => {
      return String(body).includes("pod_id") && !String(body).includes('"event_type":1')
        ? { ...response, status: 409 }
        : response;
    }),
  },
  publish_current_webhooks: {
    disabled_gets_events: matching(() => ({ enabled: true })),
    stale_filter: staleFilters,
    deleted_gets_events: () => {
      const deleted = new Map<string, StoredWebhook>();
      return {
        handlers: (handlers, { webhooks }) => ({
          deleteWebhook: (context) => {
            deleted.set(context.webhook.webhook_id, context.webhook);
            return handlers.deleteWebhook(context);
          },
          publishEvent: async (context) => {
            for (const [id, webhook] of deleted) webhooks.set(id, webhook);
            const response = await handlers.publishEvent(context);
            for (const id of deleted.keys()) webhooks.delete(id);
            return response;
          },
        }),
      };
    },
    enabling_without_effect_on_events: () => {
      const disabled = new Set<string>();
      return {
        rules: { isMatch: (webhook, facts) => !disabled.has(webhook.webhook_id) && rules.isMatch(webhook, facts) },
        handlers: (handlers) => ({
          disableWebhook: (context) => {
            disabled.add(context.webhook.webhook_id);
            return handlers.disableWebhook(context);
          },
        }),
      };
    },
  },
  publish_idempotent: {
    delivered_again: forgetting("publishEvent"),
    delivered_again_in_a_batch: forgetting("publishEvents"),
    duplicate_not_told: respondingWith("publishEvent", () => ({ duplicate: false })),
    duplicate_not_told_in_a_batch: changingResults((results) => results.map((each) => ({ ...each, duplicate: false }))),
    duplicate_count_0: respondingWith("publishEvent", ({ deliveries, duplicate }) => ({
      deliveries: duplicate === true ? 0 : deliveries,
    })),
    order_of_keys_counts: withRules({
      isSameEvent: (stored, event, pod) =>
        rules.isSameEvent(stored, event, pod) && JSON.stringify(stored.event) === JSON.stringify(event),
    }),
    order_of_nested_keys_counts: withRules({
      isSameEvent: (stored, event, pod) => {
        const textOf = (event: object) =>
          Object.entries(event)
            .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
            .toSorted()
            .join();
        return stored.pod === pod && textOf(stored.event) === textOf(event);
      },
    }),
    duplicate_conflicts: withRules({ isSameEvent: () => false }),
    later_webhooks_get_it: handling("publishEvent", async (next, context, { events, deliveries, webhooks }) => {
      const stored = events.get(keyOf(context, requestOf(context)));
      const response = await next();
      const before = [...deliveries.values()].filter(({ event_id }) => event_id === stored?.event.event_id);
      const [sample] = before;
      for (const webhook of stored === undefined || sample === undefined ? [] : webhooks.values()) {
        const isNew = !before.some(({ webhook_id }) => webhook_id === webhook.webhook_id);
        if (!isNew || stored === undefined || sample === undefined || !rules.isMatch(webhook, stored)) continue;
        const delivery = { ...sample, delivery_id: rules.newDeliveryId(), webhook_id: webhook.webhook_id };
        deliveries.set(delivery.delivery_id, delivery);
      }
      return response;
    }),
    duplicate_200: changingResponse("publishEvent", 202, (response) =>
      fieldsOf(response.body).duplicate === true ? { ...response, status: 200 } : response,
    ),
  },
  publish_racing: {
    racing: handling("publishEvent", async (next, context, { events }) => {
      const isKnown = events.has(keyOf(context, requestOf(context)));
      await tick();
      if (!isKnown) events.delete(keyOf(context, requestOf(context)));
      return next();
    }),
    racing_untold: handling("publishEvent", async (next, context, { events }) => {
      const isKnown = events.has(keyOf(context, requestOf(context)));
      await tick();
      const response = await next();
      return { ...response, body: { ...(response.body as object), duplicate: isKnown } };
    }),
  },
  publish_conflict: {
    conflict_is_duplicate: withRules({ isSameEvent: () => true }),
    pod_not_compared: withRules({ isSameEvent: (stored, event) => rules.isSameEvent(stored, event, stored.pod) }),
    known_fields_compared: withRules({
      isSameEvent: (stored, event, pod) => {
        const withoutExtras = ({ contract_check: _, ...known }: WebhookEvent & { contract_check?: unknown }) => known;
        return rules.isSameEvent(
          { ...stored, exact: withoutExtras(stored.exact as WebhookEvent) },
          withoutExtras(event) as WebhookEvent,
          pod,
        );
      },
    }),
    types_compared: withRules({
      isSameEvent: (stored, event, pod) => stored.pod === pod && stored.event.event_type === event.event_type,
    }),
    content_but_not_type_compared: withRules({
      isSameEvent: (stored, event, pod) =>
        rules.isSameEvent(stored, event, pod) || (stored.pod === pod && stored.event.event_type !== event.event_type),
    }),
    numbers_compared_as_doubles: withRules({
      isSameEvent: (stored, event, pod) =>
        stored.pod === pod && isDeepStrictEqual(stored.event, JSON.parse(JSON.stringify(event))),
    }),
    conflict_replaces: accepting("publishEvent", (context, { events }, handlers) => {
      events.delete(keyOf(context, requestOf(context)));
      return handlers.publishEvent(context);
    }),
    lost_race_is_duplicate: handling("publishEvent", async (next, context, { events }) => {
      const key = keyOf(context, requestOf(context));
      const isKnown = events.has(key);
      await tick();
      try {
        return await next();
      } catch (error) {
        const stored = events.get(key);
        if (isKnown || stored === undefined) throw error;
        return ok({ event_id: stored.event.event_id, deliveries: stored.deliveries, duplicate: true }, 202);
      }
    }),
    conflict_400: changingResponse("publishEvent", 409, withStatus(400)),
    conflict_422: changingResponse("publishEvent", 409, withStatus(422)),
    conflict_forgets_the_first: handling("publishEvent", async (next, context, { events }) => {
      try {
        return await next();
      } catch (error) {
        events.delete(keyOf(context, requestOf(context)));
        throw error;
      }
    }),
  },
});
