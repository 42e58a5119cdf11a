import type { CreateTokenRequest } from "@agent-webhooks/types/delivery";
import { type Handler, ok } from "../../../src/reference/handler.ts";
import { rules } from "../../../src/reference/rules.ts";
import type { ReferenceState, StoredToken } from "../../../src/reference/state.ts";
import { withSteadyClock } from "../clock.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withRules, withStatus } from "../mutant.ts";
import { afterwards, fieldsOf, handling, respondingWith } from "./handlers.ts";

/** Creates a token from another request. */
const requesting = (change: (body: CreateTokenRequest) => Partial<Record<keyof CreateTokenRequest, unknown>>) =>
  handling("createToken", (_, context, __, handlers) => {
    const body = context.body as CreateTokenRequest;
    return handlers.createToken({ ...context, body: { ...body, ...change(body) } });
  });

/** Changes a token after it was created. */
const storing = (change: (token: StoredToken, state: ReferenceState) => Partial<StoredToken>) =>
  afterwards("createToken", (state, _, response) => {
    const id = String(fieldsOf(response.body).token_id);
    const stored = state.tokens.get(id);
    if (stored !== undefined) state.tokens.set(id, { ...stored, ...change(stored, state) });
  });

const changingTokens = (change: (tokens: readonly object[], state: ReferenceState) => readonly object[]) =>
  handling("listTokens", async (next, _, state) => {
    const response = await next();
    const { tokens, ...page } = fieldsOf(response.body);
    const changed = change(tokens as readonly object[], state);
    return { ...response, body: { ...page, tokens: changed, count: changed.length } };
  });

const revoking = (
  revoke: (state: ReferenceState, id: string) => void,
): (() => { handlers: () => { revokeToken: Handler } }) => {
  return () => {
    let state: ReferenceState | undefined;
    return {
      handlers: (...args: unknown[]) => {
        state = args[1] as ReferenceState;
        return {
          revokeToken: ({ id }) => {
            if (state !== undefined) revoke(state, id);
            return ok("");
          },
        };
      },
    };
  };
};

