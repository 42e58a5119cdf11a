/** Types of an operation's parameters, request body and response body, looked up in the types that are generated. */
import type { Route } from "@agent-webhooks/types";

/** The operation in the `paths` that openapi-typescript generates. */
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

/** The query parameters of an operation. */
export type QueryOf<Paths, At extends Route> = NonNullable<ParamsOf<Paths, At>["query"]>;

/** The request body of an operation; `undefined` if it has none. */
export type RequestBodyOf<Paths, At extends Route> =
  OperationOf<Paths, At> extends { requestBody?: infer Body }
    ? [Exclude<Body, undefined>] extends [never]
      ? undefined
      : JsonContent<Exclude<Body, undefined>>
    : undefined;

/** The body of an operation's successful response; `undefined` if it has none. */
export type ResponseBodyOf<Paths, At extends Route> =
  OperationOf<Paths, At> extends { responses: { 200: infer Body } | { 202: infer Body } }
    ? Body extends { content: object }
      ? JsonContent<Body>
      : undefined
    : never;

/** An operation that returns pages. */
export type PagedRoute = Route & { readonly pages: NonNullable<Route["pages"]> };

/** The items of an operation's pages. */
export type ItemOf<Paths, At extends PagedRoute> =
  ResponseBodyOf<Paths, At> extends { [Items in At["pages"]["items"]]: readonly (infer Item)[] } ? Item : never;

/**
 * `Given`, or a type that no value has if `Given` has a key that `Shape` lacks. TypeScript itself reports unknown keys
 * in object literals only; this reports them in variables too.
 */
export type Exact<Shape, Given extends Shape> = Given & { readonly [Key in Exclude<keyof Given, keyof Shape>]: never };
