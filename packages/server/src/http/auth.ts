import type { Operation } from "@agent-webhooks/types";
import { forbidden } from "../lib/errors.ts";
import type { Identity, Tokens } from "../tokens/tokens.ts";
import { unauthorized } from "./errors.ts";
import type { RateLimit } from "./rate-limit.ts";

/** RFC 6750, 2.1; the scheme is case-insensitive (RFC 9110, 11.1). */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

export interface Authentication {
  readonly tokens: Tokens;
  readonly rateLimit: RateLimit;
}

/**
 * Identifies the token of a request, counts it against the rate limit, and checks its scopes.
 *
 * @throws ServiceError 401, 429, 403
 */
export async function authenticate(
  { tokens, rateLimit }: Authentication,
  authorization: string | undefined,
  operation: Operation,
): Promise<Identity> {
  const token = bearer.exec(authorization ?? "")?.[1];
  const identity = token === undefined ? undefined : await tokens.identify(token);
  if (identity === undefined) throw unauthorized();
  await rateLimit.count(identity.tokenId);
  const missing = operation.scopes.filter((scope) => !identity.scopes.has(scope));
  if (missing.length > 0) {
    throw forbidden(`The token lacks the scope${missing.length > 1 ? "s" : ""} ${missing.join(", ")}.`);
  }
  return identity;
}
