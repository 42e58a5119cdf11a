import type { Issue, RequestSummary, WebhookError } from "./errors.ts";

/** Options of a call. Given to a client, they are the defaults of its calls. `undefined` is the same as an absent option. */
export interface CallOptions {
  /** Aborts the call at any time, also between attempts. The signal of a call replaces the client's. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that an attempt may take, including reading the body.
   * @default 60_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Milliseconds that a call may take, including all attempts and the delays between them. If it leaves no time for
   * another attempt, the call fails at once with the error of the last one.
   * @default 300_000
   */
  readonly totalTimeoutMs?: number | undefined;
  /**
   * The number of retries after a connection error, a timeout of an attempt, 408, 429 or 5xx. Only operations that the
   * spec calls safe or idempotent are retried; after 429, all are. The delay is 0.5 s, doubled each time up to 8 s, minus
   * up to 25 % at random; or that of `Retry-After`. The call fails at once if `Retry-After` is more than 60 s.
   * @default 2
   */
  readonly maxRetries?: number | undefined;
  /** Headers to send. Those of a call are merged into the client's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Options of a client, the same for both APIs. */
export interface ClientOptions extends CallOptions {
  /** URL of the API: an absolute http(s) URL, which may have a path and a trailing slash. */
  readonly baseUrl: string;
  /** The bearer token, or a function that returns it. The function is called for each attempt. */
  readonly token: string | (() => string | Promise<string>);
  /**
   * Sends the requests, instead of the runtime's `fetch`. It is called with the URL and an init, never with a `Request`,
   * so that a `fetch` from npm works too. The headers include the token.
   * @default globalThis.fetch
   */
  readonly fetch?: ((url: string, init: FetchInit) => Response | Promise<Response>) | undefined;
  /**
   * Sends a random idempotency key with operations that have one (`client_id` of `create`) if the call has none, so that
   * they can be retried. Without a key they are retried after 429 only.
   * @default true
   */
  readonly idempotencyKeys?: boolean | undefined;
  /** Called before each attempt, which waits for it. It may change `headers`, which do not include the token. */
  readonly onRequest?: ((event: AttemptEvent, headers: Headers) => unknown) | undefined;
  /** Called after each attempt that has a response. The call waits for it. */
  readonly onResponse?: ((event: ResponseEvent, headers: Headers) => unknown) | undefined;
  /** Called when an attempt failed and another one follows. The call waits for it, within its time limit. */
  readonly onRetry?: ((event: RetryEvent, error: WebhookError) => unknown) | undefined;
  /** Gets `onRequest` and `onResponse` as `debug` messages, and `onRetry` as `warn` messages. `console` is a logger. */
  readonly logger?: Logger | undefined;
  /**
   * Validates the body of each successful response. `@agent-webhooks/client/validate` has a validator for the webhooks API;
   * there is none for the delivery API.
   * @default no validation
   */
  readonly validate?: ResponseValidator | undefined;
}

/** What `fetch` is called with besides the URL. The init of every `fetch` has these. */
export interface FetchInit {
  readonly method: string;
  /** Include the token. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly redirect: "manual";
  readonly signal: AbortSignal;
}

/** An attempt. */
export interface AttemptEvent extends RequestSummary {
  /** 1 for the first. */
  readonly attempt: number;
}

/** An attempt that has a response. */
export interface ResponseEvent extends AttemptEvent {
  readonly status: number;
  /** Milliseconds from sending the request to the end of the response body. */
  readonly durationMs: number;
}

/** An attempt that failed and is followed by another one. */
export interface RetryEvent extends AttemptEvent {
  /** Milliseconds until the next attempt. */
  readonly delayMs: number;
}

/** Gets the name of a hook as the message, and its event. */
export interface Logger {
  debug(message: string, event: AttemptEvent): void;
  warn(message: string, event: AttemptEvent): void;
}

/** Returns what is wrong with the body of a successful response; `undefined` if it is valid. */
export type ResponseValidator = (
  request: RequestSummary,
  status: number,
  body: unknown,
) => readonly Issue[] | undefined;
