import { eventTypes } from "@agent-webhooks/types";
import { ok } from "../../../src/reference/handler.ts";
import { rules } from "../../../src/reference/rules.ts";
import { eventKey, type StoredWebhook } from "../../../src/reference/state.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withFields, withRules, withStatus } from "../mutant.ts";
import { accepting, afterwards, conflict, fieldsOf, handling, respondingWith } from "./handlers.ts";

type Switch = "enableWebhook" | "disableWebhook";

/** Changes the webhook that an operation was for. */
const changing = (
  operation: Switch | "rotateSecret" | "updateWebhook",
  change: (webhook: StoredWebhook, before: StoredWebhook) => Partial<StoredWebhook>,
) =>
  afterwards(operation, ({ webhooks }, { webhook }) => {
    const after = webhooks.get(webhook.webhook_id) ?? webhook;
    webhooks.set(after.webhook_id, { ...after, ...change(after, webhook) });
  });

/** Responds to an operation as to a get before it. */
const ignored = (operation: Switch) => handling(operation, (_, context, __, handlers) => handlers.getWebhook(context));

const rotatingWith = (overlap_seconds: (seconds: unknown) => number) =>
  handling("rotateSecret", (_, context, __, handlers) =>
    handlers.rotateSecret({
      ...context,
      body: { overlap_seconds: overlap_seconds(fieldsOf(context.body).overlap_seconds) },
    }),
  );

const failing = conflict("It is so already.");
let count = 0;

