/** The clients of the webhooks API and of the delivery API. */
export * from "./core/errors.ts";
export type * from "./core/options.ts";
export type { Page, Pages } from "./core/pages.ts";
export type { ApiPromise, WithResponse } from "./core/promise.ts";
export {
  createDeliveryClient,
  type DeliveryClient,
  type ListDeliveriesQuery,
  type ListTokensQuery,
} from "./delivery.ts";
export type { EnsuredWebhook, EnsureWebhookRequest } from "./ensure.ts";
export { createWebhooksClient, type ListWebhooksQuery, type WebhooksClient } from "./webhooks.ts";