const quickMutants = mutantsOf("tokens", {
  token_created: {
    list_shows_values: changingTokens((tokens, { tokens: stored }) =>
      tokens.map((each) => ({ ...each, value: stored.get(String(fieldsOf(each).token_id))?.token })),
    ),
    one_value_for_all: () => {
      const value = rules.newToken();
      return { rules: { newToken: () => value } };
    },
    expiry_without_zone: requesting(({ expires_at }) => ({ expires_at: expires_at?.replace("+02:00", "Z") })),
    expiry_dropped: requesting(() => ({ expires_at: undefined })),
    expiry_moved: requesting(({ expires_at }) => ({ expires_at: expires_at?.replace("2100-01-16", "2100-01-17") })),
    expiry_not_shown: respondingWith("createToken", () => ({ expires_at: undefined })),
    organization_not_shown: respondingWith("createToken", () => ({ organization_id: "a" })),
    scopes_widened: requesting(({ scopes }) => ({ scopes: [...scopes, "events:publish"] })),
    first_scope_only: requesting(({ scopes }) => ({ scopes: scopes.slice(0, 1) })),
    scopes_not_listed: changingTokens((tokens) => tokens.map((each) => ({ ...each, scopes: [] }))),
    not_listed: changingTokens((tokens) => tokens.slice(0, 0)),
    value_not_stored: storing(() => ({ token: rules.newToken() })),
    created_201: changingResponse("createToken", 200, withStatus(201)),
  },
  token_organization: {
    one_organization: storing(() => ({ organization_id: "all" })),
    an_organization_each: storing(({ token_id }) => ({ organization_id: token_id })),
    webhooks_of_all_visible: withRules({ isVisible: () => true }),
    events_to_all: withRules({
      isMatch: (webhook, facts) => rules.isMatch({ ...webhook, organization: facts.organization }, facts),
    }),
  },
  token_revoked: {
    revoke_ignored: revoking(() => {}),
    revoked_listed: () => {
      const revoked: StoredToken[] = [];
      return {
        handlers: (handlers, { tokens }) => ({
          revokeToken: (context) => {
            const token = tokens.get(context.id);
            if (token !== undefined) revoked.push(token);
            return handlers.revokeToken(context);
          },
          listTokens: async (context) => {
            for (const token of revoked) tokens.set(token.token_id, token);
            const response = await handlers.listTokens(context);
            for (const { token_id } of revoked) tokens.delete(token_id);
            return response;
          },
        }),
      };
    },
    revokes_all: revoking(({ tokens }) => tokens.clear()),
    revokes_the_newest: revoking(({ tokens }) => {
      tokens.delete([...tokens.keys()].at(-1) ?? "");
    }),
    revoke_204: changingResponse("revokeToken", 200, withStatus(204)),
    revoked_again_200: changingResponse("revokeToken", 404, () => ok("")),
  },
  token_expiry: {
    expiry_ignored: storing(() => ({ expires_at: undefined })),
    expired_at_once: storing(({ expires_at }) => (expires_at === undefined ? {} : { expires_at: 0 })),
    // In time that hardly moves, so that the minute does not end meanwhile.
    expiry_in_whole_minutes: () =>
      withSteadyClock(
        storing(({ expires_at }) =>
          expires_at === undefined ? {} : { expires_at: Math.floor(expires_at / 60_000) * 60_000 },
        )(),
      ),
    expires_late: storing(({ expires_at }) => (expires_at === undefined ? {} : { expires_at: expires_at + 60_000 })),
    past_accepted: requesting(({ expires_at }) => ({
      expires_at: expires_at !== undefined && expires_at < "2021" ? undefined : expires_at,
    })),
    last_minute_accepted: requesting(({ expires_at }) => {
      const isRecent = expires_at !== undefined && expires_at > "2021" && Date.parse(expires_at) <= Date.now();
      return { expires_at: isRecent ? undefined : expires_at };
    }),
    past_422: changingResponse("createToken", 400, withStatus(422)),
  },
  token_last_used: {
    new_token_is_used: storing(({ created_at }) => ({ last_used_at: created_at })),
    new_token_shown_used: respondingWith("createToken", ({ created_at }) => ({ last_used_at: created_at })),
    last_used_long_ago: withRules({ useToken: (token) => ({ ...token, last_used_at: 0 }) }),
    last_used_tomorrow: withRules({ useToken: (token, now) => ({ ...token, last_used_at: now + 86_400_000 }) }),
    last_used_in_seconds: withRules({ useToken: (token, now) => ({ ...token, last_used_at: now / 1000 }) }),
    every_token_is_used: changingTokens((tokens) => {
      const { last_used_at } = fieldsOf(tokens.find((token) => "last_used_at" in token));
      return tokens.map((token) => ({ ...token, ...(last_used_at !== undefined && { last_used_at }) }));
    }),
  },
  token_scopes: {
    write_means_read: storing(({ scopes }) => ({
      scopes: scopes.includes("webhooks:write") ? [...scopes, "webhooks:read"] : scopes,
    })),
    read_means_write: storing(({ scopes }) => ({
      scopes: scopes.includes("deliveries:read") ? [...scopes, "deliveries:write"] : scopes,
    })),
    publish_means_deliveries: storing(({ scopes }) => ({
      scopes: scopes.includes("events:publish") ? [...scopes, "deliveries:read"] : scopes,
    })),
    tokens_for_all: storing(({ scopes }) => ({ scopes: [...scopes, "tokens:write"] })),
    publish_for_all: storing(({ scopes }) => ({ scopes: [...scopes, "events:publish"] })),
    tokens_mean_all: storing(({ scopes }) => ({
      scopes: scopes.includes("tokens:write") ? [...scopes, "webhooks:read", "deliveries:write"] : scopes,
    })),
    publish_needs_read: storing(({ scopes }) => ({
      scopes: scopes.includes("webhooks:read") ? scopes : scopes.filter((scope) => scope !== "events:publish"),
    })),
    deliveries_need_write: storing(({ scopes }) => ({
      scopes: scopes.includes("deliveries:write") ? scopes : scopes.filter((scope) => scope !== "deliveries:read"),
    })),
    forbidden_401: changingResponse(undefined, 403, withStatus(401)),
    forbidden_404: changingResponse("getDelivery", 403, withStatus(404)),
  },
});

/** Faults that show a minute after the first use, or that are only sure then. */
const deepMutants = mutantsOf("tokens", {
  token_last_used: {
    last_use_never_stored: withRules({ useToken: (token) => token }),
    only_first_use_stored: withRules({ useToken: (token, now) => ({ last_used_at: now, ...token }) }),
    last_used_when_created: withRules({ useToken: (token) => ({ ...token, last_used_at: token.created_at }) }),
  },
});

export const tokenMutants: readonly ProviderMutant[] = [
  ...quickMutants,
  ...deepMutants.map((mutant) => ({ ...mutant, isDeep: true })),
];
