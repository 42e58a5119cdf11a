import type { Webhook, WebhookEvent } from "@agent-webhooks/types";
import type {
  CreatedToken,
  CreateTokenRequest,
  Delivery,
  DeliveryDetails,
  DeliverySettings,
  ListDeliveriesResponse,
  ListEventsResponse,
  ListTokensResponse,
  OperatorWebhook,
  PublishEventRequest,
  PublishEventsRequest,
  PublishedEvent,
  PublishedEvents,
  paths,
  RecoveredWebhook,
  RecoverWebhookRequest,
  Recovery,
  RotatedSecret,
  RotateSecretRequest,
  SendTestEventRequest,
  SentTestEvent,
  SetOperatorWebhookRequest,
  StoredEvent,
  StoredEventDetails,
  Summary,
  Token,
  UpdateDeliverySettingsRequest,
  WebhookHealth,
} from "@agent-webhooks/types/delivery";
import type { listDeliveries, listEvents, listTokens } from "@agent-webhooks/types/delivery/routes";
import type { ApiPromise } from "./api-promise.ts";
import type { HttpClient } from "./internal/http.ts";
import type { Exact, QueryOf } from "./internal/operation-types.ts";
import type { CallOptions } from "./options.ts";
import type { Pages } from "./pages.ts";

/** Query parameters of `listDeliveries`. */
export type ListDeliveriesQuery = QueryOf<paths, typeof listDeliveries>;

/** Query parameters of `listEvents`. */
export type ListEventsQuery = QueryOf<paths, typeof listEvents>;

/** A published event. Its type in the response allows event types of later versions. */
export type EventWithPayload = StoredEventDetails & { readonly event: WebhookEvent };

/** Query parameters of `listTokens`. */
export type ListTokensQuery = QueryOf<paths, typeof listTokens>;

/**
 * Publishes events, reads and controls their deliveries, and manages tokens. Errors, retries, time limits and pages are
 * those of the webhooks client.
 */
export interface DeliveryClient {
  /** The openapi-fetch client, typed by `specs/delivery.yaml`. */
  readonly raw: HttpClient<paths>;

