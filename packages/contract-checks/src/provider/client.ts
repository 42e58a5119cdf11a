import { type CreateWebhookRequest, type Operation, type OperationId, operations } from "@agent-webhooks/types";
import { pageOf, type SeenWebhook } from "./expect.ts";
import type { WireRequest } from "./http.ts";
import type { Answer } from "./response.ts";
import type { ProviderTarget } from "./target.ts";

/** What goes into a call. Everything may be wrong. */
export interface Call {
  /** For `{webhook_id}` of the path. */
  readonly id?: string;
  /** Values are sent as they are, encoded. */
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly rawBody?: string | Uint8Array;
  readonly chunked?: boolean;
  /** Added to the usual ones, or in place of them; `null`: is not sent. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** In place of the operation's. */
  readonly method?: string;
  /** In place of the operation's, below the URL of the target. */
  readonly path?: string;
}

export interface ListQuery {
  readonly limit?: number;
  readonly page_token?: string;
  readonly ascending?: boolean;
}

/** Where a list is taken to have no end. */
const mostPages = 1000;

/** Speaks to a target with one token, and remembers the webhooks that it makes. */
export class Session {
  readonly target: ProviderTarget;
  readonly #token: string;
  readonly #tidies: boolean;
  readonly #made = new Set<string>();

  /** @param options `tidies`: it may speak after an interruption too */
  constructor(target: ProviderTarget, token: string, { tidies = false }: { tidies?: boolean } = {}) {
    this.target = target;
    this.#token = token;
    this.#tidies = tidies;
  }

  /** Webhooks that this session made. */
  get made(): ReadonlySet<string> {
    return this.#made;
  }

  /** The `authorization` header that it sends. */
  get authorization(): string {
    return `Bearer ${this.#token}`;
  }

  /** A webhook URL that nothing else uses. */
  url(path = "hook"): string {
    return `https://example.com/${this.target.mark}/${path}`;
  }

  /** A valid request body for create. */
  body(fields: Partial<CreateWebhookRequest> = {}): CreateWebhookRequest {
    return { url: this.url(), event_types: ["message.received"], ...fields };
  }

  create(fields: Partial<CreateWebhookRequest> = {}): Promise<Answer> {
    return this.call("createWebhook", { body: this.body(fields) });
  }

  get(id: string): Promise<Answer> {
    return this.call("getWebhook", { id });
  }

  list(query: ListQuery = {}): Promise<Answer> {
    return this.call("listWebhooks", { query: { ...query } });
  }

  update(id: string, body: unknown): Promise<Answer> {
    return this.call("updateWebhook", { id, body });
  }

  delete(id: string): Promise<Answer> {
    return this.call("deleteWebhook", { id });
  }

  /** Every page of a list, from the start or from a page token. Ends also where a provider would go on without end. */
  async *pages(query: ListQuery): AsyncGenerator<SeenWebhook[]> {
    let page_token = query.page_token;
    for (let pages = 0; pages < mostPages; pages++) {
      const page = pageOf(await this.list({ ...query, ...(page_token !== undefined && { page_token }) }));
      yield page.webhooks;
      if (page.next_page_token === undefined || page.next_page_token === page_token) return;
      page_token = page.next_page_token;
    }
  }

  /** Calls an operation of the contract, rightly or wrongly. */
  async call(id: OperationId, call: Call = {}): Promise<Answer> {
    const operation: Operation = operations[id];
    const { method = operation.method, rawBody } = call;
    const body = rawBody ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    const path = call.path ?? operation.path.replace(/\{\w+\}/, encodeURIComponent(call.id ?? ""));
    const headers = {
      authorization: this.authorization,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...call.headers,
    };
    const request: WireRequest = {
      method,
      path: path + queryString(call.query ?? {}),
      headers: Object.fromEntries(
        Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null),
      ),
      ...(body !== undefined && { body }),
      ...(call.chunked !== undefined && { chunked: call.chunked }),
    };
    const isContract = call.method === undefined && call.path === undefined;
    const answer = await this.target.send(request, {
      operation: isContract ? operation : undefined,
      tidies: this.#tidies,
    });
    if (method === "POST" && answer.status < 300) this.#remember(answer, body);
    return answer;
  }

  /** Only what this request made is remembered: a webhook of somebody else is not ours to delete. */
  #remember({ json }: Answer, body: string | Uint8Array | undefined): void {
    const webhook = json as { webhook_id?: unknown; url?: unknown } | null | undefined;
    const { webhook_id: id, url } = webhook ?? {};
    if (typeof id !== "string" || typeof url !== "string") {
      this.target.madeUnknown();
      return;
    }
    if (!url.includes(this.target.mark) && !String(body).includes(JSON.stringify(url))) return;
    this.#made.add(id);
    this.target.made(id, this.#token);
  }
}

function queryString(query: Readonly<Record<string, string | number | boolean>>): string {
  const entries = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return entries.length === 0 ? "" : `?${entries.join("&")}`;
}