export const controlMutants: readonly ProviderMutant[] = mutantsOf("control", {
  enable_disable: {
    enable_ignored: ignored("enableWebhook"),
    disable_ignored: ignored("disableWebhook"),
    response_before_the_change: handling("disableWebhook", async (next, context, _, handlers) => {
      const before = await handlers.getWebhook(context);
      await next();
      return before;
    }),
    disable_toggles: handling("disableWebhook", (next, context, _, handlers) =>
      context.webhook.enabled ? next() : handlers.enableWebhook(context),
    ),
    disable_twice_409: handling("disableWebhook", (next, { webhook }) => (webhook.enabled ? next() : failing)),
    enable_twice_409: handling("enableWebhook", (next, { webhook }) => (webhook.enabled ? failing : next())),
    switch_without_updated_at: changing("disableWebhook", (_, { updated_at }) => ({ updated_at })),
    switch_always_moves: changing("enableWebhook", ({ updated_at }) => ({ updated_at: updated_at + 1000 })),
    disable_forgets_pods: changing("disableWebhook", () => ({ pod_ids: [] })),
    enable_new_secret: changing("enableWebhook", () => ({ secret: rules.newSecret() })),
    disable_forgets_a_type: changing("disableWebhook", ({ event_types }) => ({ event_types: event_types.slice(1) })),
    list_not_changed: () => {
      const first = new Map<string, unknown>();
      return {
        handlers: (handlers) => ({
          listWebhooks: async (context) => {
            const response = await handlers.listWebhooks(context);
            const { webhooks, ...page } = response.body as { webhooks: { webhook_id: string; enabled: boolean }[] };
            const cached = webhooks.map((webhook) => {
              const enabled = first.get(webhook.webhook_id) ?? webhook.enabled;
              first.set(webhook.webhook_id, enabled);
              return { ...webhook, enabled };
            });
            return { ...response, body: { ...page, webhooks: cached } };
          },
        }),
      };
    },
    repeated_create_enables: handling("createWebhook", async (next, _, { webhooks }) => {
      const response = await next();
      const stored = webhooks.get(String(fieldsOf(response.body).webhook_id));
      if (stored !== undefined) webhooks.set(stored.webhook_id, { ...stored, enabled: true });
      return { ...response, body: { ...fieldsOf(response.body), enabled: true } };
    }),
    update_enables: changing("updateWebhook", () => ({ enabled: true })),
    update_of_disabled_409: handling("updateWebhook", (next, { webhook }) => (webhook.enabled ? next() : failing)),
    rotation_enables: changing("rotateSecret", () => ({ enabled: true })),
    disable_204: changingResponse("disableWebhook", 200, () => ({ status: 204, headers: {}, body: "" })),
    not_stored: handling("disableWebhook", async (next, { webhook }, { webhooks }) => {
      const response = await next();
      webhooks.set(webhook.webhook_id, webhook);
      return response;
    }),
  },
  rotate_secret: {
    same_secret: handling("rotateSecret", async (next, { webhook }) => {
      const response = await next();
      return { ...response, body: { ...fieldsOf(response.body), secret: webhook.secret } };
    }),
    rotation_not_stored: changing("rotateSecret", (_, { secret }) => ({ secret })),
    rotation_returns_another: respondingWith("rotateSecret", () => ({ secret: rules.newSecret() })),
    one_secret_for_all: () => {
      const secret = rules.newSecret();
      return {
        handlers: (handlers) => ({
          rotateSecret: async (context) => {
            const response = await handlers.rotateSecret(context);
            return { ...response, body: { ...fieldsOf(response.body), secret } };
          },
        }),
      };
    },
    overlap_ignored: rotatingWith(() => 86_400),
    overlap_in_minutes: rotatingWith((seconds) => Number(seconds ?? 1440) * 60),
    overlap_default_0: rotatingWith((seconds) => Number(seconds ?? 0)),
    overlap_default_hour: rotatingWith((seconds) => Number(seconds ?? 3600)),
    overlap_0_is_default: rotatingWith((seconds) => Number(seconds || 86_400)),
    overlap_at_most_a_day: rotatingWith((seconds) => Math.min(86_400, Number(seconds ?? 86_400))),
    rotated_secret_too_short: handling("rotateSecret", async (next, { webhook }, { webhooks }) => {
      const response = await next();
      const secret = `whsec_${Buffer.from(String(++count)).toString("base64")}`;
      webhooks.set(webhook.webhook_id, { ...(webhooks.get(webhook.webhook_id) ?? webhook), secret });
      return { ...response, body: { ...fieldsOf(response.body), secret } };
    }),
    rotation_forgets_pods: changing("rotateSecret", () => ({ pod_ids: [] })),
    rotation_disables: changing("rotateSecret", () => ({ enabled: false })),
    rotation_needs_a_body: handling("rotateSecret", (next, { body }) =>
      body === undefined
        ? { ...ok({ name: "ValidationError", errors: { body: ["is required"] } }), status: 400 }
        : next(),
    ),
    rotation_202: changingResponse("rotateSecret", 200, withStatus(202)),
  },
  delivery_settings: {
    settings_not_stored: afterwards("updateDeliverySettings", ({ deliverySettings }, { webhook }) =>
      deliverySettings.delete(webhook.webhook_id),
    ),
    settings_replaced: handling("updateDeliverySettings", (next, { webhook }, { deliverySettings }) => {
      deliverySettings.delete(webhook.webhook_id);
      return next();
    }),
    settings_null_ignored: handling("updateDeliverySettings", (_, context, __, handlers) => {
      const given = Object.entries(fieldsOf(context.body)).filter(([, value]) => value !== null);
      return handlers.updateDeliverySettings({ ...context, body: Object.fromEntries(given) });
    }),
    settings_of_all: afterwards("updateDeliverySettings", ({ deliverySettings, webhooks }, { webhook }) => {
      const changed = deliverySettings.get(webhook.webhook_id);
      if (changed !== undefined) for (const id of webhooks.keys()) deliverySettings.set(id, changed);
    }),
    settings_defaults_shown: respondingWith("getDeliverySettings", (body) => ({ max_in_flight: 256, ...body })),
    settings_swapped: respondingWith("getDeliverySettings", ({ max_in_flight, max_per_second }) => ({
      max_in_flight: max_per_second,
      max_per_second: max_in_flight,
    })),
    settings_response_before: handling("updateDeliverySettings", async (next, context, _, handlers) => {
      const before = await handlers.getDeliverySettings(context);
      await next();
      return before;
    }),
    settings_lowered: respondingWith("getDeliverySettings", ({ max_in_flight: max, ...body }) => ({
      ...body,
      max_in_flight: max === undefined ? undefined : Math.min(Number(max), 256),
    })),
    settings_empty_update_resets: handling(
      "updateDeliverySettings",
      (next, { body, webhook }, { deliverySettings }) => {
        if (Object.keys(fieldsOf(body)).length === 0) deliverySettings.delete(webhook.webhook_id);
        return next();
      },
    ),
    settings_lost_when_disabled: afterwards("disableWebhook", ({ deliverySettings }, { webhook }) =>
      deliverySettings.delete(webhook.webhook_id),
    ),
    settings_move_updated_at: afterwards("updateDeliverySettings", ({ webhooks }, { webhook }) => {
      webhooks.set(webhook.webhook_id, { ...webhook, updated_at: webhook.updated_at + 1000 });
    }),
  },
  test_event: {
    test_to_all: afterwards("sendTestEvent", ({ deliveries, webhooks }, _, response) => {
      const sent = deliveries.get(String(fieldsOf(response.body).delivery_id));
      for (const { webhook_id, organization } of sent === undefined ? [] : webhooks.values()) {
        if (sent === undefined || webhook_id === sent.webhook_id || organization !== sent.organization) continue;
        deliveries.set(`dlv_${++count}`, { ...sent, delivery_id: `dlv_${count}`, webhook_id });
      }
    }),
    test_same_event_id: afterwards("sendTestEvent", ({ deliveries }, _, response) => {
      const sent = deliveries.get(String(fieldsOf(response.body).delivery_id));
      if (sent !== undefined) deliveries.set(sent.delivery_id, { ...sent, event_id: "evt_test" });
    }),
    test_always_received: handling("sendTestEvent", (_, context, __, handlers) =>
      handlers.sendTestEvent({ ...context, body: { event_type: eventTypes[0] } }),
    ),
    test_needs_subscription: handling("sendTestEvent", (next, { body, webhook }) =>
      webhook.event_types.includes(String(fieldsOf(body).event_type)) ? next() : failing,
    ),
    test_delivery_unknown: changingResponse("sendTestEvent", 202, withFields({ delivery_id: "dlv_other" })),
    test_to_another: afterwards("sendTestEvent", ({ deliveries }, _, response) => {
      const sent = deliveries.get(String(fieldsOf(response.body).delivery_id));
      if (sent !== undefined) deliveries.set(sent.delivery_id, { ...sent, webhook_id: "wh_other" });
    }),
    test_twice: afterwards("sendTestEvent", ({ deliveries, events }, { identity }, response) => {
      const sent = deliveries.get(String(fieldsOf(response.body).delivery_id));
      const event = events.get(eventKey(identity.organization, sent?.event_id ?? ""));
      const id = rules.newDeliveryId();
      if (sent !== undefined && event !== undefined) deliveries.set(id, { ...sent, delivery_id: id });
    }),
    test_200: changingResponse("sendTestEvent", 202, withStatus(200)),
    test_event_not_found: handling("getEvent", (next, { event }) =>
      event.isTest ? { ...ok({ name: "NotFoundError", message: "Event not found." }), status: 404 } : next(),
    ),
    test_event_without_payload: handling("getEvent", async (next, { event }) => {
      const response = await next();
      const { type, event_type, event_id } = event.event;
      const empty = { ...fieldsOf(response.body), event: { type, event_type, event_id } };
      return event.isTest ? { ...response, body: empty } : response;
    }),
    test_event_not_listed: withRules({
      isEventListed: (event, filters) => !event.isTest && rules.isEventListed(event, filters),
    }),
    test_event_missed: handling("recoverWebhook", async (next, _, { events }) => {
      const before = new Map(events);
      for (const [key, event] of before) events.set(key, { ...event, isTest: false });
      const response = await next();
      for (const [key, event] of before) events.set(key, event);
      return response;
    }),
  },
  test_event_disabled: {
    test_of_disabled: accepting("sendTestEvent", (context, _, handlers) =>
      handlers.sendTestEvent({ ...context, webhook: { ...context.webhook, enabled: true } }),
    ),
    test_of_disabled_400: changingResponse("sendTestEvent", 409, withStatus(400)),
    test_of_disabled_404: changingResponse("sendTestEvent", 409, withStatus(404)),
    test_of_disabled_created: accepting("sendTestEvent", async (context, _, handlers) => {
      await handlers.sendTestEvent({ ...context, webhook: { ...context.webhook, enabled: true } });
      return failing;
    }),
  },
});
