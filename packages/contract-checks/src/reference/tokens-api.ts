import type { CreateTokenRequest } from "@agent-webhooks/types/delivery";
import { readTime } from "./delivery-rules.ts";
import { InvalidRequestError } from "./errors.ts";
import { type ApiOptions, type Handler, ok } from "./handler.ts";
import { listPage } from "./paging.ts";
import type { StoredToken } from "./state.ts";

/** The operations on tokens. */
export function tokensApi(api: ApiOptions): Record<"listTokens" | "createToken" | "revokeToken", Handler> {
  const {
    state: { tokens },
    rules,
  } = api;
  return {
    listTokens: ({ query }) => {
      const { items, fields } = listPage(
        rules,
        query,
        "tokens",
        tokens.values(),
        () => true,
        ({ token_id, created_at }) => ({ id: token_id, created_at, updated_at: created_at }),
      );
      return ok({ ...fields, tokens: items.map(({ token: _, ...stored }) => renderToken(stored)) });
    },
    createToken: ({ body }) => {
      const { organization_id, scopes, expires_at } = body as CreateTokenRequest;
      const expires = expires_at === undefined ? undefined : readTime("expires_at", expires_at);
      if (expires !== undefined && expires <= rules.now()) {
        throw new InvalidRequestError({ expires_at: ["must be in the future"] });
      }
      const stored: StoredToken = {
        token_id: rules.newTokenId(),
        token: rules.newToken(),
        organization_id,
        scopes,
        created_at: rules.now(),
        expires_at: expires,
      };
      tokens.set(stored.token_id, stored);
      return ok({ ...renderToken(stored), token: stored.token });
    },
    revokeToken: ({ id }) => {
      tokens.delete(id);
      return ok("");
    },
  };
}

function renderToken({
  created_at,
  expires_at,
  last_used_at,
  ...token
}: Omit<StoredToken, "token"> & { readonly token?: string }) {
  const { token: _, ...shown } = token;
  return {
    ...shown,
    created_at: new Date(created_at).toISOString(),
    ...(expires_at !== undefined && { expires_at: new Date(expires_at).toISOString() }),
    ...(last_used_at !== undefined && { last_used_at: new Date(last_used_at).toISOString() }),
  };
}
