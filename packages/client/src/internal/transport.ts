import type { Route } from "@agent-webhooks/types";
import { AbortError, ConnectionError, type Issue, TimeoutError, type WebhookError } from "../errors.ts";
import type { CallOptions, ClientOptions } from "../options.ts";
import { errorFromResponse } from "./error-from-response.ts";
import { findRoute } from "./operation-types.ts";
import { redact } from "./redact.ts";
import { parseRetryAfter, retryDelay } from "./retry.ts";
import { assertToken } from "./validate-request.ts";
import { withTimeout } from "./with-timeout.ts";

/** What openapi-fetch is given as its `Request`: nothing but its parts, of which each attempt makes a real one. */
export function RequestParts(url: string, init: RequestInit): object {
  return Object.assign(init, { url });
}

/** A draft, with all options, or a `Request`, with those of the call that `fetch` does not know set on it. */
type TransportRequest = Omit<Request, "body" | "headers" | "signal" | "text"> &
  Omit<CallOptions, "headers"> & {
    readonly headers: Headers;
    readonly body?: string;
    /** Of a call of a method, as opposed to one of `raw`: then a failing status is thrown. */
    readonly route?: Route;
    readonly text?: () => Promise<string>;
  };

/** The `fetch` beneath openapi-fetch, for a whole call: token, attempts, time limits, hooks, errors. */
export function createTransport(
  routes: readonly Route[],
  client: ClientOptions,
): (request: Request) => Promise<Response> {
  return async (given) => {
    const request = given as unknown as TransportRequest;
    const { method, signal: caller, text: readBody } = request;
    // openapi-fetch gives a draft what the client has, but not a `Request`.
    const {
      timeoutMs = 60_000,
      totalTimeoutMs = 300_000,
      maxRetries = 2,
    }: Partial<TransportRequest> = readBody ? { ...client, ...request } : request;
    const deadline = Date.now() + totalTimeoutMs;
    const route = request.route ?? findRoute(routes, request);
    // Read once; every attempt sends it anew.
    const body = readBody ? await given.text() : request.body;
    // Until there is one, something that is in no URL.
    let token = " ";
    const hide = <T>(value: T) => redact(value, token);
    const about = () => ({ method, url: hide(request.url) });
    const aborted = () => new AbortError("was aborted by the caller.", { request: about(), cause: caller?.reason });

    for (let attempt = 1; ; attempt++) {
      let response: Response | undefined;
      const tell = (
        level: "debug" | "warn",
        hook: "onRequest" | "onResponse" | "onRetry",
        facts: object,
        more: unknown,
      ) => {
        if (client.logger || client[hook]) {
          const event = { ...about(), attempt, ...facts };
          client.logger?.[level](hook, event);
          return client[hook]?.(event as never, more as never);
        }
      };

      /** Resolves with the error if another attempt might help, rejects with it if not. */
      const send = async (signal: AbortSignal): Promise<WebhookError | undefined> => {
        token = typeof client.token === "function" ? await client.token() : client.token;
        assertToken(token);
        // Copied where somebody else sees or changes them: the token is not for middleware, nor a change for a retry.
        const headers = readBody || client.onRequest ? new Headers(request.headers) : request.headers;
        await tell("debug", "onRequest", {}, headers);
        headers.set("authorization", `Bearer ${token}`);
        const started = Date.now();
        let text: string;
        try {
          signal.throwIfAborted();
          const init = { ...request, headers, body: body || null, signal };
          const target = readBody ? given : request.url;
          // The runtime's own makes a `Request` of it by itself.
          response = await (client.fetch ? client.fetch(new Request(target, init)) : fetch(target, init));
          // Under the time limit. A clone, where the body is read again.
          text = await (readBody ? response.clone() : response).text();
        } catch (cause) {
          const reason = `${Object(cause).cause ?? cause}`;
          const shown = hide(reason);
          return new ConnectionError(`failed: ${shown}. Check the baseUrl.`, {
            request: about(),
            cause: shown === reason ? cause : shown,
          });
        }

        const { status, ok, headers: answered } = response;
        await tell("debug", "onResponse", { status, durationMs: Date.now() - started }, answered);
        const json = parse(text);
        let issues: readonly Issue[] | undefined;
        if (ok && (text ? json : !route || route.empty)) {
          issues = client.validate?.(about(), status, json);
          // For openapi-fetch, which otherwise reads and parses it again: see `parseAs`.
          Object.assign(response, { data: () => json });
          if (!issues) return;
        }
        const error = errorFromResponse({
          request: about(),
          status,
          requestId: answered.get("x-request-id"),
          retryAfter: parseRetryAfter(`${answered.get("retry-after")}`),
          body: (!ok && parse(text, (_, value) => hide(value))) || hide(text),
          issues,
        });
        if (ok) throw error;
        return error;
      };

      const ms = Math.min(timeoutMs, deadline - Date.now());
      const error = await withTimeout(
        ms,
        caller,
        aborted,
        send,
        () => new TimeoutError(`took longer than ${ms} ms. Try again later.`, { request: about() }),
      );
      if (!error) return response as unknown as Response;
      const { status = 500, retryAfter } = error;
      const isRepeatable = route?.idempotent || (route?.key && route.key in Object(parse(body)));
      const delayMs =
        attempt <= maxRetries && (status === 429 || (isRepeatable && (status === 408 || status > 499)))
          ? retryDelay(attempt, retryAfter)
          : Infinity;
      if (Date.now() + delayMs >= deadline) {
        if (error.status && !request.route) return response as unknown as Response;
        throw error;
      }
      await tell("warn", "onRetry", { delayMs }, error);
      await withTimeout(delayMs, caller, aborted);
    }
  };
}

/** The value of a JSON text; `undefined` when it is none. */
function parse(text: string | undefined, reviver?: (key: string, value: unknown) => unknown): unknown {
  try {
    // No text is no mistake, and to throw costs as much as all the rest.
    return text ? JSON.parse(text, reviver) : undefined;
  } catch {}
}
