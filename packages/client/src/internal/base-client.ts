import type { Route } from "@agent-webhooks/types";
import { type ApiPromise, createApiPromise, type WithResponse } from "../api-promise.ts";
import type { CallOptions, ClientOptions } from "../options.ts";
import { createPages, type Pages } from "../pages.ts";
import { errorFromResponse } from "./error-from-response.ts";
import { createHttpClient, type HttpClient } from "./http.ts";
import type { ItemOf, PagedRoute, ParamsOf, QueryOf, RequestBodyOf, ResponseBodyOf } from "./operation-types.ts";
import { createTransport } from "./transport.ts";
import { assertMatches, assertToken, assertWithinLimits } from "./validate-request.ts";

/** What the clients of all specs are built from: an HTTP client, and functions that call an operation. */
export interface BaseClient<Paths extends {}> {
  readonly raw: HttpClient<Paths>;
  /** Calls an operation. */
  call<At extends Route>(
    route: At,
    params: ParamsOf<Paths, At>,
    options: CallOptions | undefined,
    body?: RequestBodyOf<Paths, At>,
  ): ApiPromise<ResponseBodyOf<Paths, At>>;
  /** Calls an operation that returns pages. */
  list<At extends PagedRoute>(
    route: At,
    query: QueryOf<Paths, At> | undefined,
    options: CallOptions | undefined,
  ): Pages<ResponseBodyOf<Paths, At>, ItemOf<Paths, At>>;
}

/**
 * Creates a client of the spec whose operations are `routes`.
 *
 * @throws ValidationError for an invalid `baseUrl` or `token`
 */
export function createBaseClient<Paths extends {}>(routes: readonly Route[], client: ClientOptions): BaseClient<Paths> {
  const { baseUrl, token } = client;
  assertMatches("baseUrl", baseUrl, /^https?:\/\/[^/?#@]+(\/[^?#]*)?$/i, "must be an absolute URL without credentials");
  if (typeof token !== "function") assertToken(token);
  const { raw, send } = createHttpClient<Paths>(client, createTransport(routes, client));

  const call = async <Data>(
    route: Route,
    params: object,
    options?: CallOptions,
    body?: unknown,
  ): Promise<WithResponse<Data>> => {
    const { method, path, key, limits } = route;
    assertWithinLimits(limits, body);
    const result = await send(method, path, {
      ...options,
      // Here and not only in the transport: with middleware, a `Request` is made before, which always has a signal.
      signal: options?.signal ?? client.signal,
      params,
      // The key is 128 random bits. Not `randomUUID`, which browsers do not have on pages that are served without TLS.
      body:
        key && client.idempotencyKeys !== false
          ? { ...(body as object), [key]: Object(body)[key] ?? crypto.getRandomValues(new Uint32Array(4)).join("-") }
          : body,
      route,
    });
    // A response of middleware: the transport throws for others.
    if (!result.response.ok) throw errorFromResponse({ method, url: path }, result.response, result.error);
    return result;
  };

  return {
    raw,
    call: (...args) => createApiPromise(call(...args)),
    list: (route, query, options) =>
      createPages(route.pages, query ?? {}, options?.signal ?? client.signal, (query) =>
        call(route, { query }, options),
      ),
  };
}
