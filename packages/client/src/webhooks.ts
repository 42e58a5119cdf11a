import type {
  CreateWebhookRequest,
  ListWebhooksResponse,
  paths,
  UpdateWebhookRequest,
  Webhook,
} from "@agent-webhooks/types";
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  routes,
  updateWebhook,
} from "@agent-webhooks/types/routes";
import type { ApiPromise } from "./api-promise.ts";
import { type EnsuredWebhook, type EnsureWebhookRequest, ensure } from "./ensure.ts";
import { createBaseClient } from "./internal/base-client.ts";
import type { HttpClient } from "./internal/http.ts";
import type { Exact, QueryOf } from "./internal/operation-types.ts";
import type { CallOptions, ClientOptions } from "./options.ts";
import type { Pages } from "./pages.ts";

/** Query parameters of `list`. */
export type ListWebhooksQuery = QueryOf<paths, typeof listWebhooks>;

/**
 * Manages the webhooks of the token's organization. Request and response bodies are typed by the spec; unknown properties
 * do not compile. Every call may throw:
 *
 * - `ValidationError`: the request is invalid, according to the provider (400) or before anything is sent;
 * - `AuthenticationError` (401), `PermissionError` (403), `NotFoundError` (404), `ConflictError` (409),
 *   `RateLimitError` (429), `RequestError` (any other 4xx), `ServerError` (5xx);
 * - `ConnectionError`, `TimeoutError`, `AbortError`: no response, or only a part of it;
 * - `UnexpectedResponseError`: a response that is not one of this API.
 */
export interface WebhooksClient {
  /**
   * The openapi-fetch client, typed by the spec, with the same token, retries, time limits and hooks. It returns a failing
   * status as `error`; other errors are thrown, as by the methods.
   *
   * @example
   * const { path } = operations.listWebhooks; // of @agent-webhooks/types
   * const { data, error } = await webhooks.raw.GET(path, { params: { query: { limit: 5 } } });
   */
  readonly raw: HttpClient<paths>;

  /**
   * Lists webhooks, newest first. Await it for the first page, or iterate over all webhooks: pages are fetched when they are
   * needed. Nothing is sent before that.
   *
   * @throws UnexpectedResponseError also when the server repeats a page token
   * @example
   * for await (const webhook of webhooks.list({ ascending: true })) console.log(webhook.url);
   * const page = await webhooks.list({ limit: 50 });
   */
  list<Q extends ListWebhooksQuery, O extends CallOptions>(
    query?: Exact<ListWebhooksQuery, Q>,
    options?: Exact<CallOptions, O>,
  ): Pages<ListWebhooksResponse, Webhook>;

  /**
   * Creates a webhook, or returns the existing one with this `client_id`, unchanged. If there is no `client_id`, a random
   * one is sent, so that the call can be retried (see `idempotencyKeys`).
   *
   * @throws ValidationError before anything is sent, for a URL that is not absolute, an invalid `client_id`, or more
   * inboxes or pods than the spec allows
   * @example
   * const webhook = await webhooks.create({ url: "https://example.com/hooks", event_types: ["message.received"] });
   */
  create<B extends CreateWebhookRequest, O extends CallOptions>(
    webhook: Exact<CreateWebhookRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<Webhook>;

  /**
   * Returns a webhook, with its secret.
   *
   * @throws ValidationError before anything is sent, for an id that is empty, `.` or `..`
   * @throws NotFoundError
   */
  get<O extends CallOptions>(webhook_id: string, options?: Exact<CallOptions, O>): ApiPromise<Webhook>;

  /**
   * Changes the inboxes and pods that a webhook is limited to. Removes are applied before adds; the update is atomic.
   *
   * @throws ValidationError before anything is sent, for an invalid id or a list longer than the spec allows
   * @throws NotFoundError
   * @example
   * await webhooks.update(id, { remove_inbox_ids: ["inbox_1"], add_pod_ids: ["pod_eu"] });
   */
  update<B extends UpdateWebhookRequest, O extends CallOptions>(
    webhook_id: string,
    change: Exact<UpdateWebhookRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<Webhook>;

  /**
   * Deletes a webhook. Throws `NotFoundError` if a retry finds it deleted by an attempt whose response was lost.
   *
   * @throws ValidationError before anything is sent, for an invalid id
   * @throws NotFoundError
   */
  delete<O extends CallOptions>(webhook_id: string, options?: Exact<CallOptions, O>): ApiPromise<void>;

  /**
   * Creates or updates the webhook with this `client_id` to match the given one. The order of event types and ids is
   * ignored. Inboxes and pods that are not given are removed; any other field that is not given is left as it is. It reads
   * one page of webhooks, so the token needs `webhooks:read` too, and makes at most one change.
   *
   * @throws ValidationError before anything is sent, for a missing or an invalid `client_id`
   * @throws ConflictError when the existing webhook has a different `url` or different `event_types`, or differs in
   * another field that cannot be changed, or when removing its last inbox and pod would subscribe it to everything
   * @example
   * const { webhook, outcome } = await webhooks.ensure({ client_id: "support", url, event_types: ["message.received"] });
   */
  ensure<B extends EnsureWebhookRequest, O extends CallOptions>(
    webhook: Exact<EnsureWebhookRequest, B>,
    options?: Exact<CallOptions, O>,
  ): Promise<EnsuredWebhook>;
}

/**
 * Creates a client of the webhooks API. Sends nothing; printing the client does not show the token.
 *
 * @throws ValidationError for an invalid `baseUrl`, or a `token` that is empty or not allowed in an HTTP header
 * @example
 * const webhooks = createWebhooksClient({ baseUrl: "https://api.example.com", token });
 */
export function createWebhooksClient<O extends ClientOptions>(options: Exact<ClientOptions, O>): WebhooksClient {
  const client = createBaseClient<paths>(routes, options);
  const { raw, call, list } = client;
  return {
    raw,
    list: (query, options) => list(listWebhooks, query, options),
    create: (body, options) => call(createWebhook, {}, options, body),
    get: (webhook_id, options) => call(getWebhook, { path: { webhook_id } }, options),
    update: (webhook_id, body, options) => call(updateWebhook, { path: { webhook_id } }, options, body),
    delete: (webhook_id, options) => call(deleteWebhook, { path: { webhook_id } }, options),
    ensure: (webhook, options) => ensure(client, webhook, options),
  };
}
