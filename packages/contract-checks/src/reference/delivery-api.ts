import type {
  OperationId,
  RotateSecretRequest,
  SetOperatorWebhookRequest,
  UpdateDeliverySettingsRequest,
} from "@agent-webhooks/types/delivery";
import { deliveriesApi } from "./deliveries-api.ts";
import { eventsApi } from "./events-api.ts";
import { type ApiOptions, type Handler, json, ok, type ReferenceResponse } from "./handler.ts";
import { healthOf, summaryOf } from "./health.ts";
import { changedAt, type Rules } from "./rules.ts";
import type { StoredWebhook } from "./state.ts";
import { tokensApi } from "./tokens-api.ts";

/** The operations of `delivery.yaml`. */
export function deliveryApi(api: ApiOptions): Record<OperationId, Handler> {
  const { state, rules, deliverer } = api;
  const { webhooks, previousSecrets, disabledBecause, deliverySettings, operatorWebhooks } = state;

  const setEnabled = (webhook: StoredWebhook, enabled: boolean): StoredWebhook => {
    if (webhook.enabled === enabled) return webhook;
    const changed = { ...webhook, enabled, updated_at: changedAt(rules, webhook.updated_at) };
    webhooks.set(webhook.webhook_id, changed);
    return changed;
  };

  const noOperatorWebhook = (): ReferenceResponse => ({
    status: 404,
    headers: json,
    body: rules.error(404, "NotFoundError", "Operator webhook not found."),
  });

  return {
    ...eventsApi(api),
    ...deliveriesApi(api),
    ...tokensApi(api),
    getWebhookHealth: ({ webhook }) => ok(healthOf(state, webhook, rules.now())),
    getSummary: ({ identity }) => ok(summaryOf(state, identity.organization, rules.now())),
    rotateSecret: ({ body, webhook }) => {
      const { overlap_seconds = defaultOverlap(rules) } = (body ?? {}) as RotateSecretRequest;
      const { webhook_id, updated_at } = webhook;
      const now = rules.now();
      const replaced = { secret: webhook.secret, expires_at: now + overlap_seconds * 1000 };
      const secret = rules.newSecret();
      const previous = [replaced, ...(previousSecrets.get(webhook_id) ?? [])];
      const unexpired = previous.filter(({ expires_at }) => expires_at > now);
      previousSecrets.set(webhook_id, rules.previousSecrets(unexpired));
      webhooks.set(webhook_id, { ...webhook, secret, updated_at: changedAt(rules, updated_at) });
      return ok({ secret, previous_expires_at: new Date(replaced.expires_at).toISOString() });
    },
    enableWebhook: ({ webhook }) => {
      if (!webhook.enabled) state.enabledAt.set(webhook.webhook_id, rules.now());
      state.failingSince.delete(webhook.webhook_id);
      disabledBecause.delete(webhook.webhook_id);
      return ok(rules.render(setEnabled(webhook, true)));
    },
    disableWebhook: ({ webhook }) => {
      if (webhook.enabled) {
        disabledBecause.set(webhook.webhook_id, "request");
        state.disabledAt.set(webhook.webhook_id, rules.now());
      }
      const disabled = setEnabled(webhook, false);
      deliverer.settle(webhook.webhook_id, "failed", "webhook_disabled");
      return ok(rules.render(disabled));
    },
    getDeliverySettings: ({ webhook }) => ok(deliverySettings.get(webhook.webhook_id) ?? {}),
    updateDeliverySettings: ({ body, webhook }) => {
      const changed = { ...deliverySettings.get(webhook.webhook_id), ...(body as UpdateDeliverySettingsRequest) };
      const settings = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== null));
      deliverySettings.set(webhook.webhook_id, settings);
      return ok(settings);
    },
    getOperatorWebhook: ({ identity }) => {
      const operatorWebhook = operatorWebhooks.get(identity.organization);
      return operatorWebhook === undefined ? noOperatorWebhook() : ok(operatorWebhook);
    },
    setOperatorWebhook: ({ body, identity: { organization } }) => {
      const { url } = body as SetOperatorWebhookRequest;
      const before = operatorWebhooks.get(organization);
      if (before?.url === url) return ok(before);
      const now = before === undefined ? rules.now() : changedAt(rules, Date.parse(before.updated_at));
      const updated_at = new Date(now).toISOString();
      const { secret, created_at } = before ?? { secret: rules.newSecret(), created_at: updated_at };
      const after = { url, secret, enabled: true, created_at, updated_at };
      operatorWebhooks.set(organization, after);
      return ok(after);
    },
    deleteOperatorWebhook: ({ identity }) =>
      operatorWebhooks.delete(identity.organization) ? ok("") : noOperatorWebhook(),
  };
}

function defaultOverlap(rules: Rules): number {
  return Number(rules.requestSchema("rotateSecret").properties?.overlap_seconds?.default);
}
