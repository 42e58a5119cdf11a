import type { Operation } from "@agent-webhooks/types";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import type { HttpRequest, HttpResponse, Transport } from "../provider/http.ts";
import { type AnyOperationId, allOperations } from "../spec/operations.ts";
import { Deliverer, type DelivererOptions } from "./deliverer.ts";
import { deliveryApi } from "./delivery-api.ts";
import { ConflictError, InvalidRequestError, type Issues } from "./errors.ts";
import { type Handler, json, type ReferenceResponse, type RequestContext } from "./handler.ts";
import { type Rules, rules, withoutAlternatives } from "./rules.ts";
import { eventKey, type Identity, ReferenceState, type StoredWebhook } from "./state.ts";
import { webhooksApi } from "./webhooks-api.ts";

export type { ReferenceResponse } from "./handler.ts";

/** What is validated, in the order of the contract. */
export const validationSteps = ["token", "scope", "id", "mediaType", "size", "json", "data"] as const;
export type ValidationStep = (typeof validationSteps)[number];

/** The handler of each operation. */
export type Handlers = Readonly<Record<AnyOperationId, Handler>>;

export interface ReferenceOptions extends Partial<Pick<DelivererOptions, "send" | "breakerTimeouts">> {
  /** @default [0, 5, 300, 1800, 7200, 18000, 36000, 36000] */
  readonly retrySchedule?: DelivererOptions["retrySchedule"] | undefined;
  /** @default 15000 */
  readonly timeoutMs?: number | undefined;
  /** Tokens that are accepted, beside those that are created. */
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
    operation: AnyOperationId | undefined,
  ) => ReferenceResponse;
  /** Replaces handlers of operations. */
  readonly handlers?: (handlers: Handlers, state: ReferenceState) => Partial<Handlers>;
  /** Called between reading and writing, so that other requests can come in between. */
  readonly beforeWrite?: () => Promise<void>;
}

/** Operations that find a deleted webhook as long as one of its deliveries is left. */
const findsDeletedWebhooks: ReadonlySet<string> = new Set(["recoverWebhook", "sendTestEvent"]);

/** A request while it is validated: what its path names is known after the step `id`. */
type Unvalidated = Omit<RequestContext, "identity" | "webhook" | "event" | "delivery"> &
  Partial<Pick<RequestContext, "identity" | "webhook" | "event" | "delivery">> & {
    /** The path names a webhook that was deleted. */
    isDeleted?: boolean;
  };

/**
 * A provider of both specs in memory, as small as possible, that the checks are tested with. It is written from the
 * contract, and shares nothing with the service of this repository.
 */
export class ReferenceProvider {
  readonly state: ReferenceState = new ReferenceState();
  readonly deliverer: Deliverer;
  readonly #options: ReferenceOptions;
  readonly #rules: Rules;
  readonly #handlers: Handlers;

