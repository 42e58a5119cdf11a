/**
 * The only file that uses openapi-fetch; `openapi-fetch.test.ts` tests what it relies on. A replacement calls an
 * operation by method and path, and is public as `raw`.
 */
import createClient, { type Client } from "openapi-fetch";
import type { WithResponse } from "../api-promise.ts";
import type { ClientOptions } from "../options.ts";
import { fillPath } from "./paths.ts";
import { RequestParts, type TransportOptions } from "./transport.ts";

/** A client that calls an operation by method and path, typed by the `paths` of a spec. */
export type HttpClient<Paths extends {}> = Client<Paths>;

/** Sends a request. If middleware returns a failing response, the result has its body as `error`. */
export type SendRequest = (
  method: string,
  path: string,
  init?: object,
) => Promise<WithResponse<never> & { readonly error?: unknown }>;

/** Creates a client that sends its requests through `fetch`, and the untyped function that it sends them by. */
export function createHttpClient<Paths extends {}>(
  client: ClientOptions,
  fetch: (request: Request, options?: TransportOptions) => Promise<Response>,
): { readonly raw: HttpClient<Paths>; readonly send: SendRequest } {
  const raw = createClient<Paths>({
    ...(client as object),
    baseUrl: client.baseUrl.replace(/\/+$/, ""),
    fetch,
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

  // Their own types cannot be called while the paths are a type parameter.
  const methods = raw as unknown as Record<string, unknown> & { request: SendRequest };
  const { request: original } = methods;
  // The options of a call go beside its `Request`, because middleware may replace it.
  const call: SendRequest = (method, path, init) =>
    original(method, path, { fetch: (request: Request) => fetch(request, init), ...init });
  methods.request = call;
  for (const method in methods) {
    if (/^[A-Z]+$/.test(method)) methods[method] = (path: string, init?: object) => call(method, path, init);
  }
  return { raw, send: (method, path, init) => call(method, path, { ...init, ...withoutMiddleware }) };
}
