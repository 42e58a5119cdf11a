import { type Operation, type OperationId, operations } from "@agent-webhooks/types";
import type { HttpRequest, HttpResponse, Transport } from "../provider/http.ts";
import {
  type Change,
  type CreateBody,
  type Identity,
  InvalidRequestError,
  type Issues,
  type Rules,
  rules,
  type StoredWebhook,
} from "./rules.ts";

/** What is looked at, in the order of the contract. */
export const steps = ["token", "scope", "id", "mediaType", "size", "json", "data"] as const;
export type Step = (typeof steps)[number];

export interface ReferenceOptions {
  /** Whose each token is. */
  readonly tokens: Readonly<Record<string, Identity>>;
  /** Decisions that are made otherwise than the contract has it, or than the plainest way. */
  readonly rules?: Partial<Rules>;
  readonly steps?: readonly Step[];
  /** Is told of every request before anything is decided. */
  readonly onRequest?: (request: HttpRequest) => void | Promise<void>;
  /** Refuses a request before anything is done. */
  readonly reject?: (request: HttpRequest) => ReferenceResponse | undefined;
  /** Has the last word on an answer. */
  readonly transform?: (
    response: ReferenceResponse,
    request: HttpRequest,
    operation: OperationId | undefined,
  ) => ReferenceResponse;
  /** Waits between reading and writing, so that requests may come in between. */
  readonly beforeWrite?: () => Promise<void>;
}

/** An answer, its body not yet written. */
export interface ReferenceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Context {
  readonly request: HttpRequest;
  readonly operation: OperationId;
  readonly id: string;
  readonly query: URLSearchParams;
  identity: Identity | undefined;
  stored: StoredWebhook | undefined;
  body: unknown;
}

/**
 * A provider of the contract in memory, as small as it can be: what the checks are measured on. It is written from the
 * contract, and shares nothing with the service of this repository.
 */
export class ReferenceProvider {
  readonly #options: ReferenceOptions;
  readonly #rules: Rules;
  readonly #webhooks = new Map<string, StoredWebhook>();

  constructor(options: ReferenceOptions) {
    this.#options = options;
    this.#rules = { ...rules, ...options.rules };
  }

  /** Every webhook that there is, of every organization. */
  get webhooks(): ReadonlyMap<string, StoredWebhook> {
    return this.#webhooks;
  }

