import type { CreateWebhookRequest, OperationId, UpdateWebhookRequest } from "@agent-webhooks/types";
import { InvalidRequestError } from "./errors.ts";
import type { ApiOptions, Handler } from "./handler.ts";
import { ok } from "./handler.ts";
import { listPage } from "./paging.ts";
import { changedAt } from "./rules.ts";
import type { StoredWebhook } from "./state.ts";

/** The operations of `webhooks.yaml`. */
export function webhooksApi({ state, rules, deliverer, beforeWrite }: ApiOptions): Record<OperationId, Handler> {
  const { webhooks } = state;
  return {
    listWebhooks: ({ query, identity }) => {
      const { organization } = identity;
      const isVisible = (stored: StoredWebhook) => rules.isVisible(stored, organization);
      const { items, fields } = listPage(rules, query, organization, webhooks.values(), isVisible, (stored) => {
        return { id: stored.webhook_id, created_at: stored.created_at, updated_at: stored.updated_at };
      });
      return ok({ ...fields, webhooks: items.map((stored) => rules.render(stored)) });
    },
    createWebhook: async ({ body, identity }) => {
      const { organization } = identity;
      const request = body as CreateWebhookRequest;
      if (rules.isPrivateUrl(request.url)) throw new InvalidRequestError({ url: ["points to a private network"] });
      const existing = [...webhooks.values()].find((stored) =>
        rules.isSameClient(stored, request.client_id, organization),
      );
      if (existing !== undefined) return ok(rules.render(existing));
      if (beforeWrite !== undefined) await beforeWrite();
      const stored = rules.create(request, organization, rules);
      webhooks.set(stored.webhook_id, stored);
      return ok(rules.render(stored));
    },
    getWebhook: ({ webhook }) => ok(rules.render(webhook)),
    updateWebhook: async ({ body, webhook }) => {
      const change = body as UpdateWebhookRequest;
      const issues = rules.updateIssues(webhook, change);
      if (Object.keys(issues).length > 0) throw new InvalidRequestError(issues);
      const after = rules.update(webhook, change);
      if (beforeWrite !== undefined) await beforeWrite();
      const isChanged = rules.isChanged(webhook, after);
      const updated = isChanged ? { ...after, updated_at: changedAt(rules, webhook.updated_at) } : after;
      webhooks.set(webhook.webhook_id, updated);
      return ok(rules.render(updated));
    },
    deleteWebhook: async ({ webhook }) => {
      if (beforeWrite !== undefined) await beforeWrite();
      webhooks.delete(webhook.webhook_id);
      state.disabledBecause.delete(webhook.webhook_id);
      deliverer.settle(webhook.webhook_id, "cancelled", "webhook_deleted");
      return ok("");
    },
  };
}
