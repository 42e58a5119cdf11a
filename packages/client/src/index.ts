/** The clients of the webhooks API and of the delivery API. */

export type { ApiPromise, WithResponse } from "./api-promise.ts";
export {
  createDeliveryClient,
  type DeliveryClient,
  type ListDeliveriesQuery,
  type ListTokensQuery,
} from "./delivery.ts";
export type { EnsuredWebhook, EnsureWebhookRequest } from "./ensure.ts";
export * from "./errors.ts";
export type * from "./options.ts";
export type { Page, Pages } from "./pages.ts";
export { createWebhooksClient, type ListWebhooksQuery, type WebhooksClient } from "./webhooks.ts";