  /** Answers a request. */
  readonly transport: Transport = (request, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.#handle(request).then(resolve, reject);
    });

  async #handle(request: HttpRequest): Promise<HttpResponse> {
    if (this.#options.onRequest !== undefined) await this.#options.onRequest(request);
    const refusal = this.#options.reject?.(request);
    if (refusal !== undefined) return toWire(refusal);
    const url = new URL(`http://reference${request.path}`);
    const { response, operation } = await this.#route(request, url);
    const answer = this.#options.transform ?? ((response) => response);
    return toWire(answer(response, request, operation));
  }

  async #route(
    request: HttpRequest,
    { pathname, searchParams: query }: URL,
  ): Promise<{ response: ReferenceResponse; operation?: OperationId }> {
    const [, id] = /^\/agent\/v0\/webhooks(?:\/([^/]+))?$/.exec(pathname) ?? [undefined];
    const template = operations[id === undefined ? "listWebhooks" : "getWebhook"].path;
    const known = Object.values<Operation>(operations).filter(({ path }) => path === template);
    if (!/^\/agent\/v0\/webhooks(\/[^/]+)?$/.test(pathname)) {
      return { response: this.#error(404, "NotFoundError", "There is nothing here.") };
    }
    const operation = known.find(({ method }) => method === request.method);
    if (operation === undefined) {
      const allow = known.map(({ method }) => method).join(", ");
      return { response: this.#error(405, "MethodNotAllowedError", `Use ${allow}.`, { allow }) };
    }
    const context: Context = {
      request,
      operation: operation.id as OperationId,
      id: decode(id ?? ""),
      query,
      identity: undefined,
      stored: undefined,
      body: undefined,
    };
    return { response: await this.#answer(context), operation: context.operation };
  }

  async #answer(context: Context): Promise<ReferenceResponse> {
    try {
      for (const step of this.#options.steps ?? steps) {
        const refusal = this.#checks[step](context);
        if (refusal !== undefined) return refusal;
      }
      return await this.#operations[context.operation](context);
    } catch (error) {
      if (error instanceof InvalidRequestError) return this.#invalid(error.problems);
      throw error;
    }
  }

  readonly #checks: Record<Step, (context: Context) => ReferenceResponse | undefined> = {
    token: (context) => {
      const token = this.#rules.tokenOf(context.request.headers.authorization);
      context.identity = token === undefined ? undefined : this.#options.tokens[token];
      if (context.identity !== undefined) return undefined;
      return this.#error(401, "UnauthorizedError", "Send a valid token.", { "www-authenticate": "Bearer" });
    },
    scope: ({ operation, identity }) => {
      const lacking = operations[operation].scopes.find((scope) => !identity?.scopes.includes(scope));
      return lacking === undefined ? undefined : this.#error(403, "ForbiddenError", `The token lacks ${lacking}.`);
    },
    id: (context) => {
      if (context.id === "") return undefined;
      const stored = this.#webhooks.get(context.id);
      const isThere = stored !== undefined && this.#rules.isVisible(stored, context.identity?.organization ?? "");
      context.stored = isThere ? stored : undefined;
      return isThere ? undefined : this.#error(404, "NotFoundError", "Webhook not found.");
    },
    mediaType: ({ operation, request: { body, headers } }) => {
      if (operations[operation].requestBody === null || !body?.length) return undefined;
      if (this.#rules.isJson(headers["content-type"])) return undefined;
      return this.#error(415, "UnsupportedMediaTypeError", "Send application/json.");
    },
    size: ({ operation, request: { body = "" } }) => {
      if (operations[operation].requestBody === null) return undefined;
      const isOver = Buffer.byteLength(body) > this.#rules.maxBytes(operation);
      return isOver ? this.#error(413, "ContentTooLargeError", "The body is too large.") : undefined;
    },
    json: (context) => {
      if (operations[context.operation].requestBody === null) return undefined;
      try {
        context.body = this.#rules.parse(Buffer.from(context.request.body ?? "").toString());
        return undefined;
      } catch {
        return this.#invalid({ body: ["must be JSON"] });
      }
    },
    data: ({ operation, body }) => {
      if (operations[operation].requestBody === null) return undefined;
      const problems = this.#rules.bodyIssues(this.#rules.requestSchema(operation), body);
      return Object.keys(problems).length > 0 ? this.#invalid(problems) : undefined;
    },
  };

  readonly #operations: Record<OperationId, (context: Context) => ReferenceResponse | Promise<ReferenceResponse>> = {
    listWebhooks: ({ query, identity }) => {
      const { organization = "" } = identity ?? {};
      const asked = this.#rules.readQuery(query);
      const { ascending, pageToken, limit } = asked;
      const isBehind = pageToken === undefined ? () => true : this.#rules.readToken(pageToken, ascending, organization);
      const left = [...this.#webhooks.values()]
        .filter((stored) => this.#rules.isVisible(stored, organization) && isBehind(stored, this.#rules))
        .sort((a, b) => this.#rules.compare(a, b) * (ascending ? 1 : -1));
      const size = this.#rules.pageSize(asked);
      const page = left.slice(0, size);
      const last = page.at(-1);
      const next =
        last !== undefined && this.#rules.hasNext(left.length, size)
          ? { next_page_token: this.#rules.issueToken(last, ascending, organization) }
          : {};
      return ok({ count: page.length, limit, ...next, webhooks: page.map((stored) => this.#rules.render(stored)) });
    },
    createWebhook: async ({ body, identity }) => {
      const { organization = "" } = identity ?? {};
      const asked = body as CreateBody;
      const existing = [...this.#webhooks.values()].find((stored) =>
        this.#rules.isSameClient(stored, asked.client_id, organization),
      );
      if (existing !== undefined) return ok(this.#rules.render(existing));
      if (this.#options.beforeWrite !== undefined) await this.#options.beforeWrite();
      const stored = this.#rules.create(asked, organization, this.#rules);
      this.#webhooks.set(stored.id, stored);
      return ok(this.#rules.render(stored));
    },
    getWebhook: ({ stored }) => ok(stored && this.#rules.render(stored)),
    updateWebhook: async ({ id, body, stored }) => {
      if (stored === undefined) throw new Error("there is a webhook by now");
      const change = body as Change;
      const problems = this.#rules.updateIssues(stored, change);
      if (Object.keys(problems).length > 0) return this.#invalid(problems);
      const after = this.#rules.change(stored, change);
      if (this.#options.beforeWrite !== undefined) await this.#options.beforeWrite();
      const isChanged = this.#rules.isChanged(stored, after);
      const kept = isChanged ? { ...after, updatedAt: this.#rules.now() } : after;
      this.#webhooks.set(id, kept);
      return ok(this.#rules.render(kept));
    },
    deleteWebhook: async ({ id }) => {
      if (this.#options.beforeWrite !== undefined) await this.#options.beforeWrite();
      this.#webhooks.delete(id);
      return { status: 200, headers: {}, body: "" };
    },
  };

  #invalid(problems: Issues): ReferenceResponse {
    return { status: 400, headers: json, body: this.#rules.validationError(problems) };
  }

  #error(status: number, name: string, message: string, headers: Record<string, string> = {}): ReferenceResponse {
    return { status, headers: { ...json, ...headers }, body: this.#rules.error(status, name, message) };
  }
}

const json = { "content-type": "application/json" };

function ok(body: unknown): ReferenceResponse {
  return { status: 200, headers: json, body };
}

function toWire({ status, headers, body }: ReferenceResponse): HttpResponse {
  return { status, headers: new Headers(headers), body: typeof body === "string" ? body : JSON.stringify(body) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const scopes = ["webhooks:read", "webhooks:write"];

/** Tokens of the reference provider: two organizations, and one that may only read. */
export const referenceTokens: Readonly<Record<string, Identity>> = {
  "a-token": { organization: "a", scopes },
  "b-token": { organization: "b", scopes },
  "a-reader": { organization: "a", scopes: ["webhooks:read"] },
};

/** What a run against the reference provider is started with. */
export const referenceLogin = {
  url: "http://reference",
  token: "a-token",
  otherToken: "b-token",
  readToken: "a-reader",
} as const;
