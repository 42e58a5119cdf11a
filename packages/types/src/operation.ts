import type { JsonSchema } from "./json-schema.ts";

/** An HTTP method of the contract. */
export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A path or query parameter of an operation. */
export interface OperationParameter {
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** The body of a request or a response. */
export interface OperationBody {
  readonly contentType: string;
  /** Name of the schema in `@agent-webhooks/types/schemas`. */
  readonly schema: string;
}

/** An operation of a spec, for use at run time. Values are generated; see `operations`. */
export interface Operation {
  readonly id: string;
  readonly method: HttpMethod;
  /** Path template with `{name}` for each path parameter. */
  readonly path: string;
  readonly parameters: {
    readonly path: Readonly<Record<string, OperationParameter>>;
    readonly query: Readonly<Record<string, OperationParameter>>;
  };
  /** `null` if the operation has no body. Bodies larger than `maxBytes` are rejected with 413. */
  readonly requestBody: (OperationBody & { readonly required: boolean; readonly maxBytes: number }) | null;
  /** Responses by documented status. A response has a body if and only if it has a `contentType`. */
  readonly responses: Readonly<
    Record<number, Partial<OperationBody> & { readonly requiredHeaders?: readonly string[] }>
  >;
  readonly success: readonly number[];
  readonly errors: readonly number[];
  /** Scopes that the token needs. If empty, any token is accepted. */
  readonly scopes: readonly string[];
  /** Whether the operation is read-only (RFC 9110, 9.2.1). */
  readonly safe: boolean;
  /** Whether repeating a request has no further effect (RFC 9110, 9.2.2, or `x-idempotent`). */
  readonly idempotent: boolean;
  /** Field of the request body that makes the operation idempotent if it is sent (`x-idempotency-field`). */
  readonly idempotencyField: string | null;
  /** For a paginated operation: the query parameter `token` takes the value of the response's field `next`. */
  readonly pagination: { readonly items: string; readonly token: string; readonly next: string } | null;
}

/**
 * A limit of a request field: the maximum number of items of a list, or an expression that a string must match, and the error
 * message for one that does not.
 */
export type Limit = number | readonly [pattern: string, message: string];

/** What a caller needs of an operation, small enough for a browser. Values are generated; see `routes`. */
export interface Route {
  readonly method: HttpMethod;
  /** Path template with `{name}` for each path parameter. */
  readonly path: string;
  /** Whether repeating a request has no further effect. */
  readonly idempotent?: boolean;
  /** Field of the request body that makes the operation idempotent if it is sent. */
  readonly key?: string;
  /** As `pagination` of `Operation`, and the largest `limit` that is served. */
  readonly pages?: { readonly items: string; readonly token: string; readonly next: string; readonly max: number };
  /** Whether the successful response has no body. */
  readonly empty?: boolean;
  /** Every field of the request body, with its limit; `null`: it has none that callers check. */
  readonly limits?: Readonly<Record<string, Limit | null>>;
}
