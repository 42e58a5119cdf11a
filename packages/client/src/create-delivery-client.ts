import type { paths } from "@agent-webhooks/types/delivery";
import {
  createToken,
  deleteOperatorWebhook,
  disableWebhook,
  enableWebhook,
  eraseEvent,
  getDelivery,
  getDeliverySettings,
  getEvent,
  getOperatorWebhook,
  getRecovery,
  getSummary,
  getWebhookHealth,
  listDeliveries,
  listEvents,
  listTokens,
  publishEvent,
  publishEvents,
  recoverWebhook,
  resendDelivery,
  revokeToken,
  rotateSecret,
  routes,
  sendTestEvent,
  setOperatorWebhook,
  updateDeliverySettings,
} from "@agent-webhooks/types/delivery/routes";
import type { ApiPromise } from "./api-promise.ts";
import type { DeliveryClient, EventWithPayload } from "./delivery.ts";
import { createBaseClient } from "./internal/base-client.ts";
import type { Exact } from "./internal/operation-types.ts";
import type { ClientOptions } from "./options.ts";

/**
 * Creates a client of the delivery API. Sends nothing; printing the client does not show the token.
 *
 * @throws ValidationError for an invalid `baseUrl`, or a `token` that is empty or not allowed in an HTTP header
 * @example
 * const delivery = createDeliveryClient({ baseUrl: "http://127.0.0.1:8787", token });
 */
export function createDeliveryClient<O extends ClientOptions>(options: Exact<ClientOptions, O>): DeliveryClient {
  const { raw, call, list } = createBaseClient<paths>(routes, options);
  return {
    raw,
    publishEvent: (body, options) => call(publishEvent, {}, options, body),
    publishEvents: (body, options) => call(publishEvents, {}, options, body),
    listEvents: (query, options) => list(listEvents, query, options),
    getEvent: (event_id, options) => call(getEvent, { path: { event_id } }, options) as ApiPromise<EventWithPayload>,
    eraseEvent: (event_id, options) => call(eraseEvent, { path: { event_id } }, options),
    listDeliveries: (query, options) => list(listDeliveries, query, options),
    getDelivery: (delivery_id, options) => call(getDelivery, { path: { delivery_id } }, options),
    resendDelivery: (delivery_id, options) => call(resendDelivery, { path: { delivery_id } }, options),
    recoverWebhook: (webhook_id, body, options) => call(recoverWebhook, { path: { webhook_id } }, options, body),
    getRecovery: (webhook_id, options) => call(getRecovery, { path: { webhook_id } }, options),
    getWebhookHealth: (webhook_id, options) => call(getWebhookHealth, { path: { webhook_id } }, options),
    getSummary: (options) => call(getSummary, {}, options),
    sendTestEvent: (webhook_id, body, options) => call(sendTestEvent, { path: { webhook_id } }, options, body),
    rotateSecret: (webhook_id, body, options) => call(rotateSecret, { path: { webhook_id } }, options, body ?? {}),
    enableWebhook: (webhook_id, options) => call(enableWebhook, { path: { webhook_id } }, options),
    disableWebhook: (webhook_id, options) => call(disableWebhook, { path: { webhook_id } }, options),
    getDeliverySettings: (webhook_id, options) => call(getDeliverySettings, { path: { webhook_id } }, options),
    updateDeliverySettings: (webhook_id, body, options) =>
      call(updateDeliverySettings, { path: { webhook_id } }, options, body),
    setOperatorWebhook: (body, options) => call(setOperatorWebhook, {}, options, body),
    getOperatorWebhook: (options) => call(getOperatorWebhook, {}, options),
    deleteOperatorWebhook: (options) => call(deleteOperatorWebhook, {}, options),
    listTokens: (query, options) => list(listTokens, query, options),
    createToken: (body, options) => call(createToken, {}, options, body),
    revokeToken: (token_id, options) => call(revokeToken, { path: { token_id } }, options),
  };
}
