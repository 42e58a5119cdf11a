/** One thing wrong with an input. `path` is dotted; `""` is the whole input. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** A request, with tokens and secrets redacted. */
export interface RequestSummary {
  readonly method: string;
  readonly url: string;
}

/** The fields of a `WebhookError`. */
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
 * The base class of all errors of this package. Tokens and secrets are redacted in all fields.
 *
 * @example
 * if (error instanceof WebhookError) report(error.message, error.requestId);
 */
export class WebhookError extends Error {
  override readonly name: string = "WebhookError";
  /** HTTP status of the response; `undefined` if there is no response. */
  declare readonly status: number | undefined;
  /** The request; `undefined` if the input was invalid and nothing was sent. */
  declare readonly request: RequestSummary | undefined;
  /** `x-request-id` of the response, for the provider's support. */
  declare readonly requestId: string | null | undefined;
  /** Body of the response: the value if it is JSON, else the text. */
  declare readonly body: unknown;
  /** What is wrong with the request, or with an unexpected response; empty if the response does not say. */
  declare readonly issues: readonly Issue[] | undefined;
  /** `Retry-After` of the response, in seconds from now; `undefined` if it is missing or invalid. */
  declare readonly retryAfter: number | undefined;

  constructor(message: string, facts: WebhookErrorOptions = {}) {
    const { request } = facts;
    super(request ? `${request.method} ${request.url} ${message}` : message, facts);
    Object.assign(this, facts);
  }
}

/**
 * The request is invalid; `issues` says where and why. `status` is 400 if the provider rejected it, and `undefined` if
 * the client did: then nothing was sent.
 */
export class ValidationError extends WebhookError {
  override readonly name = "ValidationError";
  declare readonly status: 400 | undefined;
  declare readonly issues: readonly Issue[];
}

/** 401: the token is missing, unknown, revoked or expired. */
export class AuthenticationError extends WebhookError {
  override readonly name = "AuthenticationError";
  declare readonly status: 401;
}

/** 403: the token lacks a scope. */
export class PermissionError extends WebhookError {
  override readonly name = "PermissionError";
  declare readonly status: 403;
}

/** 404: it does not exist, or belongs to another organization. */
export class NotFoundError extends WebhookError {
  override readonly name = "NotFoundError";
  declare readonly status: 404;
}

/**
 * The request conflicts with the current state. `status` is 409 if the provider returned it, and `undefined` if `ensure`
 * found a webhook with a difference that no update can remove.
 */
export class ConflictError extends WebhookError {
  override readonly name = "ConflictError";
  declare readonly status: 409 | undefined;
}

/** 429: too many requests. */
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

/**
 * There is no response, or only a part of it. `cause` is what `fetch` threw. If its message, or that of its own cause,
 * contains a secret, `cause` is the redacted text instead. Other properties are not searched for secrets.
 */
export class ConnectionError extends WebhookError {
  override readonly name = "ConnectionError";
  declare readonly status: undefined;
}

/** The response was not complete within the time limit of an attempt or of the call. */
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
 * A response that is not one of this API: HTML with a 200, truncated JSON, a redirect, a repeated page token; with
 * `validate` also a body that does not match the spec. `body` is its text.
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
 * Whether an error is one of this package.
 *
 * @example
 * if (isWebhookError(error) && error.status === 400) show(error.issues);
 */
export function isWebhookError(error: unknown): error is AnyWebhookError {
  return error instanceof WebhookError;
}
