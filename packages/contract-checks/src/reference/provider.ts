import {
  type CreateWebhookRequest,
  type Operation,
  type OperationId,
  operations,
  type UpdateWebhookRequest,
} from "@agent-webhooks/types";
import type { HttpRequest, HttpResponse, Transport } from "../provider/http.ts";
import { type Identity, InvalidRequestError, type Issues, type Rules, rules, type StoredWebhook } from "./rules.ts";

/** What is validated, in the order of the contract. */
export const validationSteps = ["token", "scope", "id", "mediaType", "size", "json", "data"] as const;
export type ValidationStep = (typeof validationSteps)[number];

export interface ReferenceOptions {
  /** Tokens that are accepted. */
  readonly tokens: Readonly<Record<string, Identity>>;
  /** Rules that replace those of the contract, or the simplest way to keep them. */
  readonly rules?: Partial<Rules>;
  readonly steps?: readonly ValidationStep[];
  /** Called with every request before anything is decided. */
  readonly onRequest?: (request: HttpRequest) => void | Promise<void>;
  /** Rejects a request before anything is decided. */
  readonly reject?: (request: HttpRequest) => ReferenceResponse | undefined;
  /** Replaces a response. */
  readonly transform?: (
    response: ReferenceResponse,
    request: HttpRequest,
    operation: OperationId | undefined,
  ) => ReferenceResponse;
  /** Called between reading and writing, so that other requests can come in between. */
  readonly beforeWrite?: () => Promise<void>;
}

/** A response before its body is serialized. */
export interface ReferenceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface RequestContext {
  readonly request: HttpRequest;
  readonly operation: Operation & { readonly id: OperationId };
  readonly id: string | undefined;
  readonly query: URLSearchParams;
  identity: Identity | undefined;
  stored: StoredWebhook | undefined;
  body: unknown;
}

