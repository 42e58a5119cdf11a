/** Clients of the webhooks API and of the delivery API. */
export type {
  CreateWebhookRequest,
  EventType,
  ListWebhooksResponse,
  UpdateWebhookRequest,
  Webhook,
  WebhookEvent,
} from "@agent-webhooks/types";
export type {
  Attempt,
  AttemptCounts,
  CreatedToken,
  CreateTokenRequest,
  Delivery,
  DeliveryDetails,
  DeliveryReason,
  DeliverySettings,
  DeliveryStatus,
  ListDeliveriesResponse,
  ListTokensResponse,
  PublishEventRequest,
  PublishEventsRequest,
  PublishedEvent,
  PublishedEvents,
  RecoveredWebhook,
  RecoverWebhookRequest,
  Recovery,
  RotatedSecret,
  RotateSecretRequest,
  SendTestEventRequest,
  SentTestEvent,
  Summary,
  Token,
  TokenScope,
  UpdateDeliverySettingsRequest,
  WebhookHealth,
  WebhookState,
} from "@agent-webhooks/types/delivery";
export type { ApiPromise, WithResponse } from "./api-promise.ts";
export {
  createDeliveryClient,
  type DeliveryClient,
  type ListDeliveriesQuery,
  type ListTokensQuery,
} from "./delivery.ts";
export type { EnsuredWebhook, EnsureWebhookRequest } from "./ensure.ts";
export {
  AbortError,
  type AnyWebhookError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  type Issue,
  isWebhookError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RequestError,
  type RequestSummary,
  ServerError,
  TimeoutError,
  UnexpectedResponseError,
  ValidationError,
  WebhookError,
  type WebhookErrorOptions,
} from "./errors.ts";
export type {
  AttemptEvent,
  CallOptions,
  ClientOptions,
  FetchInit,
  Logger,
  ResponseEvent,
  ResponseValidator,
  RetryEvent,
} from "./options.ts";
export type { Page, Pages } from "./pages.ts";
export { createWebhooksClient, type ListWebhooksQuery, type WebhooksClient } from "./webhooks.ts";
