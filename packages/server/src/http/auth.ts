import type { Operation } from "@agent-webhooks/types";
import { forbidden, unauthorized } from "../lib/errors.ts";
import type { Identity, Tokens } from "../tokens/tokens.ts";
import type { RateLimit } from "./rate-limit.ts";

/** RFC 6750, 2.1; the scheme is in any case (RFC 9110, 11.1). */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

export interface Authentication {
  readonly tokens: Tokens;
  readonly rateLimit: RateLimit;
}

/**
 * Finds out who asks and whether they may.
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
  if (missing.length > 0) throw forbidden(missing);
  return identity;
}
