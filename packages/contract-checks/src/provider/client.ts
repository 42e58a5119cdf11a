import { type CreateWebhookRequest, operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { LimitReachedError } from "../run/errors.ts";
import { type AnyOperationId, allOperations } from "../spec/operations.ts";
import type { Connection } from "./connection.ts";
import { type ObservedPage, pageOf } from "./expect.ts";
import type { HttpRequest } from "./http.ts";
import type { TargetResponse } from "./response.ts";

/** What goes into a call. Everything may be invalid. */
export interface CallOptions {
  /** For the parameter of the path. */
  readonly id?: string;
  /** Routers may reject the id: what a 400 looks like is then open. */
  readonly isOddId?: boolean;
  /** Values are encoded, otherwise sent as they are. */
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: string | Uint8Array;
  readonly chunked?: boolean;
  /** Added to the usual headers, or instead of them; `null` leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Instead of the operation's. */
  readonly method?: string;
  /** Instead of the operation's, below the URL of the target. */
  readonly path?: string;
}

export interface ListQuery {
  readonly limit?: number | undefined;
  readonly page_token?: string | undefined;
  readonly ascending?: boolean | undefined;
}

/** A page of a list. */
export interface ReceivedPage {
  readonly response: TargetResponse;
  readonly page: ObservedPage;
  /** The page token that the page was requested with. */
  readonly pageToken: string | undefined;
}

export interface ProviderClientOptions {
  readonly connection: Connection;
  readonly token: string;
  /** Part of the path of every webhook URL. */
  readonly marker: string;
  /** Requests are sent even after the run was interrupted. */
  readonly isCleanup: boolean;
  /** What precedes the marker in webhook URLs. */
  readonly webhookBase: string;
  /** Whether the token has created something before. */
  readonly mayCreate: () => boolean;
  /** Whether no other check is running. */
  readonly isAlone: () => boolean;
  /** Called with the id of each webhook and token that the client creates, and with the value of a token. */
  readonly onCreate: (id: string, remove: RemoveOperationId, token?: string) => void;
}

/** The operations that remove what a run created. */
export type RemoveOperationId = "deleteWebhook" | "deleteOperatorWebhook" | "revokeToken";

/** A list is taken to be endless after so many pages. */
const maxPages = 1000;

/** Calls the operations of the contract with one token, and keeps the ids of what it creates. */
export class ProviderClient {
  readonly #options: ProviderClientOptions;
  readonly #created = new Set<string>();
  /** Stands for the operator webhook of the organization, which has no id. */
  readonly #operatorWebhook = `operator-webhook-${crypto.randomUUID()}`;

  constructor(options: ProviderClientOptions) {
    this.#options = options;
  }

  /** Ids of the webhooks and tokens that this client created. */
  get created(): ReadonlySet<string> {
    return this.#created;
  }

  /** The `authorization` header that it sends. */
  get authorization(): string {
    return `Bearer ${this.#options.token}`;
  }

  /** Part of the path of every webhook URL of this run. */
  get marker(): string {
    return this.#options.marker;
  }

  /** A webhook URL of this run. */
  webhookUrl(path = "hook"): string {
    const { webhookBase, marker } = this.#options;
    return `${webhookBase}/${marker}/${path}`;
  }

  /** A valid request body for create. */
  createBody(fields: Partial<CreateWebhookRequest> = {}): CreateWebhookRequest {
    return { url: this.webhookUrl(), event_types: ["message.received"], ...fields };
  }

  create(fields: Partial<CreateWebhookRequest> = {}): Promise<TargetResponse> {
    return this.call("createWebhook", { body: this.createBody(fields) });
  }

  get(id: string): Promise<TargetResponse> {
    return this.call("getWebhook", { id });
  }

  list(query: ListQuery = {}): Promise<TargetResponse> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    return this.call("listWebhooks", { query: Object.fromEntries(given) });
  }

  update(id: string, body: unknown): Promise<TargetResponse> {
    return this.call("updateWebhook", { id, body });
  }

  delete(id: string): Promise<TargetResponse> {
    return this.call("deleteWebhook", { id });
  }

  /** The pages of a list, from the start or from a page token. Ends when a page token repeats, and after 1,000 pages. */
  async *pages(query: ListQuery): AsyncGenerator<ReceivedPage> {
    let pageToken = query.page_token;
    for (let pages = 0; pages < maxPages; pages++) {
      const response = await this.list({ ...query, page_token: pageToken });
      const page = pageOf(response);
      yield { response, page, pageToken };
      if (page.next_page_token === undefined || page.next_page_token === pageToken) return;
      pageToken = page.next_page_token;
    }
  }

  /**
   * Calls an operation of the contract, validly or not.
   *
   * @throws LimitReachedError when the organization may have no more webhooks
   */
  async call(id: AnyOperationId, call: CallOptions = {}): Promise<TargetResponse> {
    const response = await this.#send(id, call);
    const isUsual = response.operation?.id === "createWebhook" && call.headers?.authorization === undefined;
    const mayBeLimit = isUsual && response.status === 403 && this.#options.mayCreate();
    if (mayBeLimit && (await this.#isLimitReached())) {
      throw new LimitReachedError("the check needs more webhooks than the organization may have (createWebhook: 403)");
    }
    return response;
  }

  /** Whether a create may have returned 403 because of a limit of webhooks. While other checks run, this is not certain. */
  async #isLimitReached(): Promise<boolean> {
    return !this.#options.isAlone() || (await this.#send("createWebhook", { body: this.createBody() })).status === 403;
  }

  async #send(id: AnyOperationId, call: CallOptions): Promise<TargetResponse> {
    const operation = allOperations[id];
    const { method = operation.method, rawBody } = call;
    const body = rawBody ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    const path = call.path ?? operation.path.replace(/\{\w+\}/, encodeURIComponent(call.id ?? ""));
    const headers = {
      authorization: this.authorization,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...call.headers,
    };
    const request: HttpRequest = {
      method,
      path: path + queryString(call.query ?? {}),
      headers: Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
      ),
      ...(body !== undefined && { body }),
      ...(call.chunked !== undefined && { chunked: call.chunked }),
    };
    const isOperation = call.method === undefined && call.path === undefined;
    const { connection, isCleanup } = this.#options;
    const response = await connection.send(request, {
      operation: isOperation ? operation : undefined,
      isCleanup,
      isOddId: call.isOddId ?? false,
    });
    if (method === "POST" && response.status < 300) {
      if (path.startsWith(operations.createWebhook.path)) this.#recordWebhook(response, body);
      if (path === deliveryOperations.createToken.path) this.#recordToken(response);
    }
    if (method === "PUT" && response.status < 300 && path === deliveryOperations.setOperatorWebhook.path) {
      this.#record(this.#operatorWebhook, "deleteOperatorWebhook");
    }
    return response;
  }

  #recordToken({ json }: TargetResponse): void {
    const { token_id: id, token } = isObject(json) ? json : {};
    if (typeof id === "string") this.#record(id, "revokeToken", typeof token === "string" ? token : undefined);
    else this.#options.connection.mayHaveUnknownTokens = true;
  }

  #record(id: string, remove: RemoveOperationId, token?: string): void {
    this.#created.add(id);
    this.#options.onCreate(id, remove, token);
  }

  /** Records only what this request created: a webhook that existed before must not be deleted. */
  #recordWebhook({ json }: TargetResponse, body: string | Uint8Array | undefined): void {
    const { connection, marker } = this.#options;
    const { webhook_id: id, url } = isObject(json) ? json : {};
    if (typeof id !== "string" || typeof url !== "string") {
      connection.mayHaveUnknownWebhooks = true;
      return;
    }
    if (!url.includes(marker) && !String(body).includes(JSON.stringify(url))) return;
    this.#record(id, "deleteWebhook");
  }
}

function queryString(query: Readonly<Record<string, string | number | boolean>>): string {
  const entries = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return entries.length === 0 ? "" : `?${entries.join("&")}`;
}

/** A `client_id` that nothing else uses. */
export function uniqueClientId(): string {
  return `contract-${crypto.randomUUID()}`;
}
