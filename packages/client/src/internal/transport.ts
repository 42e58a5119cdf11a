import type { Route } from "@agent-webhooks/types";
import { AbortError, ConnectionError, type Issue, TimeoutError, type WebhookError } from "../errors.ts";
import type { CallOptions, ClientOptions, FetchInit } from "../options.ts";
import { errorFromResponse } from "./error-from-response.ts";
import { findRoute } from "./paths.ts";
import { retryDelay } from "./retry.ts";
import { assertToken } from "./validate-request.ts";
import { withTimeout } from "./with-timeout.ts";

/** Options of a call that the transport needs besides the request. */
export interface TransportOptions extends Pick<CallOptions, "timeoutMs" | "totalTimeoutMs" | "maxRetries"> {
  /** Set by the methods and not by `raw`: then a failing status is thrown. */
  readonly route?: Route;
}

/**
 * What the HTTP client makes instead of a `Request` when there is no middleware to see it: only the parts, from which
 * each attempt makes a real one.
 */
export class RequestParts {
  declare readonly method: string;
  declare readonly url: string;
  declare readonly headers: Headers;
  declare readonly body?: string;
  /** Only a real `Request` has it. */
  declare readonly text?: undefined;
  declare readonly signal?: AbortSignal;

  constructor(url: string, init: RequestInit) {
    Object.assign(this, init, { url });
  }
}

type TransportRequest = RequestParts | Request;

/** The outcome of an attempt: a success, a response with its error, or an error without a response. */
type AttemptOutcome =
  | { readonly response: Response; readonly error?: undefined }
  | { readonly response?: Response; readonly error: WebhookError };

