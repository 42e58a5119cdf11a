import type { Issue, RequestSummary, WebhookError } from "./errors.ts";

/** Options of one call, and defaults of all calls of a client. */
export interface CallOptions {
  /** Aborts the call at any moment: before it, while it is sent, while its body is read, and between attempts. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that one attempt may take, its body included.
   * @default 60_000
   */
  readonly timeoutMs?: number;
  /**
   * Milliseconds that the call may take, all attempts and the pauses between them. When it leaves no time for another
   * attempt, the call fails with the error of the last one, without waiting for the rest of the time.
   * @default 300_000
   */
  readonly totalTimeoutMs?: number;
  /**
   * How many more attempts are made after a connection error, a timeout of an attempt, 408, 429 and 5xx, if the
   * operation may be repeated: what the spec calls safe or idempotent may, and after 429 everything may. The pause is
   * 0.5 s, doubled each time up to 8 s, less up to a quarter of it at random; or what `Retry-After` says, up to 60 s.
   * Beyond that the call fails at once.
   * @default 2
   */
  readonly maxRetries?: number;
  /** Headers to send. Those of a call are sent besides those of the client. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Settings of a client, the same for every spec. */
export interface ClientOptions extends CallOptions {
  /** Where the API is: an absolute http(s) URL, with or without a path, with or without a slash at its end. */
  readonly baseUrl: string;
  /** The bearer token, or a function that gives it. The function is asked at every attempt. */
  readonly token: string | (() => string | Promise<string>);
  /**
   * Sends a request, in place of the runtime's `fetch`. It gets a `Request`, token included.
   * @default globalThis.fetch
   */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
  /**
   * Sends a random key with an operation that one makes idempotent (`client_id` of `create`), when the call has none,
   * so that it can be retried without doing it twice. Without it such a call is repeated after 429 only.
   * @default true
   */
  readonly idempotencyKeys?: boolean;
  /** Called, and waited for, before each attempt. `headers` may be changed; the token is not among them. */
  readonly onRequest?: (event: AttemptEvent, headers: Headers) => unknown;
  /** Called, and waited for, after each attempt that was answered. */
  readonly onResponse?: (event: ResponseEvent, headers: Headers) => unknown;
  /** Called, and waited for, when an attempt has failed and another one will be made. */
  readonly onRetry?: (event: RetryEvent, error: WebhookError) => unknown;
  /** Gets `onRequest` and `onResponse` as `debug` lines and `onRetry` as `warn` lines. `console` will do. */
  readonly logger?: Logger;
  /** Checks the body of a success. See `@agent-webhooks/client/validate`. */
  readonly validate?: ResponseValidator | undefined;
}

/** An attempt to make a request. The URL has no token and no secret in it. */
export interface AttemptEvent extends RequestSummary {
  /** 1 for the first one. */
  readonly attempt: number;
}

/** An attempt was answered. */
export interface ResponseEvent extends AttemptEvent {
  readonly status: number;
  /** Milliseconds from sending it to the end of the body. */
  readonly durationMs: number;
}

/** An attempt failed, and another one will be made. */
export interface RetryEvent extends AttemptEvent {
  /** Milliseconds until then. */
  readonly delayMs: number;
}

/** Where log lines go: the name of a hook, and its event. */
export interface Logger {
  debug(message: string, event: AttemptEvent): void;
  warn(message: string, event: AttemptEvent): void;
}

/** Says what is wrong with the body of a success; `undefined` if nothing is. */
export type ResponseValidator = (
  request: RequestSummary,
  status: number,
  body: unknown,
) => readonly Issue[] | undefined;
