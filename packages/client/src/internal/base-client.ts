import type { Route } from "@agent-webhooks/types";
import createClient, { type Client } from "openapi-fetch";
import { type ApiPromise, createApiPromise, type WithResponse } from "../api-promise.ts";
import type { CallOptions, ClientOptions } from "../options.ts";
import { createPages, type Pages } from "../pages.ts";
import type { ItemOf, PagedRoute, ParamsOf, QueryOf, RequestBodyOf, ResponseBodyOf } from "./operation-types.ts";
import { createTransport, RequestParts } from "./transport.ts";
import { assertMatches, assertToken, assertWithinLimits, fillPath } from "./validate-request.ts";

/** A client before it has methods: openapi-fetch itself, and a way to call an operation. */
export interface BaseClient<Paths extends {}> {
  readonly raw: Client<Paths>;
  /** Calls an operation. */
  call<At extends Route>(
    route: At,
    params: ParamsOf<Paths, At>,
    options: CallOptions | undefined,
    body?: RequestBodyOf<Paths, At>,
  ): ApiPromise<ResponseBodyOf<Paths, At>>;
  /** Calls an operation that answers in pages. */
  list<At extends PagedRoute>(
    route: At,
    query: QueryOf<Paths, At> | undefined,
    options: CallOptions | undefined,
  ): Pages<ResponseBodyOf<Paths, At>, ItemOf<Paths, At>>;
}

type Fields = Readonly<Record<string, unknown>>;
/** openapi-fetch's `request`, which cannot be called by its type while the spec is a type parameter. */
type UntypedRequest = (method: string, path: string, init: object) => Promise<WithResponse<never>>;

/** openapi-fetch over our transport: the same for every spec. `routes` are the operations of the spec. */
export function createBaseClient<Paths extends {}>(routes: readonly Route[], client: ClientOptions): BaseClient<Paths> {
  assertMatches(
    "baseUrl",
    client.baseUrl,
    /^https?:\/\/[^/?#@]+(\/[^?#]*)?$/,
    "must be an absolute URL without credentials",
  );
  if (typeof client.token !== "function") assertToken(client.token);
  const raw = createClient<Paths>({
    ...(client as object),
    baseUrl: client.baseUrl.replace(/\/+$/, ""),
    fetch: createTransport(routes, client),
    headers: {
      // Browsers, which call themselves Mozilla, do not let scripts name the agent. The version is package.json's.
      ...(!/^Mozilla/.test(globalThis.navigator?.userAgent) && { "user-agent": "agent-webhooks-client/0.1.0" }),
      ...client.headers,
    },
    pathSerializer: fillPath,
    // Following a redirect would hand the token to whoever it leads to.
    redirect: "manual",
  });
  // Middleware gets a `Request`, and a `Response` whose body is still to be read. Without any, nobody needs them: the
  // data is what the transport has read.
  let shortcut: object | undefined = { Request: RequestParts, parseAs: "data" };
  const { use } = raw;
  raw.use = (...middleware) => {
    shortcut = undefined;
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
      ...shortcut,
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