/**
 * A provider of the contract in memory, as small as possible, that the checks are tested with. It is written from the
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

  /** The webhooks of all organizations. */
  get webhooks(): ReadonlyMap<string, StoredWebhook> {
    return this.#webhooks;
  }

  /** Handles a request. */
  readonly transport: Transport = (request, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.#handle(request).then(resolve, reject);
    });

  async #handle(request: HttpRequest): Promise<HttpResponse> {
    const { onRequest, reject, transform } = this.#options;
    if (onRequest !== undefined) await onRequest(request);
    const rejection = reject?.(request);
    if (rejection !== undefined) return serialize(rejection);
    const { response, operation } = await this.#route(request);
    return serialize(transform === undefined ? response : transform(response, request, operation));
  }

  async #route(request: HttpRequest): Promise<{ response: ReferenceResponse; operation?: OperationId }> {
    const { pathname, searchParams: query } = new URL(`http://reference${request.path}`);
    const atPath = Object.values<Operation>(operations).filter(({ path }) => pathPattern(path).test(pathname));
    const [first] = atPath;
    if (first === undefined) return { response: this.#error(404, "NotFoundError", "There is nothing here.") };
    const operation = atPath.find(({ method }) => method === request.method) as RequestContext["operation"] | undefined;
    if (operation === undefined) {
      const allow = atPath.map(({ method }) => method).join(", ");
      return { response: this.#error(405, "MethodNotAllowedError", `Use ${allow}.`, { allow }) };
    }
    const id = pathPattern(first.path).exec(pathname)?.[1];
    const context: RequestContext = {
      request,
      operation,
      id: id && this.#rules.readId(id),
      query,
      identity: undefined,
      stored: undefined,
      body: undefined,
    };
    return { response: await this.#respond(context), operation: operation.id };
  }

  async #respond(context: RequestContext): Promise<ReferenceResponse> {
    try {
      for (const step of this.#options.steps ?? validationSteps) {
        const isAboutBody = step === "mediaType" || step === "size" || step === "json" || step === "data";
        if (isAboutBody && context.operation.requestBody === null) continue;
        const rejection = this.#validate[step](context);
        if (rejection !== undefined) return rejection;
      }
      return await this.#operations[context.operation.id](context);
    } catch (error) {
      if (error instanceof InvalidRequestError) return this.#invalid(error.issues);
      throw error;
    }
  }

  readonly #validate: Record<ValidationStep, (context: RequestContext) => ReferenceResponse | undefined> = {
    token: (context) => {
      const token = this.#rules.tokenOf(context.request.headers.authorization);
      context.identity = token === undefined ? undefined : this.#options.tokens[token];
      if (context.identity !== undefined) return undefined;
      return this.#error(401, "UnauthorizedError", "Send a valid token.", { "www-authenticate": "Bearer" });
    },
    scope: ({ operation, identity }) => {
      const lacking = operation.scopes.find((scope) => !identity?.scopes.includes(scope));
      return lacking === undefined ? undefined : this.#error(403, "ForbiddenError", `The token lacks ${lacking}.`);
    },
    id: (context) => {
      if (context.id === undefined) return undefined;
      const stored = this.#webhooks.get(context.id);
      const isFound = stored !== undefined && this.#rules.isVisible(stored, context.identity?.organization ?? "");
      context.stored = isFound ? stored : undefined;
      return isFound ? undefined : this.#error(404, "NotFoundError", "Webhook not found.");
    },
    mediaType: ({ request: { body, headers } }) =>
      !body?.length || this.#rules.isJson(headers["content-type"])
        ? undefined
        : this.#error(415, "UnsupportedMediaTypeError", "Send application/json."),
    size: ({ operation, request: { body = "" } }) =>
      Buffer.byteLength(body) > this.#rules.maxBytes(operation.id)
        ? this.#error(413, "ContentTooLargeError", "The body is too large.")
        : undefined,
    json: (context) => {
      try {
        context.body = this.#rules.parse(Buffer.from(context.request.body ?? "").toString());
        return undefined;
      } catch {
        return this.#invalid({ body: ["must be JSON"] });
      }
    },
    data: ({ operation, body }) => {
      const issues = this.#rules.bodyIssues(this.#rules.requestSchema(operation.id), body);
      return Object.keys(issues).length > 0 ? this.#invalid(issues) : undefined;
    },
  };

  readonly #operations: Record<
    OperationId,
    (context: RequestContext) => ReferenceResponse | Promise<ReferenceResponse>
  > = {
    listWebhooks: ({ query, identity }) => {
      const { organization = "" } = identity ?? {};
      const read = this.#rules.readQuery(query);
      const { ascending, pageToken, limit } = read;
      const isAfter = pageToken === undefined ? () => true : this.#rules.readToken(pageToken, ascending, organization);
      const left = [...this.#webhooks.values()]
        .filter((stored) => this.#rules.isVisible(stored, organization) && isAfter(stored, this.#rules))
        .sort((a, b) => this.#rules.compare(a, b) * (ascending ? 1 : -1));
      const size = this.#rules.pageSize(read);
      const page = left.slice(0, size);
      const last = page.at(-1);
      const next =
        last !== undefined && this.#rules.hasNext(left.length, size)
          ? { next_page_token: this.#rules.issueToken(last, ascending, organization) }
          : {};
      const webhooks = page.map((stored) => this.#rules.render(stored));
      return ok({ count: page.length, limit, ...next, webhooks });
    },
    createWebhook: async ({ body, identity }) => {
      const { organization = "" } = identity ?? {};
      const request = body as CreateWebhookRequest;
      const existing = [...this.#webhooks.values()].find((stored) =>
        this.#rules.isSameClient(stored, request.client_id, organization),
      );
      if (existing !== undefined) return ok(this.#rules.render(existing));
      if (this.#options.beforeWrite !== undefined) await this.#options.beforeWrite();
      const stored = this.#rules.create(request, organization, this.#rules);
      this.#webhooks.set(stored.webhook_id, stored);
      return ok(this.#rules.render(stored));
    },
    getWebhook: ({ stored }) => ok(stored && this.#rules.render(stored)),
    updateWebhook: async ({ body, stored }) => {
      if (stored === undefined) throw new Error("the step id finds the webhook");
      const change = body as UpdateWebhookRequest;
      const issues = this.#rules.updateIssues(stored, change);
      if (Object.keys(issues).length > 0) return this.#invalid(issues);
      const after = this.#rules.update(stored, change);
      if (this.#options.beforeWrite !== undefined) await this.#options.beforeWrite();
      const isChanged = this.#rules.isChanged(stored, after);
      const updated = isChanged ? { ...after, updated_at: this.#rules.now() } : after;
      this.#webhooks.set(stored.webhook_id, updated);
      return ok(this.#rules.render(updated));
    },
    deleteWebhook: async ({ id = "" }) => {
      if (this.#options.beforeWrite !== undefined) await this.#options.beforeWrite();
      this.#webhooks.delete(id);
      return { status: 200, headers: {}, body: "" };
    },
  };

  #invalid(issues: Issues): ReferenceResponse {
    return { status: 400, headers: json, body: this.#rules.validationError(issues) };
  }

  #error(status: number, name: string, message: string, headers: Record<string, string> = {}): ReferenceResponse {
    return { status, headers: { ...json, ...headers }, body: this.#rules.error(status, name, message) };
  }
}

const json = { "content-type": "application/json" };

function ok(body: unknown): ReferenceResponse {
  return { status: 200, headers: json, body };
}

function serialize({ status, headers, body }: ReferenceResponse): HttpResponse {
  return { status, headers: new Headers(headers), body: typeof body === "string" ? body : JSON.stringify(body) };
}

function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/g, "([^/]+)")}$`);
}

const scopes = ["webhooks:read", "webhooks:write"];

/** Tokens of two organizations, and one that may only read. */
export const referenceTokens: Readonly<Record<string, Identity>> = {
  "a-token": { organization: "a", scopes },
  "b-token": { organization: "b", scopes },
  "a-reader": { organization: "a", scopes: ["webhooks:read"] },
};

/** Options of a run against the reference provider. */
export const referenceLogin = {
  url: "http://reference",
  token: "a-token",
  otherToken: "b-token",
  readToken: "a-reader",
} as const;
