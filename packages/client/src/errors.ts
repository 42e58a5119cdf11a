/** What is wrong at one place: `path` is dotted, and `""` stands for the whole. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** The request that failed, without token and secrets. */
export interface RequestSummary {
  readonly method: string;
  readonly url: string;
}

/** What an error is made of. */
export interface WebhookErrorOptions {
  readonly status?: number;
  readonly request?: RequestSummary | undefined;
  readonly requestId?: string | null;
  readonly body?: unknown;
  readonly cause?: unknown;
  readonly issues?: readonly Issue[] | undefined;
  readonly retryAfter?: number | undefined;
}

/**
 * The base of every error of this package. Tokens and secrets are in none of its fields.
 *
 * @example
 * if (error instanceof WebhookError) report(error.message, error.requestId);
 */
export class WebhookError extends Error {
  override readonly name: string = "WebhookError";
  /** HTTP status of the answer; `undefined` when there is none. */
  declare readonly status: number | undefined;
  /** What was asked; `undefined` when it was refused before there was a request. */
  declare readonly request: RequestSummary | undefined;
  /** `x-request-id` of the answer, to give to the provider's support. */
  declare readonly requestId: string | null | undefined;
  /** Body of the answer: the value if it is JSON, else the text. */
  declare readonly body: unknown;
  /** What is wrong, and where; of an answer that says nothing of the kind, empty. */
  declare readonly issues: readonly Issue[] | undefined;
  /** Seconds to wait, by the answer's `Retry-After`; `undefined` when it has none that can be read. */
  declare readonly retryAfter: number | undefined;

  constructor(message: string, facts: WebhookErrorOptions = {}) {
    const { request } = facts;
    super(request ? `${request.method} ${request.url} ${message}` : message, facts);
    Object.assign(this, facts);
  }
}

/**
 * The request is not valid, and `issues` says where and why. `status` is 400 when the provider refused it, and
 * `undefined` when it was refused here: then nothing was sent.
 */
export class ValidationError extends WebhookError {
  override readonly name = "ValidationError";
  declare readonly status: 400 | undefined;
  declare readonly issues: readonly Issue[];
}

/** 401: the provider does not know the token. */
export class AuthenticationError extends WebhookError {
  override readonly name = "AuthenticationError";
  declare readonly status: 401;
}

/** 403: the token lacks a scope. */
export class PermissionError extends WebhookError {
  override readonly name = "PermissionError";
  declare readonly status: 403;
}

/** 404: there is no such thing, or it is another organization's. */
export class NotFoundError extends WebhookError {
  override readonly name = "NotFoundError";
  declare readonly status: 404;
}

/**
 * The request does not go with what is there already. `status` is 409 when the provider says so, and `undefined` when
 * `ensure` found a webhook that cannot be made the wanted one.
 */
export class ConflictError extends WebhookError {
  override readonly name = "ConflictError";
  declare readonly status: 409 | undefined;
}

/** 429: too many requests. `retryAfter` says how many seconds to wait. */
export class RateLimitError extends WebhookError {
  override readonly name = "RateLimitError";
  declare readonly status: 429;
}

/** Any other 4xx: 405, 408, 413, 415 … */
export class RequestError extends WebhookError {
  override readonly name = "RequestError";
  declare readonly status: number;
}

/** 5xx: the provider failed. */
export class ServerError extends WebhookError {
  override readonly name = "ServerError";
  declare readonly status: number;
}

/** There is no answer, or only a part of it. `cause` is what `fetch` threw; just its text if a secret was in it. */
export class ConnectionError extends WebhookError {
  override readonly name = "ConnectionError";
  declare readonly status: undefined;
}

/** The answer was not there, or not all of it, when the time for an attempt or for the call was over. */
export class TimeoutError extends WebhookError {
  override readonly name = "TimeoutError";
  declare readonly status: undefined;
}

/** The caller's signal aborted the call. `cause` is the signal's reason. */
export class AbortError extends WebhookError {
  override readonly name = "AbortError";
  declare readonly status: undefined;
}

/**
 * An answer that this API does not give: HTML with a 200, truncated JSON, a redirect, the same page token twice, with
 * `validate` also a body that is not as the spec says: `issues` say where. `body` is its text.
 */
export class UnexpectedResponseError extends WebhookError {
  override readonly name = "UnexpectedResponseError";
}

/** Every error of this package, for narrowing by `status`. */
export type AnyWebhookError =
  | ValidationError
  | AuthenticationError
  | PermissionError
  | NotFoundError
  | ConflictError
  | RateLimitError
  | RequestError
  | ServerError
  | ConnectionError
  | TimeoutError
  | AbortError
  | UnexpectedResponseError;

/**
 * Whether this package threw it.
 *
 * @example
 * if (isWebhookError(error) && error.status === 400) show(error.issues);
 */
export function isWebhookError(error: unknown): error is AnyWebhookError {
  return error instanceof WebhookError;
}
