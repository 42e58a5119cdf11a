import type { Route } from "@agent-webhooks/types";
import { routeOf } from "./contract.ts";
import { ConnectionError, type Issue, TimeoutError, type WebhookError } from "./errors.ts";
import { failure } from "./failure.ts";
import { guardToken } from "./guards.ts";
import type { CallOptions, ClientOptions } from "./options.ts";
import { redact } from "./redact.ts";
import { readRetryAfter, retryDelay } from "./retry.ts";
import { within } from "./within.ts";

/** A request as openapi-fetch hands it down: the options that `fetch` does not know are set on it. */
type CallRequest = Request &
  Omit<CallOptions, "headers" | "signal"> & {
    /** A failing status is thrown. Without it, which is to say for `raw`, it is an answer like any other. */
    readonly throws?: boolean;
  };

/** The `fetch` beneath openapi-fetch, for a whole call: token, attempts, time limits, hooks, errors. */
export function createTransport(
  routes: readonly Route[],
  client: ClientOptions,
): (request: Request) => Promise<Response> {
  return async (request: CallRequest) => {
    const {
      timeoutMs = 60_000,
      totalTimeoutMs = 300_000,
      maxRetries = 2,
      throws,
    }: Partial<CallRequest> = { ...client, ...request };
    const { method, signal: caller } = request;
    const deadline = Date.now() + totalTimeoutMs;
    const route = routeOf(routes, request);
    // Read once; every attempt sends it anew.
    const body = await request.text();
    const isRepeatable = route?.idempotent || (route?.key && route.key in Object(parse(body)));
    // Until there is one, something that is nowhere.
    let token = "\0";
    const hide = (value: unknown) => redact(value, token);
    const about = { method, url: redact(request.url, token) };

    for (let attempt = 1; ; attempt++) {
      let response: Response | undefined;
      const tell = (
        level: "debug" | "warn",
        hook: "onRequest" | "onResponse" | "onRetry",
        facts: object,
        more: unknown,
      ) => {
        const event = { ...about, attempt, ...facts };
        client.logger?.[level](hook, event);
        return client[hook]?.(event as never, more as never);
      };

      /** Resolves with the error if another attempt might help, rejects with it if not. */
      const send = async (signal: AbortSignal): Promise<WebhookError | undefined> => {
        token = await (typeof client.token === "function" ? client.token() : client.token);
        guardToken(token);
        const headers = new Headers(request.headers);
        await tell("debug", "onRequest", {}, headers);
        headers.set("authorization", `Bearer ${token}`);
        const started = Date.now();
        let text: string;
        try {
          signal.throwIfAborted();
          response = await (client.fetch ?? fetch)(new Request(request, { headers, signal, ...(body && { body }) }));
          // A clone, so that the body is under the time limit and can be read again.
          text = await response.clone().text();
        } catch (cause) {
          const reason = `${Object(cause).cause ?? cause}`;
          const shown = hide(reason);
          return new ConnectionError(`failed: ${shown}. Check the baseUrl.`, {
            request: about,
            cause: shown === reason ? cause : shown,
          });
        }

        const { status, ok, headers: answered } = response;
        await tell("debug", "onResponse", { status, durationMs: Date.now() - started }, answered);
        const json = parse(text);
        let issues: readonly Issue[] | undefined;
        if (ok && (text ? json && /json/.test(`${answered.get("content-type")}`) : !route || route.empty)) {
          issues = client.validate?.(about, status, json);
          if (!issues) return;
        }
        const error = failure({
          request: about,
          status,
          requestId: answered.get("x-request-id"),
          retryAfter: readRetryAfter(`${answered.get("retry-after")}`),
          body: (!ok && parse(text, (_, value) => hide(value))) || hide(text),
          issues,
        });
        if (ok) throw error;
        return error;
      };

      const ms = Math.min(timeoutMs, deadline - Date.now());
      const error = await within(
        caller,
        about,
        ms,
        send,
        () => new TimeoutError(`took longer than ${ms} ms. Try again later.`, { request: about }),
      );
      if (!error) return response as unknown as Response;
      const { status = 500, retryAfter } = error;
      const delayMs =
        attempt <= maxRetries && (status === 429 || (isRepeatable && (status === 408 || status > 499)))
          ? retryDelay(attempt, retryAfter)
          : Infinity;
      if (Date.now() + delayMs >= deadline) {
        if (error.status && !throws) return response as unknown as Response;
        throw error;
      }
      await tell("warn", "onRetry", { delayMs }, error);
      await within(caller, about, delayMs);
    }
  };
}

/** The value of a JSON text; `undefined` when it is none. */
function parse(text: string, reviver?: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch {}
}
