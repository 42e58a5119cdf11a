import type { Route } from "@agent-webhooks/types";
import createClient, { type Client } from "openapi-fetch";
import { type ApiPromise, createApiPromise, type WithResponse } from "../api-promise.ts";
import type { CallOptions, ClientOptions } from "../options.ts";
import { createPages, type Pages } from "../pages.ts";
import type { ItemOf, PagedRoute, ParamsOf, QueryOf, RequestBodyOf, ResponseBodyOf } from "./operation-types.ts";
import { fillPath } from "./paths.ts";
import { createTransport, RequestParts } from "./transport.ts";
import { assertMatches, assertToken, assertWithinLimits } from "./validate-request.ts";

/** What the clients of all specs are built from: openapi-fetch, and functions that call an operation. */
export interface BaseClient<Paths extends {}> {
  readonly raw: Client<Paths>;
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

type Fields = Readonly<Record<string, unknown>>;
/** openapi-fetch's `request`. Its own type cannot be called while the paths are a type parameter. */
type UntypedRequest = (method: string, path: string, init: object) => Promise<WithResponse<never>>;

/**
 * Creates a client of the spec whose operations are `routes`.
 *
 * @throws ValidationError for an invalid `baseUrl` or `token`
 */
export function createBaseClient<Paths extends {}>(routes: readonly Route[], client: ClientOptions): BaseClient<Paths> {
  const { baseUrl, token } = client;
  assertMatches("baseUrl", baseUrl, /^https?:\/\/[^/?#@]+(\/[^?#]*)?$/i, "must be an absolute URL without credentials");
  if (typeof token !== "function") assertToken(token);
  const raw = createClient<Paths>({
    ...(client as object),
    baseUrl: baseUrl.replace(/\/+$/, ""),
    fetch: createTransport(routes, client),
    headers: {
      // Browsers (their names start with Mozilla) do not let scripts set it. The version is package.json's.
      ...(!/^Mozilla/.test(globalThis.navigator?.userAgent) && { "user-agent": "agent-webhooks-client/0.1.0" }),
      ...client.headers,
    },
    pathSerializer: fillPath,
    // A redirect that is followed could send the token to another host.
    redirect: "manual",
  });

  // Only middleware needs a real `Request`, and a `Response` whose body is unread. Without middleware openapi-fetch
  // passes on the parts of the request, and takes the data that the transport has parsed.
  let withoutMiddleware: object | undefined = { Request: RequestParts, parseAs: "data" };
  const { use } = raw;
  raw.use = (...middleware) => {
    withoutMiddleware = undefined;
    use(...middleware);
  };

  const send = async <Data>(
    route: Route,
    params: object,
    options?: CallOptions,
    fields?: unknown,
  ): Promise<WithResponse<Data>> => {
    const { method, path, key, limits } = route;
    const body = fields as Fields | undefined;
    assertWithinLimits(limits, body);
    return await (raw.request as UntypedRequest)(method, path, {
      ...options,
      params,
      body: key && client.idempotencyKeys !== false ? { ...body, [key]: body?.[key] ?? crypto.randomUUID() } : body,
      route,
      ...withoutMiddleware,
    });
  };

  return {
    raw,
    call: (...call) => createApiPromise(send(...call)),
    list: (route, query, options) =>
      createPages(route.pages, query ?? {}, options?.signal ?? client.signal, (query) =>
        send(route, { query }, options),
      ),
  };
}