  constructor(options: ReferenceOptions) {
    const { state } = this;
    const { send, retrySchedule = [0, 5, 300, 1800, 7200, 18_000, 36_000, 36_000], timeoutMs = 15_000 } = options;
    this.#options = options;
    this.#rules = { ...rules, ...options.rules };
    const { breakerTimeouts } = options;
    this.deliverer = new Deliverer({ state, rules: this.#rules, send, retrySchedule, timeoutMs, breakerTimeouts });
    const api = { state, rules: this.#rules, deliverer: this.deliverer, beforeWrite: options.beforeWrite };
    const handlers: Handlers = { ...webhooksApi(api), ...deliveryApi(api) };
    this.#handlers = { ...handlers, ...options.handlers?.(handlers, state) };
  }

  /** The webhooks of all organizations. */
  get webhooks(): ReadonlyMap<string, StoredWebhook> {
    return this.state.webhooks;
  }

  /** Handles a request. */
  readonly transport: Transport = (request, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.#handle(request).then(resolve, reject);
    });

  async #handle(request: HttpRequest): Promise<HttpResponse> {
    const { onRequest, reject, transform } = this.#options;
    if (onRequest !== undefined) await onRequest(request);
    const rejection = reject?.(request);
    if (rejection !== undefined) return serialize(rejection);
    const named = { ...request, headers: inLowerCase(request.headers) };
    const { response, operation } = await this.#route(named);
    return serialize(transform === undefined ? response : transform(response, named, operation));
  }

  async #route(request: HttpRequest): Promise<{ response: ReferenceResponse; operation?: AnyOperationId }> {
    const { pathname, searchParams: query } = new URL(`http://reference${request.path}`);
    const atPath = (Object.entries(allOperations) as [AnyOperationId, Operation][]).filter(([, { path }]) =>
      pathPattern(path).test(pathname),
    );
    const [first] = atPath;
    if (first === undefined) return { response: this.#error(404, "NotFoundError", "There is nothing here.") };
    const [id, operation] = atPath.find(([, { method }]) => method === request.method) ?? [];
    if (operation === undefined) {
      const allow = atPath.map(([, { method }]) => method).join(", ");
      return { response: this.#error(405, "MethodNotAllowedError", `Use ${allow}.`, { allow }) };
    }
    const segment = pathPattern(operation.path).exec(pathname)?.[1];
    const context: Unvalidated = {
      request,
      operation,
      id: segment === undefined ? "" : this.#rules.readId(segment),
      query,
      body: undefined,
    };
    return { response: await this.#respond(id as AnyOperationId, context), operation: id as AnyOperationId };
  }

  async #respond(id: AnyOperationId, context: Unvalidated): Promise<ReferenceResponse> {
    try {
      for (const step of this.#options.steps ?? validationSteps) {
        const isAboutBody = step === "mediaType" || step === "size" || step === "json" || step === "data";
        const { requestBody } = context.operation;
        if (isAboutBody && (requestBody === null || (!requestBody.required && !context.request.body?.length))) continue;
        const rejection = this.#validate[step](context);
        if (rejection !== undefined) return rejection;
      }
      const repeated = repeatedParameters(context);
      if (repeated.length > 0) {
        return this.#invalid(Object.fromEntries(repeated.map((name) => [name, ["is given more than once"]])));
      }
      return await this.#handlers[id](context as RequestContext);
    } catch (error) {
      if (error instanceof InvalidRequestError) return this.#invalid(error.issues);
      if (error instanceof ConflictError) return this.#error(409, error.name, error.message);
      throw error;
    }
  }

  readonly #validate: Record<ValidationStep, (context: Unvalidated) => ReferenceResponse | undefined> = {
    token: (context) => {
      const token = this.#rules.tokenOf(context.request.headers.authorization);
      const identity = token === undefined ? undefined : this.#identify(token);
      if (identity !== undefined) context.identity = identity;
      if (identity !== undefined) return undefined;
      return this.#error(401, "UnauthorizedError", "Send a valid token.", { "www-authenticate": "Bearer" });
    },
    scope: ({ operation, identity }) => {
      const lacking = operation.scopes.find((scope) => !identity?.scopes.includes(scope));
      return lacking === undefined ? undefined : this.#error(403, "ForbiddenError", `The token lacks ${lacking}.`);
    },
    id: (context) => {
      const { operation, id, identity } = context;
      const { webhooks, events, deliveries, tokens } = this.state;
      if ("webhook_id" in operation.parameters.path) {
        const webhook = webhooks.get(id);
        const isFound = webhook !== undefined && this.#rules.isVisible(webhook, identity?.organization ?? "");
        if (isFound) context.webhook = webhook;
        if (isFound) return undefined;
        const isKnown =
          findsDeletedWebhooks.has(operation.id) &&
          [...deliveries.values()].some(
            (delivery) => delivery.webhook_id === id && identity !== undefined && this.#rules.isOwn(delivery, identity),
          );
        context.isDeleted = isKnown;
        return isKnown ? undefined : this.#error(404, "NotFoundError", "Webhook not found.");
      }
      if ("event_id" in operation.parameters.path) {
        const event = events.get(eventKey(identity?.organization ?? "", id));
        const isFound = event !== undefined && !this.#rules.isErased(event);
        if (isFound) context.event = event;
        return !isFound ? this.#error(404, "NotFoundError", "Event not found.") : undefined;
      }
      if ("delivery_id" in operation.parameters.path) {
        const delivery = deliveries.get(id);
        const isFound = delivery !== undefined && identity !== undefined && this.#rules.isOwn(delivery, identity);
        if (isFound) context.delivery = delivery;
        return isFound ? undefined : this.#error(404, "NotFoundError", "Delivery not found.");
      }
      const isMissing = "token_id" in operation.parameters.path && !tokens.has(id);
      return isMissing ? this.#error(404, "NotFoundError", "Token not found.") : undefined;
    },
    mediaType: ({ request: { body, headers } }) =>
      !body?.length || this.#rules.isJson(headers["content-type"])
        ? undefined
        : this.#error(415, "UnsupportedMediaTypeError", "Send application/json."),
    size: ({ operation, request: { body = "" } }) =>
      Buffer.byteLength(body) > this.#rules.maxBytes(operation.id as AnyOperationId)
        ? this.#error(413, "ContentTooLargeError", "The body is too large.")
        : undefined,
    json: (context) => {
      try {
        context.body = this.#rules.parse(this.#rules.decodeBody(Buffer.from(context.request.body ?? "")));
        return this.#rules.isTooDeep(context.body) ? this.#invalid({ body: ["is nested too deep"] }) : undefined;
      } catch {
        return this.#invalid({ body: ["must be JSON"] });
      }
    },
    data: ({ operation, body, isDeleted = false }) => {
      const schema = withoutAlternatives(this.#rules.requestSchema(operation.id as AnyOperationId));
      const issues = this.#rules.bodyIssues(schema, body);
      if (Object.keys(issues).length > 0) return this.#invalid(issues);
      return isDeleted ? this.#error(409, "ConflictError", "The webhook is deleted.") : undefined;
    },
  };

  #identify(token: string): Identity | undefined {
    const given = this.#options.tokens[token];
    if (given !== undefined) return given;
    const created = [...this.state.tokens.values()].find((stored) => stored.token === token);
    const now = this.#rules.now();
    if (created === undefined || (created.expires_at ?? Infinity) <= now) return undefined;
    this.state.tokens.set(created.token_id, this.#rules.useToken(created, now));
    return { organization: created.organization_id, scopes: created.scopes };
  }

  #invalid(issues: Issues): ReferenceResponse {
    return { status: 400, headers: json, body: this.#rules.validationError(issues) };
  }

  #error(status: number, name: string, message: string, headers: Record<string, string> = {}): ReferenceResponse {
    return { status, headers: { ...json, ...headers }, body: this.#rules.error(status, name, message) };
  }
}

/** Names of headers may be in any case. */
function inLowerCase(headers: HttpRequest["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function serialize({ status, headers, body }: ReferenceResponse): HttpResponse {
  return { status, headers: new Headers(headers), body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** The parameters of an operation that stand more than once in a query, which the contract leaves open. */
function repeatedParameters({ operation, query }: Pick<RequestContext, "operation" | "query">): string[] {
  return Object.keys(operation.parameters.query).filter((name) => query.getAll(name).length > 1);
}

function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/g, "([^/]+)")}$`);
}

const scopes = TokenScopeSchema.enum;

/** Tokens of two organizations, one that may only read, and one that may only write. */
export const referenceTokens: Readonly<Record<string, Identity>> = {
  "a-token": { organization: "a", scopes },
  "b-token": { organization: "b", scopes },
  "a-reader": { organization: "a", scopes: ["webhooks:read"] },
  "a-writer": { organization: "a", scopes: ["webhooks:write"] },
};

/** Options of a run against the reference provider. */
export const referenceLogin = {
  url: "http://reference",
  token: "a-token",
  otherToken: "b-token",
  readToken: "a-reader",
  writeToken: "a-writer",
} as const;
