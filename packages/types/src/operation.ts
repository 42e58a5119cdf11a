import type { JsonSchema } from "./json-schema.ts";

/** An HTTP method of the contract. */
export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A parameter of an operation, as the spec describes it. */
export interface ParameterFacts {
  readonly required: boolean;
  /** The schema of the value. */
  readonly schema: JsonSchema;
}

/** The body of a request or a response. */
export interface BodyFacts {
  readonly contentType: string;
  /** Name of the schema in `@agent-webhooks/types/schemas`. */
  readonly schema: string;
}

/** One operation of a spec, as code needs it at run time. Generated; see `operations`. */
export interface Operation {
  readonly id: string;
  readonly method: HttpMethod;
  /** Path template with `{name}` for each path parameter. */
  readonly path: string;
  readonly parameters: {
    readonly path: Readonly<Record<string, ParameterFacts>>;
    readonly query: Readonly<Record<string, ParameterFacts>>;
  };
  /** `maxBytes`: a larger body is refused with 413. `null`: the operation has no body. */
  readonly requestBody: (BodyFacts & { readonly required: boolean; readonly maxBytes: number }) | null;
  /** Documented statuses. A response has a body if and only if it has a `contentType`. */
  readonly responses: Readonly<Record<number, Partial<BodyFacts> & { readonly requiredHeaders?: readonly string[] }>>;
  readonly success: readonly number[];
  readonly errors: readonly number[];
  /** Scopes that the token needs. Empty: any token will do. */
  readonly scopes: readonly string[];
  /** Changes nothing on the server (RFC 9110, 9.2.1). */
  readonly safe: boolean;
  /** Sending it twice has the same end as sending it once (RFC 9110, 9.2.2, or `x-idempotent`). */
  readonly idempotent: boolean;
  /** Field of the request body that makes the operation idempotent when it is sent (`x-idempotency-field`). */
  readonly idempotencyField: string | null;
  /** How its pages go on: `token` is the query parameter that takes the value of the response's field `next`. */
  readonly pagination: { readonly items: string; readonly token: string; readonly next: string } | null;
}

/** A limit of a field of a request: how many items a list may have, or the expression that a text matches. */
export type Limit = number | string;

/** One operation as somebody who calls it needs it, small enough for a browser. Generated; see `routes`. */
export interface Route {
  readonly method: HttpMethod;
  /** Path template with `{name}` for each path parameter. */
  readonly path: string;
  /** Sending it twice has the same end as sending it once. */
  readonly idempotent?: boolean;
  /** Field of the request body that makes it idempotent when it is sent. */
  readonly key?: string;
  /** How its pages go on, and the largest `limit` that is served. */
  readonly pages?: { readonly items: string; readonly token: string; readonly next: string; readonly max: number };
  /** Success has no body. */
  readonly empty?: boolean;
  /** Limits of the fields of the request body. */
  readonly limits?: Readonly<Record<string, Limit>>;
}