  /**
   * Publishes an event to every matching webhook of the organization. Returns when the event and its deliveries are stored.
   * Publishing is idempotent, so it is retried. Events may have fields that their types do not have.
   *
   * @throws ConflictError when the `event_id` was published before with different content, or was erased
   * @example
   * const { deliveries } = await delivery.publishEvent({ event, pod_id: "pod_eu" });
   */
  publishEvent<O extends CallOptions>(
    event: PublishEventRequest,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<PublishedEvent>;

  /**
   * Publishes all of the events or none. The paths of issues name the item: `events.3.event.message.size`.
   *
   * @throws ConflictError when one of them was published before with different content
   */
  publishEvents<O extends CallOptions>(
    events: PublishEventsRequest,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<PublishedEvents>;

  /**
   * Lists published events, newest first, without their payloads.
   *
   * @example
   * for await (const { event_id, deliveries } of delivery.listEvents({ event_type: "message.sent" })) …
   */
  listEvents<Q extends ListEventsQuery, O extends CallOptions>(
    query?: Exact<ListEventsQuery, Q>,
    options?: Exact<CallOptions, O>,
  ): Pages<ListEventsResponse, StoredEvent>;

  /**
   * Returns an event as it was published, with the numbers of its deliveries. `JSON.parse` rounds numbers that JavaScript
   * cannot represent; the body of `raw.GET(…, { parseAs: "text" })` has all digits.
   *
   * @throws NotFoundError when there is no such event, or it was erased
   * @example
   * const { event, published_at } = await delivery.getEvent(event_id);
   */
  getEvent<O extends CallOptions>(event_id: string, options?: Exact<CallOptions, O>): ApiPromise<EventWithPayload>;

  /**
   * Erases the payload of an event, and cancels its pending deliveries. The records of its deliveries stay.
   *
   * @throws ValidationError before anything is sent, for an id that is empty, `.` or `..`
   * @throws NotFoundError when there is no such event, or it was erased before, also by an attempt whose response was lost
   */
  eraseEvent<O extends CallOptions>(event_id: string, options?: Exact<CallOptions, O>): ApiPromise<void>;

  /**
   * Lists deliveries, newest first. With several filters, a page may have few items or none and still a next page.
   *
   * @example
   * for await (const { delivery_id, reason } of delivery.listDeliveries({ status: "failed" })) …
   */
  listDeliveries<Q extends ListDeliveriesQuery, O extends CallOptions>(
    query?: Exact<ListDeliveriesQuery, Q>,
    options?: Exact<CallOptions, O>,
  ): Pages<ListDeliveriesResponse, Delivery>;

  /**
   * Returns a delivery with its attempts, and an explanation of its status.
   *
   * @throws NotFoundError
   */
  getDelivery<O extends CallOptions>(delivery_id: string, options?: Exact<CallOptions, O>): ApiPromise<DeliveryDetails>;

  /**
   * Sends a settled delivery again, with a new retry schedule.
   *
   * @throws NotFoundError
   * @throws ConflictError when it is pending, its webhook is disabled or deleted, or its event was erased
   */
  resendDelivery<O extends CallOptions>(delivery_id: string, options?: Exact<CallOptions, O>): ApiPromise<Delivery>;

  /**
   * Sends the events published in [`since`, `until`) that did not reach the webhook: its `failed` deliveries, and what it
   * missed, for example because it was disabled. With `dry_run`, it only counts them. More than 1,000 deliveries are queued
   * in the background; `getRecovery` returns the progress.
   *
   * @default range.until now
   * @throws NotFoundError
   * @throws ConflictError when the webhook is disabled or deleted
   * @example
   * const { failed, missed } = await delivery.recoverWebhook(webhook_id, { since: "2026-01-16T09:00:00Z" });
   */
  recoverWebhook<B extends RecoverWebhookRequest, O extends CallOptions>(
    webhook_id: string,
    range: Exact<RecoverWebhookRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<RecoveredWebhook>;

  /**
   * Returns the progress of the webhook's latest recovery in the background.
   *
   * @throws NotFoundError
   * @example
   * const { status, recovered_until } = await delivery.getRecovery(webhook_id);
   */
  getRecovery<O extends CallOptions>(webhook_id: string, options?: Exact<CallOptions, O>): ApiPromise<Recovery>;

  /**
   * Returns the health of a webhook: its state and the reason for it, the deliveries that wait, and the attempts of the last
   * 24 hours and 30 days.
   *
   * @throws NotFoundError
   * @example
   * const { state, since, explanation } = await delivery.getWebhookHealth(webhook_id);
   */
  getWebhookHealth<O extends CallOptions>(
    webhook_id: string,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<WebhookHealth>;

  /**
   * Returns the health of all webhooks of the organization: how many are failing, paused or disabled, the deliveries that
   * wait, and the attempts of the last 24 hours and 30 days.
   */
  getSummary<O extends CallOptions>(options?: Exact<CallOptions, O>): ApiPromise<Summary>;

  /**
   * Sends the spec's example of an event type to a webhook, with a new `event_id`.
   *
   * @throws NotFoundError
   * @throws ConflictError when the webhook is disabled or deleted
   */
  sendTestEvent<B extends SendTestEventRequest, O extends CallOptions>(
    webhook_id: string,
    event: Exact<SendTestEventRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<SentTestEvent>;

  /**
   * Creates a new secret for a webhook. Both secrets sign for `overlap_seconds`. Not idempotent, so retried only after
   * 429.
   *
   * @default rotation.overlap_seconds 86400
   * @throws NotFoundError
   */
  rotateSecret<B extends RotateSecretRequest, O extends CallOptions>(
    webhook_id: string,
    rotation?: Exact<RotateSecretRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<RotatedSecret>;

  /**
   * Enables a webhook. The events that it missed are not sent; see `recoverWebhook`.
   *
   * @throws NotFoundError
   * @throws ConflictError if its stored secret cannot be decrypted
   */
  enableWebhook<O extends CallOptions>(webhook_id: string, options?: Exact<CallOptions, O>): ApiPromise<Webhook>;

  /**
   * Disables a webhook: nothing is sent to it. Its pending deliveries become `failed`.
   *
   * @throws NotFoundError
   */
  disableWebhook<O extends CallOptions>(webhook_id: string, options?: Exact<CallOptions, O>): ApiPromise<Webhook>;

  /**
   * Returns the limits on how fast events are sent to a webhook. Limits that were not set are absent.
   *
   * @throws NotFoundError
   */
  getDeliverySettings<O extends CallOptions>(
    webhook_id: string,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<DeliverySettings>;

  /**
   * Limits how fast events are sent to a webhook, by all processes of the service together. Absent fields stay as they
   * are; `null` removes a limit.
   *
   * @throws NotFoundError
   * @example
   * await delivery.updateDeliverySettings(webhook_id, { max_in_flight: 1, max_per_second: 5 });
   */
  updateDeliverySettings<B extends UpdateDeliverySettingsRequest, O extends CallOptions>(
    webhook_id: string,
    settings: Exact<UpdateDeliverySettingsRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<DeliverySettings>;

  /**
   * Sends the operator events about the organization's webhooks to this URL, in place of any other one. The secret stays the
   * same until `deleteOperatorWebhook`. `@agent-webhooks/receiver/operator` verifies and types the events.
   *
   * @throws ValidationError when the service does not send to this URL
   * @example
   * const { secret } = await delivery.setOperatorWebhook({ url: "https://alerts.example.com/hooks" });
   */
  setOperatorWebhook<B extends SetOperatorWebhookRequest, O extends CallOptions>(
    operatorWebhook: Exact<SetOperatorWebhookRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<OperatorWebhook>;

  /**
   * Returns the operator webhook of the organization, with its secret.
   *
   * @throws NotFoundError when there is none
   */
  getOperatorWebhook<O extends CallOptions>(options?: Exact<CallOptions, O>): ApiPromise<OperatorWebhook>;

  /**
   * Deletes the operator webhook of the organization. Its pending deliveries are not sent.
   *
   * @throws NotFoundError when there is none, also if an attempt whose response was lost has deleted it
   */
  deleteOperatorWebhook<O extends CallOptions>(options?: Exact<CallOptions, O>): ApiPromise<void>;

  /**
   * Lists the tokens of all organizations, newest first, without their values.
   *
   * @example
   * for await (const { token_id, scopes } of delivery.listTokens()) console.log(token_id, scopes);
   */
  listTokens<Q extends ListTokensQuery, O extends CallOptions>(
    query?: Exact<ListTokensQuery, Q>,
    options?: Exact<CallOptions, O>,
  ): Pages<ListTokensResponse, Token>;

  /**
   * Creates a token for an organization. Only this response includes its value. Not idempotent, so retried only after
   * 429.
   *
   * @example
   * const { token } = await delivery.createToken({ organization_id: "acme", scopes: ["webhooks:read"] });
   */
  createToken<B extends CreateTokenRequest, O extends CallOptions>(
    token: Exact<CreateTokenRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<CreatedToken>;

  /**
   * Revokes a token. Requests with it are rejected.
   *
   * @throws ValidationError before anything is sent, for an id that is empty, `.` or `..`
   * @throws NotFoundError also if an attempt whose response was lost has revoked it
   */
  revokeToken<O extends CallOptions>(token_id: string, options?: Exact<CallOptions, O>): ApiPromise<void>;
}
