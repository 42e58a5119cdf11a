import { RotateSecretRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import type { Deliveries } from "../deliveries/deliveries.ts";
import type { Recoveries } from "../deliveries/recoveries.ts";
import type { Events } from "../events/events.ts";
import type { PageQuery, Position } from "../lib/paging.ts";
import { readTimeRange } from "../lib/rfc3339.ts";
import type { OperatorWebhooks } from "../operator/operator-webhooks.ts";
import { readEventText, readEventTexts } from "../publish/event-text.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { Tokens } from "../tokens/tokens.ts";
import type { DeliverySettings } from "../webhooks/delivery-settings.ts";
import type { Health } from "../webhooks/health.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { Handlers } from "./operations.ts";
import { loadPage, type PageTokens } from "./page-tokens.ts";

export interface HandlerOptions {
  readonly webhooks: Webhooks;
  readonly publisher: Publisher;
  readonly events: Events;
  readonly deliveries: Deliveries;
  readonly recoveries: Recoveries;
  readonly deliverySettings: DeliverySettings;
  readonly health: Health;
  readonly operatorWebhooks: OperatorWebhooks;
  readonly tokens: Tokens;
  readonly pageTokens: PageTokens;
}

const position = (time: string, id: string): Position => ({ createdAt: new Date(time), id });

/** Creates the handler of each operation. */
export function createHandlers(options: HandlerOptions): Handlers {
  const { webhooks, publisher, events, deliveries, recoveries, deliverySettings, health } = options;
  const { operatorWebhooks, tokens, pageTokens } = options;
  return {
    async listWebhooks({ organizationId, query }) {
      const list = { operation: "listWebhooks", organizationId, ascending: query.ascending };
      const load = async (page: PageQuery) => ({ items: await webhooks.page(organizationId, page) });
      const { items, ...page } = await loadPage(pageTokens, list, query, load, ({ created_at, webhook_id }) =>
        position(created_at, webhook_id),
      );
      return { ...page, webhooks: items };
    },

    async createWebhook({ organizationId, body }) {
      return webhooks.create(organizationId, body);
    },

    async getWebhook({ organizationId, path }) {
      return webhooks.get(organizationId, path.webhook_id);
    },

    async updateWebhook({ organizationId, path, body }) {
      return webhooks.update(organizationId, path.webhook_id, body);
    },

    async deleteWebhook({ organizationId, path }) {
      return webhooks.delete(organizationId, path.webhook_id) as Promise<undefined>;
    },

    async publishEvent({ organizationId, body, bodyText }) {
      return publisher.publish(organizationId, body, readEventText(bodyText));
    },

    async publishEvents({ organizationId, body, bodyText }) {
      return { results: await publisher.publishAll(organizationId, body.events, readEventTexts(bodyText)) };
    },

    async listEvents({ organizationId, query }) {
      const { limit: _, page_token: __, ascending, ...filter } = query;
      const list = { operation: "listEvents", organizationId, ascending, filter };
      const times = readTimeRange(filter);
      const load = (page: PageQuery) => events.page(organizationId, { ...filter, ...times }, page);
      const { items, ...page } = await loadPage(pageTokens, list, query, load, ({ published_at, event_id }) =>
        position(published_at, event_id),
      );
      return { ...page, events: items };
    },

    async getEvent({ organizationId, path }) {
      return events.get(organizationId, path.event_id);
    },

    async eraseEvent({ organizationId, path }) {
      return events.erase(organizationId, path.event_id) as Promise<undefined>;
    },

    async listDeliveries({ organizationId, query }) {
      const { limit: _, page_token: __, ascending, ...filter } = query;
      const list = { operation: "listDeliveries", organizationId, ascending, filter };
      const times = readTimeRange(filter);
      const load = (page: PageQuery) => deliveries.page(organizationId, { ...filter, ...times }, page);
      const { items, ...page } = await loadPage(pageTokens, list, query, load, ({ created_at, delivery_id }) =>
        position(created_at, delivery_id),
      );
      return { ...page, deliveries: items };
    },

    async getDelivery({ organizationId, path }) {
      return deliveries.get(organizationId, path.delivery_id);
    },

    async resendDelivery({ organizationId, path }) {
      return deliveries.resend(organizationId, path.delivery_id);
    },

    async recoverWebhook({ organizationId, path, body }) {
      readTimeRange(body);
      await deliveries.checkEnabled(organizationId, path.webhook_id);
      return recoveries.recover(organizationId, path.webhook_id, body);
    },

    async getRecovery({ organizationId, path }) {
      return recoveries.get(organizationId, path.webhook_id);
    },

    async getWebhookHealth({ organizationId, path }) {
      return health.ofWebhook(organizationId, path.webhook_id);
    },

    async getSummary({ organizationId }) {
      return health.ofOrganization(organizationId);
    },

    async sendTestEvent({ organizationId, path, body }) {
      await deliveries.checkEnabled(organizationId, path.webhook_id);
      return {
        delivery_id: await publisher.sendTest(organizationId, path.webhook_id, body.event_type),
      };
    },

    async rotateSecret({ organizationId, path, body }) {
      const { default: defaultOverlap } = RotateSecretRequestSchema.properties.overlap_seconds;
      const overlap = body?.overlap_seconds ?? defaultOverlap;
      const { secret, previousExpiresAt } = await webhooks.rotateSecret(organizationId, path.webhook_id, overlap);
      return { secret, previous_expires_at: previousExpiresAt.toISOString() };
    },

    async enableWebhook({ organizationId, path }) {
      return webhooks.enable(organizationId, path.webhook_id);
    },

    async disableWebhook({ organizationId, path }) {
      return webhooks.disable(organizationId, path.webhook_id);
    },

    async getDeliverySettings({ organizationId, path }) {
      return deliverySettings.get(organizationId, path.webhook_id);
    },

    async updateDeliverySettings({ organizationId, path, body }) {
      return deliverySettings.update(organizationId, path.webhook_id, body);
    },

    async getOperatorWebhook({ organizationId }) {
      return operatorWebhooks.get(organizationId);
    },

    async setOperatorWebhook({ organizationId, body }) {
      return operatorWebhooks.set(organizationId, body.url);
    },

    async deleteOperatorWebhook({ organizationId }) {
      return operatorWebhooks.delete(organizationId) as Promise<undefined>;
    },

    // The tokens of every organization: `tokens:write` is meant for the operator of the service.
    async listTokens({ organizationId, query }) {
      const list = { operation: "listTokens", organizationId, ascending: query.ascending };
      const load = async (page: PageQuery) => ({ items: await tokens.page(page) });
      const { items, ...page } = await loadPage(pageTokens, list, query, load, ({ created_at, token_id }) =>
        position(created_at, token_id),
      );
      return { ...page, tokens: items };
    },

    async createToken({ body }) {
      return tokens.create(body);
    },

    async revokeToken({ path }) {
      return tokens.revoke(path.token_id) as Promise<undefined>;
    },
  };
}
