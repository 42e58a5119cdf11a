import type { Route } from "@agent-webhooks/types";

/** The operation as openapi-typescript writes it. */
type OperationOf<Paths, At extends Route> = At["path"] extends keyof Paths
  ? Lowercase<At["method"]> extends keyof Paths[At["path"]]
    ? Paths[At["path"]][Lowercase<At["method"]>]
    : never
  : never;

type JsonContent<Body> = Body extends { content: { "application/json": infer Data } } ? Data : never;

/** The path and query parameters of an operation. */
export type ParamsOf<Paths, At extends Route> =
  OperationOf<Paths, At> extends { parameters: { path?: infer Path; query?: infer Query } }
    ? { readonly path?: Path; readonly query?: Query }
    : never;

/** The body that an operation takes; `undefined` if it takes none. */
export type RequestBodyOf<Paths, At extends Route> =
  OperationOf<Paths, At> extends { requestBody?: infer Body }
    ? [Exclude<Body, undefined>] extends [never]
      ? undefined
      : JsonContent<Exclude<Body, undefined>>
    : undefined;

/** What an operation gives when all goes well; nothing if the answer has no body. */
export type ResponseBodyOf<Paths, At extends Route> =
  OperationOf<Paths, At> extends { responses: { 200: infer Body } | { 202: infer Body } }
    ? Body extends { content: object }
      ? JsonContent<Body>
      : undefined
    : never;

/** An operation that answers in pages. */
export type PagedRoute = Route & { readonly pages: NonNullable<Route["pages"]> };

/** The query parameters of an operation. */
export type QueryOf<Paths, At extends Route> = NonNullable<ParamsOf<Paths, At>["query"]>;

/** What the pages of an operation are made of. */
export type ItemOf<Paths, At extends PagedRoute> =
  ResponseBodyOf<Paths, At> extends { [Items in At["pages"]["items"]]: readonly (infer Item)[] } ? Item : never;

/** The route that a request is for, found by its method and the end of its path. */
export function findRoute<At extends Pick<Route, "method" | "path">>(
  routes: readonly At[],
  { method, url }: { readonly method: string; readonly url: string },
): At | undefined {
  return routes.find(
    (route) => route.method === method && new RegExp(`${route.path.replace(/{\w+}/g, "[^/?]+")}($|\\?)`).test(url),
  );
}
