import type {
  CreatedToken,
  CreateTokenRequest,
  ListTokensResponse,
  paths,
  Token,
} from "@agent-webhooks/types/delivery";
import { createToken, listTokens, revokeToken } from "@agent-webhooks/types/delivery/routes";
import type { Client } from "openapi-fetch";
import { createCore } from "./core/client.ts";
import type { Exact } from "./core/exact.ts";
import type { CallOptions, ClientOptions } from "./core/options.ts";
import { createPages, type Pages } from "./core/pages.ts";
import type { ApiPromise } from "./core/promise.ts";

/** The parameters of `listTokens`. */
export type ListTokensQuery = NonNullable<paths[typeof listTokens.path]["get"]["parameters"]["query"]>;

/**
 * Runs a service: its tokens. The same errors, retries, time limits and pages as those of the webhooks client.
 */
export interface DeliveryClient {
  /** openapi-fetch itself, typed by `specs/delivery.yaml`. */
  readonly raw: Client<paths>;

  /**
   * Lists the tokens of every organization, newest first, without the tokens themselves.
   *
   * @example
   * for await (const { token_id, scopes } of delivery.listTokens()) console.log(token_id, scopes);
   */
  listTokens<Q extends ListTokensQuery, O extends CallOptions>(
    query?: Exact<ListTokensQuery, Q>,
    options?: Exact<CallOptions, O>,
  ): Pages<ListTokensResponse, Token>;

  /**
   * Creates a token for an organization. Only this answer has the token itself. Not retried once it may have arrived:
   * that would make two tokens.
   *
   * @example
   * const { token } = await delivery.createToken({ organization_id: "acme", scopes: ["webhooks:read"] });
   */
  createToken<B extends CreateTokenRequest, O extends CallOptions>(
    token: Exact<CreateTokenRequest, B>,
    options?: Exact<CallOptions, O>,
  ): ApiPromise<CreatedToken>;

  /**
   * Revokes a token: from now on it is refused.
   *
   * @throws ValidationError before anything is sent: an id that is empty, `.` or `..`
   * @throws NotFoundError
   */
  revokeToken<O extends CallOptions>(token_id: string, options?: Exact<CallOptions, O>): ApiPromise<void>;
}

/**
 * Makes a client of the delivery API. It sends nothing by itself, and prints without its token.
 *
 * @throws ValidationError when `baseUrl` is not an absolute http(s) URL, or `token` is empty or cannot stand in a header
 * @example
 * const delivery = createDeliveryClient({ baseUrl: "http://127.0.0.1:8787", token });
 */
export function createDeliveryClient<O extends ClientOptions>(options: Exact<ClientOptions, O>): DeliveryClient {
  const { raw, call } = createCore<paths>([listTokens, createToken, revokeToken], options);
  return {
    raw,
    listTokens: (query, options) =>
      createPages(listTokens.pages, query ?? {}, options?.signal, (query) =>
        call(listTokens, { query }, undefined, options).withResponse(),
      ),
    createToken: (body, options) => call(createToken, {}, body, options),
    revokeToken: (token_id, options) => call(revokeToken, { path: { token_id } }, undefined, options),
  };
}