/** Creates the `fetch` of the HTTP client. It makes a whole call: token, attempts, time limits, hooks, errors. */
export function createTransport(
  routes: readonly Route[],
  client: ClientOptions,
): (request: Request, options?: TransportOptions) => Promise<Response> {
  /** Writes to the logger, and calls the hook of this name and waits for it. Without either, creates no event. */
  const notify = <Name extends keyof Hooks>(
    name: Name,
    createEvent: () => Parameters<Hooks[Name]>[0],
    argument: Parameters<Hooks[Name]>[1],
  ): unknown => {
    const hook = client[name];
    if (!client.logger && !hook) return;
    const event = createEvent();
    client.logger?.[name === "onRetry" ? "warn" : "debug"](name, event);
    return hook?.(event as never, argument as never);
  };

  return async (request: TransportRequest, options: TransportOptions = {}) => {
    // An option of a call that is `undefined` leaves the client's in place.
    const { signal = client.signal } = request;
    const {
      route = findRoute(routes, request),
      timeoutMs = client.timeoutMs ?? 60_000,
      totalTimeoutMs = client.totalTimeoutMs ?? 300_000,
      maxRetries = client.maxRetries ?? 2,
    } = options;
    // A `fetch` from npm does not accept the runtime's `Request`, so it gets the parts, which a `Request` inherits.
    let init = request as Pick<FetchInit, "method" | "redirect">;
    if (request.text) {
      init = {} as typeof init;
      for (const name in request) Object.assign(init, { [name]: request[name as keyof TransportRequest] });
    }
    const deadline = now() + totalTimeoutMs;
    // Read once; each attempt sends it.
    const body = request.text ? await request.text() : request.body;
    // Redacted from everything that is reported. Until it is known, a space: no URL contains one.
    let token = " ";
    /** Replaces the token, and any signing secret or token that the service creates, if the value is a string. */
    const redact = <T>(value: T): T | string =>
      typeof value === "string" ? value.replaceAll(token, "***").replace(/(whsec|awt)_[^\s"'<>&]+/g, "$1_***") : value;
    const summary = () => ({ method: request.method, url: redact(request.url) });

    for (let attempt = 1; ; attempt++) {
      const ms = Math.min(timeoutMs, deadline - now());
      const outcome = await withTimeout(ms, signal, (signal) => sendOnce(attempt, signal));
      if (!outcome && signal?.aborted) {
        throw new AbortError("was aborted by the caller.", { request: summary(), cause: signal.reason });
      }
      const { response, error }: AttemptOutcome = outcome ?? {
        error: new TimeoutError(`timed out after ${ms} ms. Try again later.`, { request: summary() }),
      };
      if (!error) return response;
      const isIdempotent = route?.idempotent || (route?.key && route.key in Object(parseJson(body)));
      const delayMs = retryDelay(attempt, error, maxRetries, isIdempotent);
      const hasTime = () => now() + delayMs < deadline;
      if (hasTime()) {
        await withTimeout(deadline - now(), signal, async () =>
          notify("onRetry", () => ({ ...summary(), attempt, delayMs }), error),
        );
        // The hook may have taken long.
        if (signal?.aborted || hasTime()) {
          await withTimeout(delayMs, signal, () => new Promise(() => {}));
          continue;
        }
      }
      // `raw` returns a failing status.
      if (!options.route && response && !response.ok) return response;
      throw error;
    }

    /** Makes one attempt. Rejects with what the token function or a hook throws. */
    async function sendOnce(attempt: number, signal: AbortSignal): Promise<AttemptOutcome> {
      const current = typeof client.token === "function" ? await client.token() : client.token;
      assertToken(current);
      // If this attempt has timed out meanwhile, the next one has a token of its own.
      signal.throwIfAborted();
      token = current;
      // A copy: the next attempt must not send what a hook changes.
      const headers = client.onRequest ? new Headers(request.headers) : request.headers;
      await notify("onRequest", () => ({ ...summary(), attempt }), headers);
      const startedAt = now();
      let response: Response;
      let text: string;
      try {
        signal.throwIfAborted();
        response = await (client.fetch ?? fetch)(request.url, {
          ...init,
          // A new object: middleware must not see the token.
          headers: { ...Object.fromEntries(headers), authorization: `Bearer ${current}` },
          body: body || null,
          signal,
        });
        // Of a `Request`, middleware and the HTTP client read the body again.
        text = await (request.text ? response.clone() : response).text();
      } catch (cause) {
        const inner = Object(cause).cause ?? cause;
        // If each address of a name fails, the error has no message of its own, only a code.
        const reason = `${(inner?.message === "" && inner.code) || inner}`;
        const redacted = redact(reason);
        const texts = `${cause} ${reason}`;
        return {
          error: new ConnectionError(`failed: ${redacted}. Check the baseUrl.`, {
            request: summary(),
            cause: redact(texts) === texts ? cause : redacted,
          }),
        };
      }
      const { ok, status } = response;
      const createEvent = () => ({ ...summary(), attempt, status, durationMs: now() - startedAt });
      await notify("onResponse", createEvent, response.headers);

      // A failing body goes into the error.
      const json = parseJson(text, ok ? undefined : (_, value) => redact(value));
      let issues: readonly Issue[] | undefined;
      if (ok && (text ? json : !route || route.empty)) {
        issues = client.validate?.(summary(), status, json);
        // What the HTTP client calls instead of reading and parsing the body again.
        Object.assign(response, { data: () => json });
        if (!issues) return { response };
      }
      const errorBody = (!ok && json) || redact(text);
      return { response, error: errorFromResponse(summary(), response, errorBody, issues) };
    }
  };
}

type Hooks = { readonly [Name in "onRequest" | "onResponse" | "onRetry"]: NonNullable<ClientOptions[Name]> };

/** Milliseconds of a clock that, unlike that of `Date`, is never set. Whole ones, because they are reported. */
const now = () => Math.round(performance.now());

/** Parses JSON; returns `undefined` for an empty or invalid text. */
function parseJson(text: string | undefined, reviver?: (key: string, value: unknown) => unknown): unknown {
  try {
    // An empty text is common, and to throw for it is slow.
    if (text) return JSON.parse(text, reviver);
  } catch {}
}
