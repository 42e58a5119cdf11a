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
import type { Client } from "openapi-fetch";
import type { ApiPromise } from "./api-promise.ts";
import { type EnsuredWebhook, type EnsureWebhookRequest, ensure } from "./ensure.ts";
import { createBaseClient } from "./internal/base-client.ts";
import type { Exact, QueryOf } from "./internal/operation-types.ts";
import type { CallOptions, ClientOptions } from "./options.ts";
import type { Pages } from "./pages.ts";

/** The parameters of `list`. */
export type ListWebhooksQuery = QueryOf<paths, typeof listWebhooks>;

/**
 * Manages the webhooks of the token's organization. Bodies and answers are the spec's types, and nothing else
 * compiles, from a variable neither. What can go wrong with every call:
 *
 * - `ValidationError`: the request is not valid, by the provider (400) or before anything was sent;
 * - `AuthenticationError` (401), `PermissionError` (403), `NotFoundError` (404), `ConflictError` (409),
 *   `RateLimitError` (429), `RequestError` (any other 4xx), `ServerError` (5xx);
 * - `ConnectionError`, `TimeoutError`, `AbortError`: no answer, or not all of it;
 * - `UnexpectedResponseError`: an answer that this API does not give.
 */
export interface WebhooksClient {
  /**
   * openapi-fetch itself, typed by the spec, over the same token, retries, time limits and hooks. A failing status is
   * its `error`, as always with openapi-fetch; what the methods throw without a status, it throws too.
   *
   * @example
   * const { path } = operations.listWebhooks; // of @agent-webhooks/types
   * const { data, error } = await webhooks.raw.GET(path, { params: { query: { limit: 5 } } });
   */
  readonly raw: Client<paths>;

  /**
   * Lists webhooks, newest first. Nothing is sent until it is awaited, which gives the first page, or iterated, which
   * gives all webhooks and fetches pages as they are needed.
   *
   * @throws UnexpectedResponseError also when the provider gives a page token for the second time
   * @example
   * for await (const webhook of webhooks.list({ ascending: true })) console.log(webhook.url);
   * const page = await webhooks.list({ limit: 50 });
   */
  list<Q extends ListWebhooksQuery, O extends CallOptions>(
    query?: Exact<ListWebhooksQuery, Q>,
    options?: Exact<CallOptions, O>,
  ): Pages<ListWebhooksResponse, Webhook>;

  /**
   * Creates a webhook; or gives the existing one, unchanged, if there is one with this `client_id`. Without `client_id`
   * a random one is sent, so that the call can be retried (`idempotencyKeys`).
   *
   * @throws ValidationError before anything is sent: a URL that is not absolute, a `client_id` that is not one, more
   * inboxes or pods than the spec allows
   * @example
   * const webhook = await webhooks.create({ url: "https://example.com/hooks", event_types: ["message.received"] });
   */
  create<B extends CreateWebhookRequest, O extends CallOptions>(
    webhook: Exact<CreateWebhookRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<Webhook>;

  /**
   * Gives a webhook, with its secret.
   *
   * @throws ValidationError before anything is sent: an id that is empty, `.` or `..`
   * @throws NotFoundError
   */
  get<O extends CallOptions>(webhook_id: string, options?: Exact<CallOptions, O>): ApiPromise<Webhook>;

  /**
   * Changes which inboxes and pods a webhook is limited to, all or nothing: removes, then adds.
   *
   * @throws ValidationError before anything is sent: a bad id, a list longer than the spec allows
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
   * Deletes a webhook. A retry may find it deleted by an attempt whose answer was lost, and then throws
   * `NotFoundError`.
   *
   * @throws ValidationError before anything is sent: a bad id
   * @throws NotFoundError
   */
  delete<O extends CallOptions>(webhook_id: string, options?: Exact<CallOptions, O>): ApiPromise<void>;

  /**
   * Sees to it that there is a webhook with this `client_id` which is as wanted: creates it, leaves it, or changes its
   * inboxes and pods. The order of event types and ids does not count. It reads one page of
   * webhooks, so the token must be allowed to read, and makes one change at most.
   *
   * @throws ConflictError when the existing one has another `url` or other `event_types`, which the API cannot change;
   * also when it would have to lose its last inbox and pod, because then it would get the events of all of them
   * @example
   * const { webhook, outcome } = await webhooks.ensure({ client_id: "support", url, event_types: ["message.received"] });
   */
  ensure<B extends EnsureWebhookRequest, O extends CallOptions>(
    webhook: Exact<EnsureWebhookRequest, B>,
    options?: Exact<CallOptions, O>,
  ): Promise<EnsuredWebhook>;
}

/**
 * Makes a client. It sends nothing by itself, and prints without its token.
 *
 * @throws ValidationError when `baseUrl` is not an absolute http(s) URL, or `token` is empty or cannot stand in a header
 * @example
 * const webhooks = createWebhooksClient({ baseUrl: "https://api.example.com", token });
 */
export function createWebhooksClient<O extends ClientOptions>(options: Exact<ClientOptions, O>): WebhooksClient {
  const { raw, call, list } = createBaseClient<paths>(routes, options);
  const client: WebhooksClient = {
    raw,
    list: (query, options) => list(listWebhooks, query, options),
    create: (body, options) => call(createWebhook, {}, options, body),
    get: (webhook_id, options) => call(getWebhook, { path: { webhook_id } }, options),
    update: (webhook_id, body, options) => call(updateWebhook, { path: { webhook_id } }, options, body),
    delete: (webhook_id, options) => call(deleteWebhook, { path: { webhook_id } }, options),
    ensure: (webhook, options) => ensure(client, webhook, options),
  };
  return client;
}
