import { type CreateWebhookRequest, type Operation, operations } from "@agent-webhooks/types";
import { type DeliveryDetails, operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { systemClock } from "../clock.ts";
import { ConformanceLog } from "../provider/conformance.ts";
import { Connection } from "../provider/connection.ts";
import type { Transport } from "../provider/http.ts";
import type { TargetResponse } from "../provider/response.ts";
import { LimitReachedError, NotRunError } from "../run/errors.ts";
import { maxPageSize } from "../spec/schema.ts";

export interface ProviderApiOptions {
  readonly url: URL;
  readonly token: string;
  /** Part of every webhook URL of the run: it tells the run's webhooks from others. */
  readonly marker: string;
  readonly transport: Transport | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface CallOptions {
  /** For the path parameter. */
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
  /** @default the token of the run */
  readonly token?: string;
  readonly isCleanup?: boolean;
}

/** A created webhook. */
export interface CreatedWebhook {
  readonly webhookId: string;
  readonly secret: string;
}

/** Milliseconds after which a request to the provider without a response fails. */
const timeoutMs = 30_000;

const notImplemented = [404, 405, 501];
type JsonObject = Record<string, unknown>;

/** Registers webhooks at the provider and controls them. */
export class ProviderApi {
  readonly #connection: Connection;
  readonly #token: string;
  protected readonly marker: string;
  /** Names of tokens in command lines. */
  readonly #tokenVariables: Map<string, string>;
  readonly #webhookIds = new Set<string>();

  constructor({ url, token, marker, transport, signal }: ProviderApiOptions) {
    this.#token = token;
    this.marker = marker;
    this.#tokenVariables = new Map([[token, "TOKEN"]]);
    this.#connection = new Connection({
      url,
      token,
      tokenVariables: this.#tokenVariables,
      timeoutMs,
      transport,
      clock: systemClock,
      signal,
      conformance: new ConformanceLog(),
      onResponse: undefined,
    });
  }

  get url(): string {
    return this.#connection.url;
  }

  /**
   * Calls an operation of one of the specs.
   *
   * @throws CheckFailedError when there is no response
   */
  call(
    operation: Operation,
    { id = "", query, body, token = this.#token, isCleanup = false }: CallOptions,
  ): Promise<TargetResponse> {
    if (token !== this.#token) this.#tokenVariables.set(token, "ORGANIZATION_TOKEN");
    const path = operation.path.replace(/\{\w+\}/, encodeURIComponent(id));
    const search = query === undefined ? "" : `?${new URLSearchParams(query)}`;
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const request = { method: operation.method, path: path + search, headers, ...(body !== undefined && { body }) };
    return this.#connection.send(request, { operation, isCleanup });
  }

  /**
   * @throws LimitReachedError when the organization may have no more webhooks, or none of this kind
   * @throws UnexpectedResponseError when the webhook is not created
   */
  async create(request: CreateWebhookRequest): Promise<CreatedWebhook> {
    const wasAllowed = this.#webhookIds.size > 0;
    const { webhook_id: webhookId, secret } = await this.callToCreate(operations.createWebhook, request, wasAllowed);
    if (typeof webhookId !== "string" || typeof secret !== "string") {
      this.#connection.mayHaveUnknownWebhooks = true;
      throw new Error("createWebhook returned no webhook_id or no secret");
    }
    this.#webhookIds.add(webhookId);
    return { webhookId, secret };
  }

  async isEnabled(webhookId: string): Promise<boolean> {
    return (await this.expectObject(operations.getWebhook, { id: webhookId })).enabled === true;
  }

  /** @throws UnexpectedResponseError */
  async update(webhookId: string, body: object): Promise<void> {
    await this.expectSuccess(operations.updateWebhook, { id: webhookId, body: JSON.stringify(body) });
  }

  /** @throws UnexpectedResponseError */
  async delete(webhookId: string): Promise<void> {
    await this.expectSuccess(operations.deleteWebhook, { id: webhookId });
    this.#webhookIds.delete(webhookId);
  }

  /** Deletes a webhook of the run, unless it is deleted. */
  async discard(webhookId: string): Promise<void> {
    if (this.#webhookIds.has(webhookId)) await this.#remove(webhookId);
  }

  /** @throws NotRunError when the provider does not have the operation */
  async setEnabled(webhookId: string, isEnabled: boolean): Promise<void> {
    const { enableWebhook, disableWebhook } = deliveryOperations;
    await this.#expectIfAvailable(isEnabled ? enableWebhook : disableWebhook, { id: webhookId });
  }

  /**
   * @returns the new secret
   * @throws NotRunError when the provider does not have the operation
   */
  async rotateSecret(webhookId: string, overlapSeconds: number): Promise<string> {
    const body = JSON.stringify({ overlap_seconds: overlapSeconds });
    const { secret } = await this.#expectIfAvailable(deliveryOperations.rotateSecret, { id: webhookId, body });
    if (typeof secret !== "string") throw new UnexpectedResponseError("rotateSecret returned no secret");
    return secret;
  }

  /** @throws NotRunError when the provider does not have the operation */
  async eraseEvent(eventId: string): Promise<void> {
    await this.#expectIfAvailable(deliveryOperations.eraseEvent, { id: eventId });
  }

  /** Sends the example of an event type to a webhook. @returns a command line that sends it too */
  async sendTestEvent(webhookId: string, eventType: string): Promise<string> {
    const body = JSON.stringify({ event_type: eventType });
    return (await this.#callIfAvailable(deliveryOperations.sendTestEvent, { id: webhookId, body })).curl;
  }

  /** Sends a settled delivery again. @throws NotRunError when the provider does not have the operation */
  async resend(deliveryId: string): Promise<void> {
    await this.#callIfAvailable(deliveryOperations.resendDelivery, { id: deliveryId });
  }

  /** @throws NotRunError when the provider does not have the operation */
  async updateDeliverySettings(webhookId: string, settings: object): Promise<void> {
    const body = JSON.stringify(settings);
    await this.#callIfAvailable(deliveryOperations.updateDeliverySettings, { id: webhookId, body });
  }

  /**
   * The delivery of an event to a webhook, with its attempts; `undefined` if there is none.
   *
   * @throws NotRunError when the provider does not have the operations
   */
  async findDelivery(webhookId: string, eventId: string): Promise<Partial<DeliveryDetails> | undefined> {
    let query: Record<string, string> = { webhook_id: webhookId, event_id: eventId };
    // With several filters a page may be empty, and not the last one.
    for (let pages = 0; pages < maxPages; pages++) {
      const page = await this.#expectIfAvailable(deliveryOperations.listDeliveries, { query });
      const [delivery]: readonly unknown[] = Array.isArray(page.deliveries) ? page.deliveries : [];
      if (isObject(delivery)) {
        return this.expectObject(deliveryOperations.getDelivery, { id: String(delivery.delivery_id) });
      }
      const { next_page_token: next } = page;
      if (typeof next !== "string" || next === query.page_token) break;
      query = { ...query, page_token: next };
    }
    return undefined;
  }

  /** The response's JSON object. @throws NotRunError as {@link #callIfAvailable} */
  async #expectIfAvailable(operation: Operation, options: CallOptions): Promise<JsonObject> {
    const { json } = await this.#callIfAvailable(operation, options);
    return isObject(json) ? json : {};
  }

  /** As {@link expectSuccess}. @throws NotRunError when the provider does not have the operation, or not for this token */
  async #callIfAvailable(operation: Operation, options: CallOptions): Promise<TargetResponse> {
    const response = await this.call(operation, options);
    if (notImplemented.includes(response.status)) {
      throw new NotRunError(`the provider has no operation ${operation.id}`);
    }
    if (response.status === 403) throw new NotRunError(`the token may not call ${operation.id} (403)`);
    assertSuccess(operation, response);
    return response;
  }

  async expectSuccess(operation: Operation, options: CallOptions): Promise<TargetResponse> {
    const response = await this.call(operation, options);
    assertSuccess(operation, response);
    return response;
  }

  /** The response's JSON object; empty when it is none. */
  async expectObject(operation: Operation, options: CallOptions): Promise<JsonObject> {
    const { json } = await this.expectSuccess(operation, options);
    return isObject(json) ? json : {};
  }

  /** Creates something, and returns it. @throws LimitReachedError on a 403, if the token was allowed to do so before */
  protected async callToCreate(operation: Operation, request: object, wasAllowed: boolean): Promise<JsonObject> {
    const response = await this.call(operation, { body: JSON.stringify(request) });
    if (response.status === 403 && wasAllowed) {
      throw new LimitReachedError(`what it needs was not created: ${operation.id} returned ${response.summary}`);
    }
    assertSuccess(operation, response);
    return isObject(response.json) ? response.json : {};
  }

  /** Prepares for cleaning up, after an outage of the provider. */
  protected retry(): Promise<void> {
    return this.#connection.retry();
  }

  /**
   * Deletes the webhooks that it created, and closes the connections.
   *
   * @returns ids of webhooks that could not be deleted
   */
  async close(): Promise<string[]> {
    if (this.#webhookIds.size > 0 || this.#connection.mayHaveUnknownWebhooks) await this.retry();
    for (const id of await this.findLostWebhooks()) this.#webhookIds.add(id);
    await Promise.allSettled([...this.#webhookIds].map((id) => this.#remove(id)));
    await this.#connection.close();
    return [...this.#webhookIds];
  }

  async #remove(id: string): Promise<void> {
    const { status } = await this.call(operations.deleteWebhook, { id, isCleanup: true });
    if (status < 300 || status === 404) this.#webhookIds.delete(id);
  }

  /**
   * Finds the webhooks of the run if one of them may be unknown, because the response that had its id was lost.
   *
   * @param token whose organization is searched; default: the token of the run
   */
  protected async findLostWebhooks(token: string = this.#token): Promise<string[]> {
    if (!this.#connection.mayHaveUnknownWebhooks) return [];
    const webhooks = await this.#listAll(operations.listWebhooks, "webhooks", token);
    return webhooks.flatMap(({ webhook_id: id, url }) =>
      typeof id === "string" && String(url).includes(this.marker) ? [id] : [],
    );
  }

  /** Finds the tokens of the run, as {@link findLostWebhooks}. */
  protected async findLostTokens(): Promise<string[]> {
    if (!this.#connection.mayHaveUnknownTokens) return [];
    await this.retry();
    const tokens = await this.#listAll(deliveryOperations.listTokens, "tokens", this.#token);
    return tokens.flatMap(({ token_id: id, organization_id: organization }) =>
      typeof id === "string" && String(organization).includes(this.marker) ? [id] : [],
    );
  }

  /** The items of a list, newest first, as far as the provider returns them. */
  async #listAll(operation: Operation, items: string, token: string): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    let query: Record<string, string> = { limit: String(maxPageSize) };
    for (let pages = 0; pages < maxPages; pages++) {
      const { json } = await this.call(operation, { token, query, isCleanup: true }).catch(() => ({ json: undefined }));
      const page: JsonObject = isObject(json) ? json : {};
      if (Array.isArray(page[items])) found.push(...page[items].filter(isObject));
      const { next_page_token: next } = page;
      if (typeof next !== "string" || next === query.page_token) break;
      query = { ...query, page_token: next };
    }
    return found;
  }
}

/** A list is taken to be endless after so many pages. */
const maxPages = 1000;

/** The provider rejected a request that the run needs. */
export class UnexpectedResponseError extends Error {
  override readonly name = "UnexpectedResponseError";
}

function assertSuccess({ id }: Operation, { status, summary }: TargetResponse): void {
  if (status < 200 || status >= 300) throw new UnexpectedResponseError(`${id} returned ${summary}`);
}
